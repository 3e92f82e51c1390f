"""The message hub of 全省通办: see ARCHITECTURE.md for the way of one case through it."""
