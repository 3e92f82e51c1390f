"""The national upload tables, filled from facts: how a region stops filling in forms by hand (零填报)."""
