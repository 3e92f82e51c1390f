"""Reading: Fetch v11, whole and in sessions that name only what changed (KIP-98, KIP-227)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from hub.lanes.kafka.protocol.wire import Cursor, Request, array, int8, int32, int64, text
from hub.lanes.values import Partition

NO_SESSION: Final = (0, -1)
NEW_SESSION: Final = (0, 0)
_READ_COMMITTED: Final = 1


class Limits(NamedTuple):
    """How long a broker may wait for as much as it should give, and how much it may give at most."""

    wait_ms: int
    bytes: int
    partition_bytes: int
    enough: int = 1
    """Bytes for which nothing is waited any more."""


class Fetched(NamedTuple):
    """What one partition gave: whole record batches as bytes, up to the last stable offset."""

    partition: Partition
    error: int
    start: int
    """Where the log begins."""
    aborted: Sequence[tuple[int, int]]
    """Producer id and first offset of transactions that were aborted."""
    batches: bytes


class FetchAnswer(NamedTuple):
    """One answer; in a session it names only partitions with something to tell."""

    error: int
    session: int
    partitions: Sequence[Fetched]


def ask_fetch(
    session: tuple[int, int], offsets: Mapping[Partition, int], forgotten: Iterable[Partition], limits: Limits
) -> Request:
    """Ask for committed records from these offsets on; ``session`` is its id and the number of the request in it."""
    wanted: dict[str, list[bytes]] = {}
    for (topic, number), offset in offsets.items():
        partition = int32(number) + int32(-1) + int64(offset) + int64(-1) + int32(limits.partition_bytes)
        wanted.setdefault(topic, []).append(partition)
    dropped: dict[str, list[bytes]] = {}
    for topic, number in forgotten:
        dropped.setdefault(topic, []).append(int32(number))
    head = int32(-1) + int32(limits.wait_ms) + int32(limits.enough) + int32(limits.bytes) + int8(_READ_COMMITTED)
    body = head + int32(session[0]) + int32(session[1]) + _by_topic(wanted) + _by_topic(dropped) + text("")
    return Request(1, 11, body)


def _by_topic(partitions: Mapping[str, Sequence[bytes]]) -> bytes:
    return array(text(topic) + array(items) for topic, items in partitions.items())


def read_fetch(answer: Cursor) -> FetchAnswer:
    answer.int32()
    error, session = answer.int16(), answer.int32()
    fetched: list[Fetched] = []
    for _ in range(answer.int32()):
        topic = answer.text()
        fetched += (_read_fetched(topic, answer) for _ in range(answer.int32()))
    return FetchAnswer(error, session, fetched)


def _read_fetched(topic: str, answer: Cursor) -> Fetched:
    number, error = answer.int32(), answer.int16()
    answer.take(16)
    start = answer.int64()
    aborted = answer.array(lambda item: (item.int64(), item.int64()))
    answer.int32()
    return Fetched(Partition(topic, number), error, start, aborted, answer.blob())
