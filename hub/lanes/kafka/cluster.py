"""One process's view of the cluster: nodes, leaders, coordinators, and the connections to them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, TypeVar

from hub.lanes.kafka.address import KafkaAddress
from hub.lanes.kafka.client import Connection, connect
from hub.lanes.kafka.errors import Code, Lost, Refused, WireError, check
from hub.lanes.kafka.protocol.cluster import (
    Description,
    ask_coordinator,
    ask_features,
    ask_metadata,
    read_coordinator,
    read_features,
    read_metadata,
)
from hub.lanes.kafka.protocol.wire import Cursor, Request
from hub.lanes.values import Partition

Answer = TypeVar("Answer")

log: Final = logging.getLogger(__name__)

ANY: Final = -1
"""In place of a node: whichever bootstrap server answers."""


class Cluster:
    """Connections are made when they are first needed; each purpose has its own, since a broker answers in order."""

    def __init__(self, address: KafkaAddress) -> None:
        self._address = address
        self._nodes: dict[int, tuple[str, int]] = {}
        self._leaders: dict[Partition, int] = {}
        self._connections: dict[tuple[int, str], Connection] = {}
        self._locks: dict[tuple[int, str], asyncio.Lock] = {}
        self._bootstrap: tuple[str, int] | None = None
        self._closed = False
        self.features: Mapping[str, int] = {}
        self.name = ""

    async def start(self) -> None:
        """Reach the cluster. Raises Lost, Refused."""
        self.features = await self.call(ANY, ask_features(), read_features)
        await self.describe(())
        for node, place in self._nodes.items():
            if place == self._bootstrap:
                # One handshake less per writer: the way in leads to this very node.
                self._connections.setdefault((node, ""), self._connections[ANY, ""])

    async def call(self, node: int, request: Request, read: Callable[[Cursor], Answer], purpose: str = "") -> Answer:
        """Ask one node. Raises Lost, Refused."""
        connection = self._connections.get((node, purpose))
        if connection is None or not connection.alive:
            connection = await self._connect(node, purpose)
        return await connection.call(request, read)

    async def describe(self, topics: Iterable[str] | None) -> Description:
        """Ask what the cluster knows of these topics (None: of all), and remember nodes and leaders. Raises Lost."""
        description = await self.call(ANY, ask_metadata(topics), read_metadata)
        self.name = description.cluster
        self._nodes.update(description.nodes)
        for topic in description.topics:
            for number, leader in topic.leaders.items():
                self._leaders[Partition(topic.name, number)] = leader
        return description

    async def leaders(self, partitions: Collection[Partition]) -> Mapping[int, Sequence[Partition]]:
        """Group partitions by the node that leads them. Raises Lost, Refused (no such topic, no leader now)."""
        by_node, errors = await self.leading(partitions)
        for topic, error in errors.items():
            check(error, f"topic {topic}")
        if sum(len(led) for led in by_node.values()) < len(partitions):
            raise Refused(Code.LEADER_NOT_AVAILABLE, f"a partition of {len(partitions)}")
        return by_node

    async def leading(
        self, partitions: Collection[Partition]
    ) -> tuple[Mapping[int, Sequence[Partition]], Mapping[str, int]]:
        """Group those that have a leader by its node; beside it, error codes by topic. Raises Lost."""
        unknown = {partition.topic for partition in partitions if self._leaders.get(partition, -1) < 0}
        errors: Mapping[str, int] = {}
        if unknown:
            description = await self.describe(sorted(unknown))
            errors = {topic.name: topic.error for topic in description.topics if topic.error}
        by_node: dict[int, list[Partition]] = {}
        for partition in partitions:
            leader = self._leaders.get(partition, -1)
            if leader >= 0:
                by_node.setdefault(leader, []).append(partition)
        return by_node, errors

    def forget(self, partitions: Iterable[Partition]) -> None:
        """Ask anew who leads these, when they are next needed."""
        for partition in partitions:
            self._leaders.pop(partition, None)

    async def coordinator(self, key: str, kind: int) -> int:
        """Find the node that coordinates a group or a transactional id. Raises Lost, Refused."""
        error, node = await self.call(ANY, ask_coordinator(key, kind), read_coordinator)
        check(error, f"coordinator of {key}")
        if node not in self._nodes:
            await self.describe(())
        return node

    async def close(self) -> None:
        """Cut all connections off; calls that wait for an answer get Lost. Never raises."""
        self._closed = True
        connections = set(self._connections.values())
        self._connections.clear()
        await asyncio.gather(*(connection.close() for connection in connections))

    async def _connect(self, node: int, purpose: str) -> Connection:
        place = (node, purpose)
        async with self._locks.setdefault(place, asyncio.Lock()):
            connection = self._connections.get(place)
            if connection is None or not connection.alive:
                connection = await self._open(node)
                if self._closed:
                    await connection.close()
                    raise Lost("closed")
                self._connections[place] = connection
        return connection

    async def _open(self, node: int) -> Connection:
        if self._closed:
            raise Lost("closed")
        if node != ANY:
            if node not in self._nodes:
                await self.describe(())
            return await connect(self._address, *self._nodes[node])
        trouble: WireError = Lost("no bootstrap server given")
        for host, port in (*self._address.endpoints(), *self._nodes.values()):
            try:
                connection = await connect(self._address, host, port)
            except Lost as lost:
                trouble = lost
            else:
                self._bootstrap = (host, port)
                return connection
        raise trouble
