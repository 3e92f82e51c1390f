"""A lane's state: beneath, the local copy of its committed ``states`` partition; above, this batch's writes.

Keys on ``states`` (and here): an aggregate's id, or one of the lane's own that begin with ``~``:

    ~position                       next offset of the input, and the lane's clock: the last record of each transaction
    ~parked/<aggregate>             why its commands wait
    ~queue/<aggregate>/<offset>     one command that waits
    ~flow/<endpoint|type>           a flow that was stopped

The due index and the notes about the copy itself are local: they follow from the records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import orjson

from hub.lanes.aggregates import due_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hub.lanes.ports import Store
    from hub.lanes.values import Record

POSITION: Final = b"~position"
PARKED: Final = b"~parked/"
QUEUE: Final = b"~queue/"
FLOW: Final = b"~flow/"

_STATE: Final = b"s/"
_DUE: Final = b"d/"
_NOTE: Final = b"n/"
_COPY: Final = _NOTE + b"copy"


class Progress(NamedTuple):
    """How far a lane is: next offset of its input, and the latest time (ms) it may believe in."""

    offset: int = 0
    clock: int = 0
    since: int = 0
    """Where the lane stood before: tells a transaction that came back to life from one that happened (restore)."""


class Copy(NamedTuple):
    """What the local store is a copy of: which log, up to which offset, written when (ms)."""

    log: str = ""
    offset: int = 0
    written: int = 0


class States:
    """One lane's keys and values, its due index, its progress."""

    def __init__(self, store: Store) -> None:
        """Begin with what the store holds."""
        self._store = store
        self._above: dict[bytes, bytes | None] = {}
        self._due_above: dict[bytes, bool] = {}

    def get(self, key: bytes) -> bytes | None:
        """Give the value as this batch would leave it."""
        if key in self._above:
            return self._above[key]
        return self._store.get(_STATE + key)

    def put(self, key: bytes, value: bytes | None) -> None:
        """Set one of the lane's own keys; None deletes."""
        self._above[key] = value

    def put_aggregate(self, key: bytes, value: bytes, due_before: int | None, due: int | None) -> None:
        """Set an aggregate, and move it in the due index."""
        self._above[key] = value
        if due_before != due:
            if due_before is not None:
                self._due_above[_due_key(due_before, key)] = False
            if due is not None:
                self._due_above[_due_key(due, key)] = True

    def due(self, up_to: int, limit: int) -> list[tuple[int, bytes]]:
        """Give aggregates that are due at ``up_to`` (ms) or before, the earliest first."""
        stop = _due_key(up_to + 1, b"")
        gone = sum(not present for present in self._due_above.values())
        below = {key for key, _ in self._store.scan(_DUE, stop, limit + gone)}
        above = {key for key, present in self._due_above.items() if present and key < stop}
        removed = {key for key, present in self._due_above.items() if not present}
        return [_read_due_key(key) for key in sorted((below - removed) | above)[:limit]]

    def hide_due(self, at: int, aggregate: bytes) -> None:
        """Take a parked aggregate out of the due index: its deadlines stand still."""
        self._due_above[_due_key(at, aggregate)] = False

    def show_due(self, at: int, aggregate: bytes) -> None:
        """Put it back: it is parked no longer."""
        self._due_above[_due_key(at, aggregate)] = True

    def under(self, prefix: bytes) -> list[tuple[bytes, bytes]]:
        """Give the lane's own keys that begin with ``prefix``, without it, and their values, in order."""
        scanned = self._store.scan(_STATE + prefix, _STATE + prefix + b"\xff", _ALL)
        found: dict[bytes, bytes | None] = {key.removeprefix(_STATE): value for key, value in scanned}
        found |= {key: value for key, value in self._above.items() if key.startswith(prefix)}
        return [(key.removeprefix(prefix), value) for key, value in sorted(found.items()) if value is not None]

    @property
    def progress(self) -> Progress:
        """How far the lane is, as this batch would leave it."""
        value = self.get(POSITION)
        return Progress(*orjson.loads(value)) if value else Progress()

    def written(self) -> Sequence[tuple[bytes, bytes | None]]:
        """Give this batch's keys and values, as they go onto ``states``."""
        return list(self._above.items())

    def drop(self) -> None:
        """Forget this batch: its transaction did not commit."""
        self._above.clear()
        self._due_above.clear()

    def settle(self, copy: Copy) -> None:
        """The transaction has committed: put this batch down, with the offset up to which we are now a copy."""
        puts = {_STATE + key: value for key, value in self._above.items()}
        puts |= {key: b"" if present else None for key, present in self._due_above.items()}
        puts[_COPY] = orjson.dumps([*copy])
        self._store.write(puts)
        self.drop()

    def restore(self, records: Iterable[Record], copy: Copy) -> None:
        """Take over committed records of ``states``, with the offset behind them."""
        for record in records:
            if record.key is None:
                continue
            if not record.key.startswith(b"~"):
                self._restore_aggregate(record.key, record.value)
                continue
            self.put(record.key, record.value)
            if record.key.startswith(PARKED) and record.value is None:
                self._restore_due(record.key.removeprefix(PARKED))
        self.settle(copy)

    def _restore_aggregate(self, key: bytes, value: bytes | None) -> None:
        old = self.get(key)
        due_before = due_of(old) if old else None
        if due_before is not None:
            self._due_above[_due_key(due_before, key)] = False
        self._above[key] = value
        self._restore_due(key)

    def _restore_due(self, key: bytes) -> None:
        """Show when an aggregate is due, also where this store had hidden it: another process may have unparked it."""
        value = self.get(key)
        due = due_of(value) if value else None
        if due is not None:
            self.show_due(due, key)

    @property
    def copy(self) -> Copy:
        """What the store says it is a copy of."""
        value = self._store.get(_COPY)
        return Copy(*orjson.loads(value)) if value else Copy()

    def forget(self) -> None:
        """Empty the store: it is a copy of something else."""
        self.drop()
        self._store.clear()

    def note(self, name: bytes, value: bytes | None) -> None:
        """Keep something about this process's own work, at once and only locally."""
        self._store.write({_NOTE + name: value})

    def noted(self, name: bytes) -> bytes | None:
        """Give what was kept, by this process or one before."""
        return self._store.get(_NOTE + name)

    def close(self) -> None:
        """Let go of the store."""
        self.drop()
        self._store.close()


_ALL: Final = 1_000_000


def _due_key(at: int, aggregate: bytes) -> bytes:
    return _DUE + at.to_bytes(8, "big") + aggregate


def _read_due_key(key: bytes) -> tuple[int, bytes]:
    start = len(_DUE)
    return int.from_bytes(key[start : start + 8], "big"), key[start + 8 :]
