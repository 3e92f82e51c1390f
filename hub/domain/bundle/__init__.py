"""Bundles (一件事、联办): several cases filed in one go; what they share is said once."""
