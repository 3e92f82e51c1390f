"""The Kafka sink: effects, states and position in one transaction (KIP-98, KIP-890)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.lanes.alerts import Alert
from hub.lanes.restore import catch_up
from hub.lanes.states import Copy
from hub.lanes.values import Partition, Position
from schemas.topics import FACTS, STATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.lanes.outcomes import Batch
    from hub.lanes.ports import Reader, Writer
    from hub.lanes.states import States
    from hub.lanes.values import Message
    from hub.lanes.world import World


class TransactionSink:
    """The sink of one ``commands`` partition; the same number of ``facts`` and ``states`` is written only by us."""

    def __init__(self, partition: Partition, transactional_id: str, states: States, world: World) -> None:
        """``states`` is shared with the handler."""
        self._input = partition
        self._states_partition = Partition(STATES, partition.number)
        self._ours_alone = (Partition(FACTS, partition.number), self._states_partition)
        self._transactional_id = transactional_id
        self._states = states
        self._world = world
        self._log = ""
        self._writer: Writer | None = None
        self._reader: Reader | None = None

    async def open(self) -> Mapping[Partition, Position]:
        """Fence, look for what the broker left open, catch up, and only then learn the position: in this order."""
        await self.close()
        self._writer = self._world.broker.writer(self._transactional_id)
        self._reader = self._world.broker.reader()
        await self._writer.open()
        await self._reader.start()
        await self._report_hanging(self._reader)
        self._log = await catch_up(self._states, self._reader, self._states_partition, self._world)
        return {self._input: Position(self._states.progress.offset)}

    async def _report_hanging(self, reader: Reader) -> None:
        """Name what is still open although nobody but us writes there: the broker has lost a marker.

        We go on: what comes back to life are copies, and readers know copies.
        """
        for partition in self._ours_alone:
            bounds = await reader.bounds(partition)
            if bounds.stable != bounds.end:
                where = f"{partition.topic}/{partition.number} from offset {bounds.stable} to {bounds.end}"
                self._world.notify(Alert.HANGING_TRANSACTION, f"{where}, transactional id {self._transactional_id}")

    async def commit(self, batch: Batch[Message]) -> None:
        """Write everything in one transaction; only a committed one goes down into the store."""
        assert self._writer is not None, "opened before"  # noqa: S101  # the loop's order
        offsets = await self._writer.commit(batch.effects)
        self._states.settle(Copy(self._log, offsets[self._states_partition], self._world.wall()))
        self._world.written(batch.effects)

    async def close(self) -> None:
        """Close writer and reader; what did not commit is forgotten."""
        self._states.drop()
        if self._writer is not None:
            await self._writer.close()
            self._writer = None
        if self._reader is not None:
            await self._reader.close()
            self._reader = None
