"""The twin's transactional writer and its idempotent producer."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING

from hub.lanes.ports import UnknownOutcome
from hub.lanes.twin.clients import Patience, harmless, once
from hub.lanes.twin.refusals import ConcurrentTransactions
from hub.lanes.twin.server import Batch
from hub.lanes.values import Message, Partition

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hub.lanes.twin.network import Answer, Network
    from hub.lanes.twin.transactions import Identity


class Sequences:
    """Numbers the batches of one producer epoch, partition by partition, as the server expects them."""

    def __init__(self) -> None:
        self._following: dict[Partition, int] = {}

    def batches(self, messages: Sequence[Message]) -> list[Batch]:
        """Group messages by partition, in order, each with its first sequence number."""
        grouped: defaultdict[Partition, list[Message]] = defaultdict(list)
        for message in messages:
            grouped[Partition(message.topic, message.partition)].append(message)
        return [Batch(partition, self._following.get(partition, 0), batch) for partition, batch in grouped.items()]

    def acknowledged(self, batches: Sequence[Batch]) -> None:
        for partition, sequence, messages in batches:
            self._following[partition] = sequence + len(messages)


def by_leader(batches: Sequence[Batch], leaders: int) -> list[list[Batch]]:
    """Split a write into one request per leader, as partitions are spread over brokers."""
    requests: defaultdict[int, list[Batch]] = defaultdict(list)
    for batch in batches:
        requests[(len(batch.partition.topic) + batch.partition.number) % leaders].append(batch)
    return list(requests.values())


class Writer:
    """Transactions as KIP-890 has them: Produce to each leader, then EndTxn, which brings the next epoch."""

    def __init__(self, network: Network, name: str, patience: Patience, leaders: int = 1) -> None:
        self._network = network
        self._name = name
        self._patience = patience
        self._leaders = leaders
        self._identity: Identity | None = None
        self._sequences = Sequences()

    async def open(self) -> None:
        server, patience = self._network.server, self._patience
        with harmless():
            self._identity = await self._patiently(
                "begin_writer", lambda: server.begin_writer(self._name, patience.transaction)
            )

    async def commit(self, messages: Sequence[Message]) -> Mapping[Partition, int]:
        identity, server = self._identity, self._network.server
        if identity is None:
            raise UnknownOutcome("the writer is not open")
        batches = self._sequences.batches(messages)
        ends: dict[Partition, int] = {}
        with once():
            for request in by_leader(batches, self._leaders):
                ends |= await self._produce(request, identity)
                self._sequences.acknowledged(request)
            if batches:
                self._identity = await self._patiently("end", lambda: server.end(self._name, identity, committed=True))
                self._sequences = Sequences()
        return ends

    async def close(self) -> None:
        self._identity = None

    async def _produce(self, request: Sequence[Batch], identity: Identity) -> dict[Partition, int]:
        server = self._network.server
        return await self._patiently("produce", lambda: server.produce(request, identity, self._name))

    async def _patiently(self, name: str, operation: Callable[[], Answer]) -> Answer:
        pause = self._patience.retry
        while True:
            try:
                return await self._network.call(name, operation)
            except ConcurrentTransactions:
                await asyncio.sleep(pause)
                pause = min(2 * pause, self._patience.retry_most)


class Producer:
    """Acknowledged by all, in order, without transactions; a new producer id after every surprise."""

    def __init__(self, network: Network, leaders: int = 1) -> None:
        self._network = network
        self._leaders = leaders
        self._identity: Identity | None = None
        self._sequences = Sequences()
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        with harmless():
            await self._begin()

    async def send(self, messages: Sequence[Message]) -> None:
        async with self._turn:
            try:
                with once():
                    identity = self._identity or await self._begin()
                    for request in by_leader(self._sequences.batches(messages), self._leaders):
                        await self._produce(request, identity)
                        self._sequences.acknowledged(request)
            except BaseException:
                # Numbers that were given out and perhaps not used would block the partition.
                self._identity = None
                raise

    async def close(self) -> None:
        self._identity = None

    async def _begin(self) -> Identity:
        self._identity = await self._network.call("begin_producer", self._network.server.coordinator.new_producer)
        self._sequences = Sequences()
        return self._identity

    async def _produce(self, request: Sequence[Batch], identity: Identity) -> None:
        server = self._network.server
        await self._network.call("send", lambda: server.produce(request, identity))
