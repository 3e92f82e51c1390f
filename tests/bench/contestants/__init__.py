"""One module per contestant; each is a process of its own: ``python -m tests.bench.contestants.<name> <run>``."""
