"""A lane's state: the overlay above the store, the due index, and that restoring equals having lived through it."""

from __future__ import annotations

from typing import NamedTuple

import orjson
from hypothesis import given
from hypothesis import strategies as some

from hub.lanes.aggregates import Aggregate, encode
from hub.lanes.memory import Memory
from hub.lanes.states import POSITION, Copy, Progress, States
from hub.lanes.twin.store import MemoryStore
from hub.lanes.values import Record

COPY = Copy("log", 5, 1_000)


def aggregate(due: int | None = None, number: int = 1) -> bytes:
    """An aggregate's value on ``states``."""
    return encode(Aggregate(number, "d", 0, due), Memory(), b"")


def record(key: bytes | None, value: bytes | None, offset: int = 0) -> Record:
    return Record("states", 0, offset, 0, key, value, ())


def test_this_batchs_writes_are_seen_before_they_are_stored() -> None:
    """And a deletion hides what the store still holds."""
    states = States(MemoryStore())
    states.put(b"~a", b"1")
    states.settle(COPY)
    states.put(b"~a", None)
    states.put(b"~b", b"2")
    assert (states.get(b"~a"), states.get(b"~b")) == (None, b"2")


def test_a_dropped_batch_leaves_nothing() -> None:
    """Neither values nor due times: its transaction did not commit."""
    states = States(MemoryStore())
    states.put(b"~a", b"1")
    states.put_aggregate(b"case", aggregate(5), None, 5)
    states.drop()
    assert states.get(b"~a") is None
    assert states.due(10, 10) == []
    assert states.written() == []


def test_a_settled_batch_is_the_stores() -> None:
    """Another process that opens the store finds it, with the offset it is a copy of."""
    store = MemoryStore()
    states = States(store)
    states.put_aggregate(b"case", aggregate(5), None, 5)
    states.settle(COPY)
    again = States(store)
    assert again.get(b"case") == aggregate(5)
    assert again.due(10, 10) == [(5, b"case")]
    assert again.copy == COPY


def test_what_is_above_the_store_is_in_memory_only() -> None:
    """A process that is killed before its commit leaves its disk as it was."""
    store = MemoryStore()
    States(store).put(b"~a", b"1")
    assert States(store).get(b"~a") is None


def test_the_written_keys_come_in_the_order_of_writing() -> None:
    """The position is put last, and must be written last."""
    states = States(MemoryStore())
    for key in (b"z", b"a", b"m"):
        states.put(key, b"1")
    states.put(POSITION, orjson.dumps([7, 8]))
    assert [key for key, _ in states.written()] == [b"z", b"a", b"m", POSITION]
    assert states.progress == Progress(7, 8)


def test_due_merges_store_and_batch_and_leaves_out_what_moved() -> None:
    """An aggregate is due once, at its newest time."""
    states = States(MemoryStore())
    states.put_aggregate(b"a", aggregate(5), None, 5)
    states.put_aggregate(b"b", aggregate(6), None, 6)
    states.settle(COPY)
    states.put_aggregate(b"a", aggregate(9), 5, 9)
    states.put_aggregate(b"b", aggregate(None), 6, None)
    states.put_aggregate(b"c", aggregate(4), None, 4)
    assert states.due(100, 10) == [(4, b"c"), (9, b"a")]


def test_due_is_up_to_and_including_the_time_and_no_more_than_the_limit() -> None:
    states = States(MemoryStore())
    for due in (3, 1, 2):
        states.put_aggregate(b"a%d" % due, aggregate(due), None, due)
    assert states.due(2, 10) == [(1, b"a1"), (2, b"a2")]
    assert states.due(3, 1) == [(1, b"a1")]


def test_a_limit_is_filled_though_the_store_begins_with_what_was_removed() -> None:
    """Removals above must not make the look below too short."""
    states = States(MemoryStore())
    for due in range(10):
        states.put_aggregate(b"a%d" % due, aggregate(due), None, due)
    states.settle(COPY)
    for due in range(8):
        states.put_aggregate(b"a%d" % due, aggregate(None), due, None)
    assert states.due(100, 2) == [(8, b"a8"), (9, b"a9")]


def test_a_deadline_of_a_parked_aggregate_is_hidden_and_shown_again() -> None:
    states = States(MemoryStore())
    states.put_aggregate(b"a", aggregate(5), None, 5)
    states.settle(COPY)
    states.hide_due(5, b"a")
    states.settle(COPY)
    assert states.due(9, 9) == []
    states.show_due(5, b"a")
    states.settle(COPY)
    assert states.due(9, 9) == [(5, b"a")]


def test_keys_under_a_prefix_come_in_order_from_store_and_batch() -> None:
    """Deleted ones are gone, others' are not seen."""
    states = States(MemoryStore())
    states.put(b"~q/2", b"two")
    states.put(b"~q/3", b"three")
    states.put(b"~r/1", b"other")
    states.settle(COPY)
    states.put(b"~q/1", b"one")
    states.put(b"~q/3", None)
    assert states.under(b"~q/") == [(b"1", b"one"), (b"2", b"two")]


def test_notes_are_kept_at_once_and_never_written_to_states() -> None:
    """They are about this disk, and outlive a dropped batch and a kill."""
    store = MemoryStore()
    states = States(store)
    states.note(b"suspect", b"7")
    states.drop()
    assert states.written() == []
    assert States(store).noted(b"suspect") == b"7"
    states.note(b"suspect", None)
    assert States(store).noted(b"suspect") is None


def test_forgetting_leaves_an_empty_store() -> None:
    """Values, due times, notes and the copy's own offset: all of another log."""
    store = MemoryStore()
    states = States(store)
    states.put_aggregate(b"a", aggregate(5), None, 5)
    states.settle(COPY)
    states.put(b"~x", b"1")
    states.forget()
    assert (states.get(b"a"), states.get(b"~x"), states.due(9, 9), states.copy) == (None, None, [], Copy())
    assert store.scan(b"", b"\xff", 10) == []


def test_restoring_moves_due_times_and_heeds_tombstones() -> None:
    """The due index is not on ``states``: it follows from the aggregates."""
    states = States(MemoryStore())
    states.restore([record(b"a", aggregate(5)), record(b"b", aggregate(6)), record(b"a", aggregate(8))], COPY)
    assert states.due(9, 9) == [(6, b"b"), (8, b"a")]
    states.restore([record(b"b", None), record(b"~x", b"1"), record(None, b"?")], Copy("log", 9, 2_000))
    assert states.due(9, 9) == [(8, b"a")]
    assert (states.get(b"b"), states.get(b"~x"), states.copy.offset) == (None, b"1", 9)


class Put(NamedTuple):
    """One thing done to the states, as hypothesis draws it."""

    key: bytes
    due: int | None
    lives: bool


KEYS = some.sampled_from([b"a", b"b", b"c", b"~own", b"~q/1"])
PUTS = some.lists(some.builds(Put, KEYS, some.one_of(some.none(), some.integers(0, 6)), some.booleans()), max_size=5)
BATCHES = some.lists(some.tuples(PUTS, some.booleans()), max_size=8)


class Model:
    """The same as plain dictionaries: committed, and with this batch on top."""

    def __init__(self) -> None:
        self.committed: dict[bytes, tuple[bytes, int | None]] = {}
        self.now = dict(self.committed)

    def put(self, put: Put, value: bytes) -> None:
        if put.lives:
            self.now[put.key] = (value, put.due)
        else:
            self.now.pop(put.key, None)

    def due(self) -> list[tuple[int, bytes]]:
        return sorted((due, key) for key, (_, due) in self.now.items() if due is not None and not key.startswith(b"~"))


def play(states: States, model: Model, put: Put, number: int) -> None:
    """Do it to both; an aggregate is never removed while a lane runs, so its removal comes as a restore would do it."""
    value = aggregate(put.due, number)
    model.put(put, value)
    if put.key.startswith(b"~"):
        states.put(put.key, value if put.lives else None)
    elif put.lives:
        known = states.get(put.key)
        states.put_aggregate(put.key, value, orjson.loads(known.split(b"\n")[0])["due"] if known else None, put.due)
    else:
        states._restore_aggregate(put.key, None)


@given(BATCHES)
def test_any_sequence_of_batches_equals_plain_dictionaries_and_its_restore(
    batches: list[tuple[list[Put], bool]],
) -> None:
    """Puts, removals, commits and losses; and whoever only reads what was committed knows the same."""
    states, model, log = States(MemoryStore()), Model(), [record(b"~begin", b"1")]
    for puts, commits in batches:
        for number, put in enumerate(puts):
            play(states, model, put, number)
            assert states.get(put.key) == model.now.get(put.key, (None, None))[0]
            assert states.due(99, 99) == model.due()
            assert states.due(99, 1) == model.due()[:1]
        if commits:
            log += [record(key, value) for key, value in states.written()]
            states.settle(Copy("log", len(log), 0))
            model.committed = dict(model.now)
        else:
            states.drop()
            model.now = dict(model.committed)
        assert {key: value for key, (value, _) in model.now.items() if key.startswith(b"~q/")} == {
            b"~q/" + key: value for key, value in states.under(b"~q/")
        }
    restored = States(MemoryStore())
    for start in range(0, len(log), 3):
        restored.restore(log[start : start + 3], Copy("log", len(log), 0))
    assert restored.due(99, 99) == states.due(99, 99) == model.due()
    assert {key: restored.get(key) for key, _ in model.committed.items()} == {
        key: value for key, (value, _) in model.committed.items()
    }
    assert restored.copy.offset == len(log)
