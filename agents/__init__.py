"""The worker: a Faust app that hosts the lanes, elects a leader, and runs what may be approximate.

What must be exact is in lanes beside its agents (docs/decisions: where Faust stands).
"""
