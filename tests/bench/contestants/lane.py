"""Our lane with a trivial handler; store, dedup and due index are on."""

from __future__ import annotations

import sys

from tests.bench.contestants.crewing import run
from tests.bench.contestants.trivial import Trivial
from tests.bench.course import course_of

if __name__ == "__main__":
    run(course_of(sys.argv[1]), Trivial)
