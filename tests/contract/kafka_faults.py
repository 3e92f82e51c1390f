"""What may go wrong between a client and Kafka, done to real connections."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.lanes.kafka.client import Connection
    from hub.lanes.kafka.cluster import Cluster
    from hub.lanes.kafka.protocol.wire import Cursor, Request

Answer = TypeVar("Answer")

PRODUCE = 0
END_TRANSACTION = 26


class CutConnection:
    """A connection that is cut right after a request of one kind has gone out, before its answer comes."""

    def __init__(self, connection: Connection, key: int) -> None:
        self._connection = connection
        self._key = key

    @property
    def alive(self) -> bool:
        return self._connection.alive

    async def call(self, request: Request, read: Callable[[Cursor], Answer]) -> Answer:
        sent = asyncio.ensure_future(self._connection.call(request, read))
        if request.key == self._key:
            await asyncio.sleep(0)
            self._connection.cut()
        return await sent

    async def close(self) -> None:
        await self._connection.close()


def cut_after(cluster: Cluster, key: int) -> None:
    """Cut every connection of this client when it sends a request of this kind (api key)."""
    for place, connection in cluster._connections.items():
        cluster._connections[place] = CutConnection(connection, key)  # type: ignore[assignment] # quacks like one
