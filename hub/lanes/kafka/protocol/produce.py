"""Writing: InitProducerId v5, Produce v12, EndTxn v5 (KIP-98, KIP-890: transactions version 2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hub.lanes.kafka.protocol.wire import (
    FALSE,
    NO_TAGS,
    TRUE,
    Cursor,
    Request,
    compact_text,
    int16,
    int32,
    int64,
    varint,
)
from hub.lanes.values import Partition


class Identity(NamedTuple):
    """Who writes: producer id and its epoch, both given by the broker."""

    producer: int
    epoch: int


class Batch(NamedTuple):
    """One record batch for one partition, and how many records are in it."""

    partition: Partition
    payload: bytes
    records: int


class Receipt(NamedTuple):
    """What a leader answered for one partition; the offset is that of the batch's first record."""

    partition: Partition
    error: int
    offset: int


def ask_identity(transactional_id: str | None, timeout_ms: int) -> Request:
    # No producer id of ours: whoever held the transactional id before is fenced (KIP-360).
    body = compact_text(transactional_id) + int32(timeout_ms) + int64(-1) + int16(-1) + NO_TAGS
    return Request(22, 5, body, flexible=True, flexible_answer=True)


def read_identity(answer: Cursor) -> tuple[int, Identity]:
    """Give error code and identity."""
    answer.int32()
    return answer.int16(), Identity(answer.int64(), answer.int16())


def ask_end(transactional_id: str, identity: Identity, *, commit: bool) -> Request:
    body = (
        compact_text(transactional_id)
        + int64(identity.producer)
        + int16(identity.epoch)
        + (TRUE if commit else FALSE)
        + NO_TAGS
    )
    return Request(26, 5, body, flexible=True, flexible_answer=True)


# The answer is laid out like that of InitProducerId: error, then the identity of the next transaction.
read_end = read_identity


def ask_produce(transactional_id: str | None, batches: Iterable[Batch], timeout_ms: int) -> Request:
    """Ask one leader to write the batches (at most one per partition), acknowledged by all replicas in sync."""
    by_topic: dict[str, list[Batch]] = {}
    for batch in batches:
        by_topic.setdefault(batch.partition.topic, []).append(batch)
    parts = [compact_text(transactional_id), int16(-1), int32(timeout_ms), varint(len(by_topic) + 1)]
    for topic, of_topic in by_topic.items():
        parts += (compact_text(topic), varint(len(of_topic) + 1))
        for batch in of_topic:
            parts += (int32(batch.partition.number), varint(len(batch.payload) + 1), batch.payload, NO_TAGS)
        parts.append(NO_TAGS)
    parts.append(NO_TAGS)
    return Request(0, 12, b"".join(parts), flexible=True, flexible_answer=True)


def read_produce(answer: Cursor) -> Sequence[Receipt]:
    receipts: list[Receipt] = []
    for _ in range(answer.varint() - 1):
        topic = answer.compact_text()
        receipts += (_read_receipt(topic, answer) for _ in range(answer.varint() - 1))
        answer.tags()
    return receipts


def _read_receipt(topic: str, answer: Cursor) -> Receipt:
    number, error, offset = answer.int32(), answer.int16(), answer.int64()
    answer.take(16)
    answer.compact_array(lambda item: (item.int32(), item.compact_text(), item.tags()))
    answer.compact_text()
    answer.tags()
    return Receipt(Partition(topic, number), error, offset)
