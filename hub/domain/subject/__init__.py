"""Subjects (主体): a person or a body across all its cases, known by the keyed hash of its identity."""
