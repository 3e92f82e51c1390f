"""Who is there: ApiVersions v3, Metadata v12, FindCoordinator v2, ListOffsets v5."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from hub.lanes.kafka.protocol.wire import (
    FALSE,
    NO_TAGS,
    NULL,
    Cursor,
    Request,
    array,
    compact_array,
    compact_text,
    int8,
    int32,
    int64,
    text,
)
from hub.lanes.values import Partition

GROUP: Final = 0
TRANSACTION: Final = 1
EARLIEST: Final = -2
LATEST: Final = -1
_FINALIZED_FEATURES: Final = 2


class Topic(NamedTuple):
    """One topic as the cluster describes it."""

    name: str
    error: int
    id: str
    internal: bool
    leaders: Mapping[int, int]
    """Partition → node; -1 while there is no leader."""


class Description(NamedTuple):
    """One cluster as it describes itself."""

    cluster: str
    nodes: Mapping[int, tuple[str, int]]
    topics: Sequence[Topic]


def ask_features() -> Request:
    body = compact_text("tongban-hub") + compact_text("1") + NO_TAGS
    # The answer's header has no tagged fields in any version, so that every client can read it (KIP-511).
    return Request(18, 3, body, flexible=True, flexible_answer=False)


def read_features(answer: Cursor) -> Mapping[str, int]:
    """Give the finalized features and their levels."""
    answer.int16()
    answer.compact_array(lambda item: (item.int16(), item.int16(), item.int16(), item.tags()))
    answer.int32()
    finalized = answer.tags().get(_FINALIZED_FEATURES, NULL)
    return dict(Cursor(finalized).compact_array(_read_feature))


def _read_feature(answer: Cursor) -> tuple[str, int]:
    name, level = answer.compact_text(), answer.int16()
    answer.int16()
    answer.tags()
    return name, level


def ask_metadata(topics: Iterable[str] | None) -> Request:
    """Ask about these topics, or about all."""
    names = NULL if topics is None else compact_array(bytes(16) + compact_text(name) + NO_TAGS for name in topics)
    body = names + FALSE + FALSE + NO_TAGS
    return Request(3, 12, body, flexible=True, flexible_answer=True)


def read_metadata(answer: Cursor) -> Description:
    answer.int32()
    nodes = dict(answer.compact_array(_read_node))
    cluster = answer.compact_text()
    answer.int32()
    return Description(cluster, nodes, answer.compact_array(_read_topic))


def _read_node(answer: Cursor) -> tuple[int, tuple[str, int]]:
    node, host, port = answer.int32(), answer.compact_text(), answer.int32()
    answer.compact_text()
    answer.tags()
    return node, (host, port)


def _read_topic(answer: Cursor) -> Topic:
    error, name, identity, internal = answer.int16(), answer.compact_text(), answer.take(16).hex(), answer.int8()
    leaders = dict(answer.compact_array(_read_leader))
    answer.int32()
    answer.tags()
    return Topic(name, error, identity, bool(internal), leaders)


def _read_leader(answer: Cursor) -> tuple[int, int]:
    answer.int16()
    number, leader = answer.int32(), answer.int32()
    answer.int32()
    for _ in ("replicas", "in sync", "offline"):
        answer.take(4 * (answer.varint() - 1))
    answer.tags()
    return number, leader


def ask_coordinator(key: str, kind: int) -> Request:
    return Request(10, 2, text(key) + int8(kind))


def read_coordinator(answer: Cursor) -> tuple[int, int]:
    """Give error code and node."""
    answer.int32()
    error = answer.int16()
    answer.text()
    return error, answer.int32()


def ask_offsets(partitions: Iterable[Partition], timestamp: int, *, committed: bool) -> Request:
    """Ask for the offsets at a timestamp; LATEST is the last stable offset where only what is committed counts."""
    topics: dict[str, list[bytes]] = {}
    for topic, number in partitions:
        topics.setdefault(topic, []).append(int32(number) + int32(-1) + int64(timestamp))
    body = array(text(topic) + array(items) for topic, items in topics.items())
    return Request(2, 5, int32(-1) + int8(int(committed)) + body)


def read_offsets(answer: Cursor) -> Mapping[Partition, tuple[int, int]]:
    """Give error code and offset by partition."""
    answer.int32()
    topics = answer.array(lambda topic: (topic.text(), topic.array(_read_offset)))
    return {Partition(topic, number): found for topic, partitions in topics for number, found in partitions}


def _read_offset(answer: Cursor) -> tuple[int, tuple[int, int]]:
    number, error = answer.int32(), answer.int16()
    answer.int64()
    offset = answer.int64()
    answer.int32()
    return number, (error, offset)
