"""Our lane with the real domain: decode, decide, evolve, chain, four to five records out.

Nobody signs here, so no documents are asked for: what is measured is one aggregate's answer to one command.
"""

from __future__ import annotations

import sys

from hub.casework.decider import Casework
from hub.domain.reference import Reference
from hub.reference.load import load
from schemas.reference import Policy
from tests.bench.contestants.crewing import run
from tests.bench.course import PARTITIONS, course_of


def without_documents(known: Reference) -> Reference:
    """Give the rows of a province that does not sign documents."""
    rows = [
        row.model_copy(update={"signed_documents": False}) if isinstance(row, Policy) else row
        for row in known.rows.values()
    ]
    return Reference.from_rows(rows, known.offset, known.subject_key)


if __name__ == "__main__":
    reference = without_documents(load())
    run(course_of(sys.argv[1]), lambda partition: Casework(partition, PARTITIONS, lambda: reference))
