"""Restoring: what a broker brought back to life is left out, and what another process has unparked is due again."""

from __future__ import annotations

import orjson
import pytest

from hub.lanes.restore import without_revived
from hub.lanes.states import PARKED, POSITION, Copy, Progress, States
from hub.lanes.twin.store import MemoryStore
from hub.lanes.values import Record


def transaction(*keys: str, since: int, offset: int) -> list[Record]:
    values = [(key.encode(), b"state") for key in keys]
    values.append((POSITION, orjson.dumps([*Progress(offset, 0, since)])))
    return [Record("states", 0, 0, 0, key, value, ()) for key, value in values]


def aggregates(records: list[Record]) -> list[str]:
    return [record.key.decode() for record in records if record.key not in {None, POSITION}]


def test_transactions_in_a_row_have_all_happened() -> None:
    """Each begins where the one before ended; the last is held back, since the next may still belie it."""
    first, second = transaction("a", "b", since=0, offset=2), transaction("c", since=2, offset=3)
    happened, last = without_revived([*first, *second])
    assert aggregates(happened) == ["a", "b"]
    assert last == second


def test_a_transaction_that_the_next_began_before_never_happened() -> None:
    """What was aborted and came back to life is left out, also twice in a row."""
    good = transaction("a", since=0, offset=2)
    revived = [*transaction("b", "c", since=2, offset=5), *transaction("b", since=2, offset=3)]
    again = transaction("b", since=2, offset=4)
    happened, last = without_revived([*good, *revived, *again])
    assert aggregates([*happened, *last]) == ["a", "b"]
    assert last == again


def test_a_page_may_end_within_a_transaction() -> None:
    """Records whose position has not come yet are held back with the last transaction."""
    first, second = transaction("a", since=0, offset=1), transaction("b", "c", since=1, offset=3)
    happened, last = without_revived([*first, *second[:1]])
    assert aggregates(happened) == []
    happened, last = without_revived([*last, *second[1:]])
    assert aggregates(happened) == ["a"]
    assert aggregates(last) == ["b", "c"]


def state(due: int) -> bytes:
    return orjson.dumps({"version": 1, "number": 1, "digest": "", "at": 0, "due": due, "handled": {}}) + b"\ncase {}"


def record(key: bytes, value: bytes | None) -> Record:
    return Record("states", 0, 0, 0, key, value, ())


@pytest.mark.parametrize("touched", [True, False])
def test_a_deadline_hidden_here_shows_again_when_another_process_has_unparked(touched: bool) -> None:  # noqa: FBT001
    """The due index is local: what this store hid while the case was parked comes back with the unparking."""
    states = States(MemoryStore())
    states.restore([record(b"case-1", state(100)), record(PARKED + b"case-1", b"[]")], Copy("log", 2, 0))
    states.hide_due(100, b"case-1")
    states.settle(Copy("log", 2, 0))
    assert states.due(200, 10) == []
    unparked = [record(PARKED + b"case-1", None), *([record(b"case-1", state(100))] if touched else [])]
    states.restore(unparked, Copy("log", 4, 0))
    assert states.due(200, 10) == [(100, b"case-1")]
