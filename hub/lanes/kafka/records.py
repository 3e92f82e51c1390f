"""From record batches to records and back: aborted and control records are passed over on the way in."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from hub.lanes.kafka.client import batch_builder, record_batch
from hub.lanes.kafka.lenient import lenient_records
from hub.lanes.kafka.protocol.fetch import Fetched
from hub.lanes.kafka.protocol.produce import Batch, Identity
from hub.lanes.values import Message, Partition, Record
from schemas.envelope import Headers

MAX_BATCH_BYTES: Final = 900_000
"""Below the broker's ``max.message.bytes`` (1,048,588): one record of the largest size still fits alone."""

_HEAD: Final = struct.Struct(">qi")
_LAST_DELTA: Final = struct.Struct(">i")
_LAST_DELTA_AT: Final = 23
_RECORDS_AT: Final = 61
_ABORT: Final = b"\x00\x00"


def whole_batches(data: bytes) -> Iterator[tuple[int, int]]:
    """Give where each whole batch begins and ends; a broker may cut off the last one (KIP-98, record batch format)."""
    position = 0
    while position + _RECORDS_AT <= len(data):
        end = position + _HEAD.size + _HEAD.unpack_from(data, position)[1]
        if end > len(data):
            return
        yield position, end
        position = end


def following(data: bytes, offset: int) -> int:
    """Give the offset after the last whole batch, without decoding any."""
    for position, _ in whole_batches(data):
        offset = _HEAD.unpack_from(data, position)[0] + _LAST_DELTA.unpack_from(data, position + _LAST_DELTA_AT)[0] + 1
    return offset


def committed_records(fetched: Fetched, offset: int) -> Iterator[Record]:
    """Give the committed records from ``offset`` on, in order. Raises Lost if bytes are damaged."""
    topic, number = fetched.partition
    waiting = sorted(fetched.aborted, key=lambda item: item[1], reverse=True)
    aborted: set[int] = set()
    view = memoryview(fetched.batches)
    for start, end in whole_batches(fetched.batches):
        batch = record_batch(view[start:end])
        while waiting and waiting[-1][1] <= batch.base_offset:
            aborted.add(waiting.pop()[0])
        if batch.is_control_batch:
            if next(batch).key[2:4] == _ABORT:
                aborted.discard(batch.producer_id)
        elif not (batch.is_transactional and batch.producer_id in aborted):
            for record in _decoded(batch, view[start:end]):
                if record.offset >= offset:
                    headers = _without_null(tuple(record.headers))
                    yield Record(topic, number, record.offset, record.timestamp, record.key, record.value, headers)


def _without_null(headers: tuple[tuple[str, bytes | None], ...]) -> Headers:
    for _, value in headers:
        if value is None:
            return tuple((name, value or b"") for name, value in headers)
    return headers  # type: ignore[return-value] # just looked: none is None


def _decoded(batch: Any, data: memoryview) -> Iterable[Any]:
    try:
        return list(batch)
    except UnicodeDecodeError:
        # A publisher's header name that is not UTF-8 must cost one dead letter, never the whole inbox.
        return lenient_records(bytes(data))


def encode(
    messages: Sequence[Message], identity: Identity, sequences: Mapping[Partition, int], *, transactional: bool
) -> list[list[Batch]]:
    """Build the batches, in rounds: each round holds at most one batch per partition, as Produce wants it.

    ``sequences`` gives the next sequence number per partition, 0 where it says nothing.
    """
    now = int(time.time() * 1000)
    open_batches: dict[tuple[str, int], _Open] = {}
    for topic, number, key, value, headers in messages:
        place = (topic, number)
        current = open_batches.get(place)
        if current is None:
            sequence = sequences.get(Partition(topic, number), 0)
            current = open_batches[place] = _Open(identity, sequence, transactional=transactional)
        pairs = list(headers)
        if current.append(current.count, now, key, value, pairs) is None:
            current.turn()
            current.append(0, now, key, value, pairs)
        current.count += 1
    rounds: list[list[Batch]] = []
    for place, done in open_batches.items():
        for turn, (payload, count) in enumerate(done.finish()):
            if turn == len(rounds):
                rounds.append([])
            rounds[turn].append(Batch(Partition(*place), payload, count))
    return rounds


class _Open:
    """The batches of one partition that are being built."""

    __slots__ = ("_builder", "_done", "_identity", "_sequence", "_transactional", "append", "count")

    def __init__(self, identity: Identity, sequence: int, *, transactional: bool) -> None:
        self._identity = identity
        self._sequence = sequence
        self._transactional = transactional
        self._done: list[tuple[bytes, int]] = []
        self._begin()

    def _begin(self) -> None:
        self._builder = batch_builder(
            self._identity, self._sequence, transactional=self._transactional, size=MAX_BATCH_BYTES
        )
        self.append = self._builder.append
        self.count = 0

    def turn(self) -> None:
        """Close the full batch and begin the next."""
        self.finish()
        self._sequence += self.count
        self._begin()

    def finish(self) -> list[tuple[bytes, int]]:
        self._done.append((self._builder.build(), self.count))
        return self._done
