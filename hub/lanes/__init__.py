"""The lane: one loop for everything that must be exact, what it needs from the world, its sinks and its store."""
