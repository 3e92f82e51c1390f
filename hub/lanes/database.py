"""The database sink and its handler: rows and position in one database transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.lanes.outcomes import Batch
from hub.lanes.values import Partition, Position, Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hub.lanes.ports import Ledger


class DatabaseSink:
    """The sink of one ``facts`` partition."""

    def __init__(self, partition: Partition, ledger: Ledger) -> None:
        """The ledger makes the rows; this keeps what position it must find."""
        self._partition = partition
        self._ledger = ledger
        self._expected = 0

    async def open(self) -> Mapping[Partition, Position]:
        """Learn the position; whoever stores next from it fences all others."""
        self._expected = await self._ledger.position(self._partition)
        return {self._partition: Position(self._expected)}

    async def commit(self, batch: Batch[Record]) -> None:
        """Store rows and position; the position must be the one we left."""
        following = batch.positions[self._partition].offset
        await self._ledger.apply(self._partition, batch.effects, self._expected, following)
        self._expected = following

    async def close(self) -> None:
        """Let go of the connection."""
        await self._ledger.close()


class Projecting:
    """The handler: facts go down as they are, the ledger knows what rows they make."""

    def opened(self) -> None:
        """Nothing is kept in memory."""

    def handle(self, records: Sequence[Record]) -> Batch[Record]:
        """Take them all."""
        partition = Partition(records[0].topic, records[0].partition)
        return Batch(records, len(records), {partition: Position(records[-1].offset + 1)})

    def settled(self) -> None:
        """Nothing is kept in memory."""

    def ended(self, *, orderly: bool) -> None:
        """Nothing is kept in memory."""
