"""Guizhou's reference data: files a person can read and edit, and their way into a Reference."""
