"""The plain values that pass through a lane."""

from __future__ import annotations

from typing import NamedTuple

from schemas.envelope import Headers


class Partition(NamedTuple):
    """One partition of one topic."""

    topic: str
    number: int


class Record(NamedTuple):
    """A record as read: committed, in offset order within its partition."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    """Milliseconds since 1970; the broker's append time where the topic says so."""
    key: bytes | None
    value: bytes | None
    headers: Headers


class Message(NamedTuple):
    """A record to be written; the partition is always explicit, so nothing depends on a partitioner."""

    topic: str
    partition: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


class Position(NamedTuple):
    """What a consumer group has committed for a partition: the next offset, and a note for operators."""

    offset: int
    note: str = ""


class Bounds(NamedTuple):
    """Where a partition begins and ends. ``stable`` < ``end`` while a transaction is open in it."""

    start: int
    stable: int
    """Last stable offset: read-committed readers get no further."""
    end: int
    """High watermark."""
