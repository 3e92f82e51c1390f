"""Side by side in one run with what a user would pick instead, each doing the same work: `make bench`."""
