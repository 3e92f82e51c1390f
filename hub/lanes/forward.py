"""The sink of intake: produce, wait for the acks, then commit the position with the group.

A crash in between gives a twin; casework recognises it by its command id. So no transaction is needed, and one
producer serves all inboxes of the worker. For the same reason positions need not be committed with every batch: at a
low rate that would cost the broker more than the records. The crew shows the last ones (hub.lanes.crew).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from hub.lanes.values import Position

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from hub.lanes.outcomes import Batch
    from hub.lanes.ports import Broker, Member, Producer
    from hub.lanes.values import Message, Partition

COMMIT_EVERY: Final = 0.25
"""Seconds. What was passed on since is passed on again after a crash."""


class ForwardSink:
    """Passes messages on at least once."""

    def __init__(self, partitions: Collection[Partition], member: Member, broker: Broker) -> None:
        """``member`` belongs to the group whose positions these are."""
        self._partitions = partitions
        self._member = member
        self._broker = broker
        self._producer: Producer | None = None
        self._passed_on: dict[Partition, Position] = {}
        self._committed_at = float("-inf")

    async def open(self) -> Mapping[Partition, Position]:
        """Start a producer; the positions are what the group has committed."""
        await self.close()
        self._producer = self._broker.producer()
        self._passed_on, self._committed_at = {}, float("-inf")
        await self._producer.start()
        committed = await self._member.committed(self._partitions)
        return {partition: committed[partition] or Position(0) for partition in self._partitions}

    async def commit(self, batch: Batch[Message]) -> None:
        """Write, then move the positions; that a flow has stopped is stored at once."""
        assert self._producer is not None, "opened before"  # noqa: S101  # the loop's order
        if batch.effects:
            await self._producer.send(batch.effects)
        self._passed_on.update(batch.positions)
        now = asyncio.get_running_loop().time()
        if now - self._committed_at >= COMMIT_EVERY or any(position.note for position in batch.positions.values()):
            await self._member.commit(self._passed_on)
            self._passed_on, self._committed_at = {}, now

    async def close(self) -> None:
        """Close the producer."""
        if self._producer is not None:
            await self._producer.close()
            self._producer = None
