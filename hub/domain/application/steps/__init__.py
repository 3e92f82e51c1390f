"""The rows of the life cycle, a module per phase or topic; each ends with its tuple STEPS, `table` joins them."""
