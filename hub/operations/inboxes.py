"""Letting a stopped inbox go on: its position loses the note that intake left there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from confluent_kafka import ConsumerGroupTopicPartitions, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient

from hub.lanes.ports import NotAllowed, Unreachable
from schemas.topics import INTAKE_GROUP

if TYPE_CHECKING:
    from hub.lanes.values import Partition, Position
    from hub.settings import KafkaAccess

TIMEOUT_SECONDS: Final = 10
_AT_WORK: Final = frozenset(
    {KafkaError.UNKNOWN_MEMBER_ID, KafkaError.NON_EMPTY_GROUP, KafkaError.REBALANCE_IN_PROGRESS}
)
_REFUSED: Final = frozenset({KafkaError.GROUP_AUTHORIZATION_FAILED, KafkaError.TOPIC_AUTHORIZATION_FAILED})


class AtWorkError(Exception):
    """Somebody is in the group: Kafka lets only its members move positions."""


def stopped(positions: Mapping[Partition, Position | None]) -> dict[Partition, Position]:
    """Give the positions that carry a note."""
    return {place: position for place, position in positions.items() if position is not None and position.note}


def clear_notes(access: KafkaAccess, positions: Mapping[Partition, Position]) -> None:
    """Commit the same offsets without their notes. Raises AtWorkError while intake runs, NotAllowed, Unreachable."""
    admin = AdminClient({**access.for_confluent(), "log_level": 0})
    wanted = [TopicPartition(place.topic, place.number, at.offset) for place, at in positions.items()]
    asked = admin.alter_consumer_group_offsets(
        [ConsumerGroupTopicPartitions(INTAKE_GROUP, wanted)], request_timeout=TIMEOUT_SECONDS
    )
    try:
        troubles = [partition.error for answer in asked.values() for partition in answer.result().topic_partitions]
    except KafkaException as error:
        troubles = [error.args[0]]
    for trouble in troubles:
        if trouble is not None:
            raise _translated(trouble)


def _translated(trouble: KafkaError) -> Exception:
    if trouble.code() in _AT_WORK:
        return AtWorkError(trouble.str())
    return (NotAllowed if trouble.code() in _REFUSED else Unreachable)(trouble.str())
