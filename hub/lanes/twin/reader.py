"""The twin's reader of partitions without a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.lanes.twin.clients import Patience, harmless
from hub.lanes.values import Bounds, Partition, Position, Record

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hub.lanes.twin.network import Network


class Reader:
    """Read committed, from offsets that the caller keeps."""

    def __init__(self, network: Network, patience: Patience) -> None:
        self._network = network
        self._patience = patience

    async def start(self) -> None:
        with harmless():
            await self._network.call("connect", lambda: None)

    async def bounds(self, partition: Partition) -> Bounds:
        with harmless():
            return await self._network.call("bounds", lambda: self._network.server.log(partition).bounds())

    async def bounds_of(self, partitions: Collection[Partition]) -> Mapping[Partition, Bounds]:
        server = self._network.server
        with harmless():
            return await self._network.call("bounds", lambda: {at: server.log(at).bounds() for at in partitions})

    async def partitions(self, topics: str) -> frozenset[Partition]:
        with harmless():
            return await self._network.call("metadata", lambda: frozenset(self._network.server.matching(topics)))

    async def committed(self, group: str, partitions: Collection[Partition]) -> Mapping[Partition, Position | None]:
        with harmless():
            return await self._network.call("committed", lambda: self._network.server.committed(group, partitions))

    async def read(self, partition: Partition, offset: int, limit: int = 1000) -> tuple[Sequence[Record], int]:
        server = self._network.server
        with harmless():
            # Control records alone are progress as well: whoever reads to the stable offset must get there.
            found = await self._network.call("fetch", lambda: server.log(partition).read(offset, limit))
            if found[0] or found[1] > offset:
                return found
            waited = await self._network.wait(
                "wait", lambda: server.fetch({partition: offset}, limit, self._patience.fetch)
            )
            return waited[0].records, waited[0].following

    async def identity(self, topic: str) -> str:
        with harmless():
            return await self._network.call("metadata", lambda: self._network.server.topic(topic).identity)

    async def close(self) -> None:
        """Nothing is held open."""
