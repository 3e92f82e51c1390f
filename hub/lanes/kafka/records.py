"""From record batches to records and back: aborted and control records are passed over on the way in."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from hub.lanes.kafka.client import read_batch
from hub.lanes.kafka.lenient import lenient_records
from hub.lanes.kafka.protocol.batches import Packer, contents, record_batch
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
        batch = read_batch(view[start:end])
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
    packer = Packer()
    by_partition: dict[tuple[str, int], list[tuple[bytes | None, bytes | None, bytes]]] = {}
    for topic, number, key, value, headers in messages:
        records = by_partition.get((topic, number))
        if records is None:
            records = by_partition[topic, number] = []
        records.append((key, value, packer.packed(headers)))
    now = int(time.time() * 1000)
    rounds: list[list[Batch]] = []
    for place, records in by_partition.items():
        partition = Partition(*place)
        sequence = sequences.get(partition, 0)
        for turn, content in enumerate(contents(records, MAX_BATCH_BYTES)):
            if turn == len(rounds):
                rounds.append([])
            payload = record_batch(content, identity, sequence, now, transactional=transactional)
            rounds[turn].append(Batch(partition, payload, content.records))
            # Sequence numbers go round after 2^31 - 1 (KIP-98).
            sequence = (sequence + content.records) % 2**31
    return rounds
