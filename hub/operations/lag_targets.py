"""Which groups read which topics: ours by name, a back-office's by its endpoint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from hub.lanes.values import Partition
from schemas.topics import CASEWORK_GROUP, COMMANDS, FACTS, INBOX, INTAKE_GROUP, PROJECTOR_GROUP, RESULTS, WORK

if TYPE_CHECKING:
    from hub.settings import KafkaAccess

TIMEOUT_SECONDS: Final = 10
OURS: Final[Mapping[str, str]] = {INTAKE_GROUP: INBOX, CASEWORK_GROUP: COMMANDS, PROJECTOR_GROUP: FACTS}
"""Our groups and what they read; a name that ends with a dot means one topic per endpoint."""


class Target(NamedTuple):
    """One group on one topic."""

    group: str
    topic: str
    partitions: tuple[Partition, ...]

    @property
    def endpoint(self) -> str:
        """Whose queue it is; empty for what belongs to the whole province."""
        for queue in (INBOX, WORK, RESULTS):
            if self.topic.startswith(queue):
                return self.topic.removeprefix(queue)
        return ""


class Discovery(NamedTuple):
    """What the cluster has now."""

    topics: Mapping[str, int]
    """Partitions by topic."""
    groups: Mapping[str, bool]
    """Whether somebody is in the group, by its name."""


def discover(access: KafkaAccess) -> Discovery:
    """Ask Kafka for topics and groups. Raises Unreachable."""
    from confluent_kafka import KafkaException  # noqa: PLC0415 - takes a moment, and the formulas need none
    from confluent_kafka.admin import AdminClient  # noqa: PLC0415 - same

    from hub.lanes.ports import Unreachable  # noqa: PLC0415 - same

    admin = AdminClient({**access.for_confluent(), "log_level": 0})
    try:
        topics = admin.list_topics(timeout=TIMEOUT_SECONDS).topics
        listed = admin.list_consumer_groups(request_timeout=TIMEOUT_SECONDS).result().valid
    except KafkaException as error:
        raise Unreachable(str(error)) from error
    groups = {str(group.group_id): getattr(group.state, "name", "") not in {"EMPTY", "DEAD"} for group in listed or ()}
    return Discovery({name: len(topic.partitions) for name, topic in topics.items()}, groups)


def targets(topics: Mapping[str, int], groups: Iterable[str]) -> list[Target]:
    """Give what to measure: our groups whether they exist yet or not, and every group of an endpoint."""
    found = [
        _target(group, topic, topics) for group, read in OURS.items() for topic in sorted(topics) if _reads(read, topic)
    ]
    for group in sorted(groups):
        endpoint = group.partition(".")[0]
        if group not in OURS:
            found += [
                _target(group, queue + endpoint, topics) for queue in (WORK, RESULTS) if queue + endpoint in topics
            ]
    return found


def _reads(read: str, topic: str) -> bool:
    return topic.startswith(read) if read.endswith(".") else topic == read


def _target(group: str, topic: str, topics: Mapping[str, int]) -> Target:
    return Target(group, topic, tuple(Partition(topic, number) for number in range(topics[topic])))
