"""Recorded commands decided again: by the reference of their time, or by another one, to see what it would change."""
