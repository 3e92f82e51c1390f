"""Real Kafka's side of the contract suite."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING

from confluent_kafka.admin import AdminClient, NewTopic

from hub.lanes.kafka import KafkaAddress, KafkaBroker
from hub.lanes.kafka.records import encode
from hub.lanes.ports import Unreachable
from hub.lanes.values import Partition
from tests.contract.patience import until

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.lanes.values import Message
    from hub.settings import KafkaAccess

SECONDS = 5.0


class KafkaBackend:
    """A broker that listens for the principal of this access."""

    def __init__(self, access: KafkaAccess) -> None:
        self.address = KafkaAddress(**asdict(access))
        self.broker = KafkaBroker(self.address)
        self.admin = AdminClient({**access.for_confluent(), "log_level": 0})
        self._looking = self.broker.reader()

    async def start(self) -> KafkaBackend:
        await self._looking.start()
        return self

    async def create_topic(self, name: str, partitions: int, **config: str) -> None:
        await self.create_topics([NewTopic(name, partitions, 1, config=config)])

    async def create_topics(self, topics: Sequence[NewTopic]) -> None:
        for made in self.admin.create_topics(list(topics)).values():
            await asyncio.to_thread(made.result)
        partitions = [Partition(topic.topic, number) for topic in topics for number in range(topic.num_partitions)]
        await until(lambda: self._answers(partitions))

    async def delete_topic(self, name: str) -> None:
        (gone,) = self.admin.delete_topics([name]).values()
        await asyncio.to_thread(gone.result)
        await until(lambda: self._is_gone(name))

    async def leave_open(self, transactional_id: str, messages: Sequence[Message]) -> None:
        writer = self.broker.writer(transactional_id)
        await writer.open()
        batches = encode(messages, writer._identity, {}, transactional=True)
        await writer._sender.write(batches, asyncio.get_running_loop().time() + SECONDS)
        await writer.close()

    async def close(self) -> None:
        await self._looking.close()

    async def _answers(self, partitions: list[Partition]) -> bool:
        try:
            await self._looking.bounds_of(partitions)
        except Unreachable:
            return False
        return True

    async def _is_gone(self, name: str) -> bool:
        try:
            await self._looking.identity(name)
        except Unreachable:
            return True
        return False
