"""Live counts: what the lanes have written, by type, in the last minute."""

from __future__ import annotations

from agents.live_counts import WINDOW_S, LiveCounts
from hub.lanes.values import Message
from schemas.topics import FACTS, STATES


def fact(ce_type: str) -> Message:
    return Message(FACTS, 0, b"case", b"{}", (("ce_type", ce_type.encode()),))


def test_facts_are_counted_by_type_and_nothing_else_is() -> None:
    """A transaction holds states and queue records as well."""
    counts = LiveCounts()
    counts.written([fact("case.filed.v1"), Message(STATES, 0, b"case", b"{}"), fact("case.filed.v1")])
    counts.written([fact("case.claimed.v1")])
    counts.count(counts.take(), 100)
    counts.count(counts.take(), 101)
    assert counts.last_minute(101) == {"case.filed.v1": 2, "case.claimed.v1": 1}


def test_what_is_older_than_a_minute_no_longer_counts() -> None:
    """The screen shows what happens now."""
    counts = LiveCounts()
    counts.written([fact("case.filed.v1")])
    counts.count(counts.take(), 100)
    assert counts.last_minute(100 + WINDOW_S) == {}
