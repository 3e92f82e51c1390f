"""The broker that everyone meets on, and the topics of a run: made anew each time, so that nobody finds leftovers."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final

from confluent_kafka import KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic, OffsetSpec

from hub.lanes.values import Message, Partition
from hub.settings import KafkaAccess
from schemas.topics import FACTS, RESULTS, STATES, WORK
from tests.bench.course import PARTITIONS

APPEND_TIME: Final = {"message.timestamp.type": "LogAppendTime"}
"""Rates are taken from the broker's own clock, the same for all."""
COMPACTED: Final = {"cleanup.policy": "compact"}
GONE_WITHIN_S: Final = 20.0
LED_WITHIN_S: Final = 5.0
MADE_WITHIN_S: Final = 60.0
LATEST: Final = OffsetSpec.latest()  # type: ignore[no-untyped-call]


class Arena:
    """Topics on one broker."""

    def __init__(self, access: KafkaAccess) -> None:
        self.access = access
        self._client = {**access.for_confluent(), "log_level": 0}
        self.admin = AdminClient(self._client)

    def lay(self, endpoints: Iterable[str] = ("520122",)) -> None:
        """Make the outputs of a run anew; queues of another run, with other endpoints, go."""
        self.clear(name for name in self.names() if name.startswith((WORK, RESULTS)))
        topics = [NewTopic(FACTS, PARTITIONS, config=APPEND_TIME), NewTopic(STATES, PARTITIONS, config=COMPACTED)]
        queues = [prefix + endpoint for endpoint in endpoints for prefix in (WORK, RESULTS)]
        self.make([*topics, *(NewTopic(name, 1, config=APPEND_TIME) for name in queues)])

    def make(self, topics: list[NewTopic]) -> None:
        """Make topics; those that are there already are deleted first.

        Made anew in the moment of its deletion, a topic may never get a leader on one node: it is then made once more.
        """
        deadline = time.monotonic() + MADE_WITHIN_S
        self._make_once(topics)
        while not self._are_led(topics):
            if time.monotonic() > deadline:
                raise TimeoutError(f"no leader for some of {', '.join(topic.topic for topic in topics)}")
            self._make_once(topics)

    def _are_led(self, topics: Iterable[NewTopic]) -> bool:
        asked = {TopicPartition(topic.topic, n): LATEST for topic in topics for n in range(topic.num_partitions)}
        end = time.monotonic() + LED_WITHIN_S
        while time.monotonic() < end:
            try:
                for answer in self.admin.list_offsets(asked).values():
                    answer.result()
            except KafkaException:
                time.sleep(0.1)
            else:
                return True
        return False

    def _make_once(self, topics: list[NewTopic]) -> None:
        self.clear(topic.topic for topic in topics)
        deadline = time.monotonic() + GONE_WITHIN_S
        for name, made in self.admin.create_topics(topics).items():
            try:
                made.result()
            except KafkaException:
                if time.monotonic() > deadline:
                    raise
                self._again(next(topic for topic in topics if topic.topic == name), deadline)

    def _again(self, topic: NewTopic, deadline: float) -> None:
        while True:
            try:
                self.admin.create_topics([topic])[topic.topic].result()
            except KafkaException:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def clear(self, names: Iterable[str]) -> None:
        """Delete what is there of these."""
        there = [name for name in names if name in self.names()]
        if there:
            for deleted in self.admin.delete_topics(there).values():
                try:
                    deleted.result()
                except KafkaException as error:
                    # Listed still, though whoever came before had it deleted.
                    if error.args[0].code() != KafkaError.UNKNOWN_TOPIC_OR_PART:
                        raise

    def names(self) -> set[str]:
        return set(self.admin.list_topics(timeout=10).topics)

    def partitions(self, topic: str) -> list[Partition]:
        """The partitions of a topic that is there; none, if it isn't yet."""
        described = self.admin.list_topics(timeout=10).topics.get(topic)
        return [Partition(topic, number) for number in described.partitions] if described else []

    def fill(self, messages: Iterable[Message]) -> int:
        """Put records in place before a run; answer how many."""
        producer = Producer({**self._client, "linger.ms": 20, "queue.buffering.max.messages": 200_000})
        count = 0
        for count, message in enumerate(messages, 1):  # noqa: B007 - counted for the answer
            while True:
                try:
                    producer.produce(
                        message.topic,
                        partition=message.partition,
                        key=message.key,
                        value=message.value,
                        headers=list(message.headers),
                    )
                    break
                except BufferError:
                    producer.poll(0.05)
        producer.flush()
        return count
