"""Our lane with the real domain: decode, decide, evolve, chain, four to five records out."""

from __future__ import annotations

import sys

from hub.casework.decider import Casework
from hub.reference.load import load
from tests.bench.contestants.crewing import run
from tests.bench.course import PARTITIONS, course_of

if __name__ == "__main__":
    reference = load()
    run(course_of(sys.argv[1]), lambda partition: Casework(partition, PARTITIONS, lambda: reference))
