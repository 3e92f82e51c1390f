"""Groups: JoinGroup v5, SyncGroup v3, Heartbeat v3, LeaveGroup v3, OffsetCommit v7, OffsetFetch v5 (KIP-345).

What travels inside them is Kafka's own consumer protocol (version 0), so every lag tool can show our members.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from hub.lanes.kafka.protocol.wire import FALSE, Cursor, Request, array, blob, int16, int32, int64, text
from hub.lanes.values import Partition, Position

PROTOCOL_TYPE: Final = "consumer"


class Membership(NamedTuple):
    """Who asks: group, static name, member id (empty before the first join) and generation."""

    group: str
    name: str
    member: str = ""
    generation: int = -1

    def proof(self) -> bytes:
        """Give what every request of a member begins with."""
        return text(self.group) + int32(self.generation) + text(self.member) + text(self.name)


class Subscription(NamedTuple):
    """What one member tells the leader: its name, and how many partitions it sees in each topic."""

    name: str
    topics: Mapping[str, int]


class Joined(NamedTuple):
    """A new generation; the subscriptions are told to its leader only."""

    error: int
    generation: int
    leader: str
    member: str
    members: Mapping[str, Subscription]


def ask_join(who: Membership, strategy: str, subscription: Subscription, timeouts: tuple[int, int]) -> Request:
    """Ask to join; ``timeouts`` are session and rebalance, in milliseconds."""
    protocols = array([text(strategy) + blob(_write_subscription(subscription))])
    head = text(who.group) + int32(timeouts[0]) + int32(timeouts[1]) + text(who.member) + text(who.name)
    return Request(11, 5, head + text(PROTOCOL_TYPE) + protocols)


def _write_subscription(subscription: Subscription) -> bytes:
    # The number of partitions rides in the user data: when it grows, the group forms anew.
    counts = array(int32(count) for _, count in sorted(subscription.topics.items()))
    names = array(text(topic) for topic in sorted(subscription.topics))
    return int16(0) + names + blob(text(subscription.name) + counts)


def _read_subscription(data: bytes) -> Subscription:
    cursor = Cursor(data)
    cursor.int16()
    topics = cursor.array(Cursor.text)
    extra = Cursor(cursor.blob())
    return Subscription(extra.text(), dict(zip(topics, extra.array(Cursor.int32), strict=True)))


def read_join(answer: Cursor) -> Joined:
    answer.int32()
    error, generation = answer.int16(), answer.int32()
    answer.text()
    leader, member = answer.text(), answer.text()
    members = answer.array(lambda item: (item.text(), item.text(), item.blob()))
    subscriptions = {member: _read_subscription(data) for member, _, data in members}
    return Joined(error, generation, leader, member, subscriptions)


def ask_sync(who: Membership, assignments: Mapping[str, Iterable[Partition]]) -> Request:
    """Tell (as leader) or ask for the assignment."""
    return Request(
        14,
        3,
        who.proof() + array(text(member) + blob(_write_assignment(own)) for member, own in assignments.items()),
    )


def _write_assignment(partitions: Iterable[Partition]) -> bytes:
    return int16(0) + _by_topic((topic, number, int32(number)) for topic, number in sorted(partitions)) + blob(b"")


def _by_topic(items: Iterable[tuple[str, int, bytes]]) -> bytes:
    topics: dict[str, list[bytes]] = {}
    for topic, _, item in items:
        topics.setdefault(topic, []).append(item)
    return array(text(topic) + array(encoded) for topic, encoded in topics.items())


def read_sync(answer: Cursor) -> tuple[int, frozenset[Partition]]:
    """Give error code and our partitions."""
    answer.int32()
    return answer.int16(), _read_assignment(answer.blob())


def _read_assignment(data: bytes) -> frozenset[Partition]:
    if not data:
        return frozenset()
    cursor = Cursor(data)
    cursor.int16()
    topics = cursor.array(lambda item: (item.text(), item.array(Cursor.int32)))
    return frozenset(Partition(topic, number) for topic, numbers in topics for number in numbers)


def ask_heartbeat(who: Membership) -> Request:
    return Request(12, 3, who.proof())


def read_error(answer: Cursor) -> int:
    """Read the answer of a heartbeat or a leave."""
    answer.int32()
    return answer.int16()


def ask_leave(who: Membership) -> Request:
    return Request(13, 3, text(who.group) + array([text(who.member) + text(who.name)]))


def ask_commit(who: Membership, positions: Mapping[Partition, Position]) -> Request:
    items = (
        (topic, number, int32(number) + int64(position.offset) + int32(-1) + text(position.note))
        for (topic, number), position in positions.items()
    )
    return Request(8, 7, who.proof() + _by_topic(items))


def read_commit(answer: Cursor) -> Sequence[int]:
    """Give the error codes, one per partition."""
    answer.int32()
    topics = answer.array(lambda topic: (topic.text(), topic.array(lambda item: (item.int32(), item.int16()))))
    return [error for _, partitions in topics for _, error in partitions]


def ask_committed(group: str, partitions: Iterable[Partition]) -> Request:
    return Request(9, 5, text(group) + _by_topic((topic, number, int32(number)) for topic, number in partitions))


def read_committed(answer: Cursor) -> tuple[int, Mapping[Partition, Position | None]]:
    """Give error code and positions; None where the group has never committed."""
    answer.int32()
    topics = answer.array(lambda topic: (topic.text(), topic.array(_read_position)))
    error = answer.int16()
    errors = [code for _, partitions in topics for _, code, _ in partitions if code]
    found = {Partition(topic, number): position for topic, rows in topics for number, _, position in rows}
    return error or next(iter(errors), 0), found


def _read_position(answer: Cursor) -> tuple[int, int, Position | None]:
    number, offset = answer.int32(), answer.int64()
    answer.int32()
    note, error = answer.text(), answer.int16()
    return number, error, Position(offset, note) if offset >= 0 else None


def ask_shares(group: str) -> Request:
    """Ask who has which share now (DescribeGroups v4)."""
    return Request(15, 4, array([text(group)]) + FALSE)


def read_shares(answer: Cursor) -> Mapping[str, frozenset[Partition]]:
    """Give the shares by static name."""
    answer.int32()
    groups = answer.array(_read_group)
    return {name: _read_assignment(assignment) for members in groups for name, assignment in members if assignment}


def _read_group(answer: Cursor) -> Sequence[tuple[str, bytes]]:
    answer.int16()
    for _ in ("group", "state", "protocol type", "protocol"):
        answer.text()
    members = answer.array(_read_member)
    answer.int32()
    return members


def _read_member(answer: Cursor) -> tuple[str, bytes]:
    answer.text()
    name = answer.text()
    for _ in ("client", "host"):
        answer.text()
    answer.blob()
    return name, answer.blob()
