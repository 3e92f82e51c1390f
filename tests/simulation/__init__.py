"""The simulation: the spine on the in-memory twin, while everything that can go wrong does, by a seed.

country, filings ← endpoints (who sends what) ← world (processes, faults, phases) ← laws (the judge) ← __main__
"""
