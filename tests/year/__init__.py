"""A year of the province: every special path through the real lanes, the twin as broker, the clock turned by hand."""
