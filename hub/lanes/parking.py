"""Parked aggregates: after an unexpected exception their commands wait, in order, and their deadlines stand still."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, NamedTuple

import orjson

from hub.lanes.states import FLOW, PARKED, QUEUE
from hub.lanes.values import Record

if TYPE_CHECKING:
    from hub.lanes.states import States


class Mark(NamedTuple):
    """Why an aggregate is parked, since when (ms), and how often its first command has died."""

    reason: str
    since: int
    deaths: int


class Parking:
    """Which aggregates and flows of one lane wait. A small set in memory spares a look-up per command."""

    def __init__(self, states: States) -> None:
        """Begin with what the states say."""
        self._states = states
        self._parked = {key: Mark(*orjson.loads(value)) for key, value in states.under(PARKED)}
        self._stopped = {key.decode() for key, _ in states.under(FLOW)}

    def mark(self, aggregate: bytes) -> Mark | None:
        """Say why an aggregate is parked; None if it isn't."""
        return self._parked.get(aggregate)

    def park(self, aggregate: bytes, mark: Mark) -> None:
        """Let its commands wait from now on."""
        self._parked[aggregate] = mark
        self._states.put(PARKED + aggregate, orjson.dumps([*mark]))

    def enqueue(self, aggregate: bytes, record: Record) -> None:
        """Let a command wait behind the others; the order is that of its offset."""
        self._states.put(_place(aggregate, record), _pack(record))

    def leave(self, aggregate: bytes) -> list[Record]:
        """Unpark; give what waited, in order."""
        del self._parked[aggregate]
        self._states.put(PARKED + aggregate, None)
        queue = QUEUE + aggregate + b"/"
        waiting = self._states.under(queue)
        for key, _ in waiting:
            self._states.put(queue + key, None)
        return [_unpack(value) for _, value in waiting]

    def stopped(self, flow: str) -> bool:
        """Whether commands of this flow are held back."""
        return flow in self._stopped

    def stop(self, flow: str, since: int) -> None:
        """Hold commands of this flow back from now on."""
        self._stopped.add(flow)
        self._states.put(FLOW + flow.encode(), orjson.dumps({"since": since}))

    def resume(self, flow: str) -> None:
        """Let the flow go on; aggregates that were parked for it wait for their redrive."""
        self._stopped.discard(flow)
        self._states.put(FLOW + flow.encode(), None)


def _place(aggregate: bytes, record: Record) -> bytes:
    return QUEUE + aggregate + b"/%020d" % record.offset


def _pack(record: Record) -> bytes:
    """Give a line of JSON and the value as it is: base64 would carry a large one over the limit of ``states``."""
    headers = [[name, b64encode(content).decode()] for name, content in record.headers]
    key = None if record.key is None else record.key.decode(errors="replace")
    is_empty = record.value is None
    head = [record.topic, record.partition, record.offset, record.timestamp, key, is_empty, headers]
    return orjson.dumps(head) + b"\n" + (record.value or b"")


def _unpack(packed: bytes) -> Record:
    head, _, value = packed.partition(b"\n")
    topic, partition, offset, timestamp, key, is_empty, headers = orjson.loads(head)
    return Record(
        topic,
        partition,
        offset,
        timestamp,
        None if key is None else key.encode(),
        None if is_empty else value,
        tuple((name, b64decode(content)) for name, content in headers),
    )
