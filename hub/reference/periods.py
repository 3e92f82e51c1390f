"""Periods of the rows of one code: where they overlap, where they leave a gap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from hub.domain.reference import Reference
from hub.domain.reference.periods import FOR_EVER
from hub.reference.findings import Finding
from schemas.reference import Row

_DAY = timedelta(days=1)


def of_periods(reference: Reference) -> Iterator[Finding]:
    """Find rows of one kind and code whose own periods overlap, or leave days without a row between them."""
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in reference.rows.values():
        rows[row.kind, row.code].append(row)
    for (kind, code), same in rows.items():
        same.sort(key=lambda row: row.valid_from)
        for earlier, later in pairwise(same):
            yield from _between(f"{kind}/{code}", earlier, later)


def _between(subject: str, earlier: Row, later: Row) -> Iterator[Finding]:
    last = earlier.valid_to or FOR_EVER
    # an open row followed by another is how a row is replaced: nothing to say
    if earlier.valid_to is not None and last >= later.valid_from:
        text = f"{subject}:{earlier.valid_from}起的一条到{last}才失效,与{later.valid_from}起的一条重叠,以后者为准"
        yield Finding("warning", "period_overlap", subject, text)
    elif last < later.valid_from - _DAY:
        gap = f"{last + _DAY}至{later.valid_from - _DAY}"
        yield Finding("warning", "period_gap", subject, f"{subject}:{gap}没有生效的记录")
