"""The projector's database in memory: rows and positions that change together or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hub.lanes.ports import Fenced
from hub.lanes.twin.clients import once
from schemas.envelope import DIGEST, NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.lanes.twin.network import Network
    from hub.lanes.values import Partition, Record


@dataclass(slots=True)
class Tables:
    """What the database holds. A fork is a number that came again with another digest."""

    rows: dict[tuple[bytes, int], Record] = field(default_factory=dict)
    positions: dict[Partition, int] = field(default_factory=dict)
    copies: int = 0
    forks: list[Record] = field(default_factory=list)

    def apply(self, partition: Partition, records: Sequence[Record], expected: int, following: int) -> None:
        """Raises Fenced, and then nothing has changed."""
        if self.positions.get(partition, 0) != expected:
            raise Fenced(f"{partition} stands at {self.positions.get(partition, 0)}, not {expected}")
        self.positions[partition] = following
        for record in records:
            self._keep(record)

    def _keep(self, record: Record) -> None:
        headers = dict(record.headers)
        place = (record.key or b"", int(headers[NUMBER]))
        known = self.rows.get(place)
        if known is None:
            self.rows[place] = record
            return
        self.copies += 1
        if dict(known.headers)[DIGEST] != headers[DIGEST]:
            self.forks.append(record)


class MemoryLedger:
    """One process's connection to the tables."""

    def __init__(self, network: Network, tables: Tables) -> None:
        self._network = network
        self._tables = tables

    async def position(self, partition: Partition) -> int:
        return await self._network.call("position", lambda: self._tables.positions.get(partition, 0))

    async def apply(self, partition: Partition, records: Sequence[Record], expected: int, following: int) -> None:
        with once():
            await self._network.call("apply", lambda: self._tables.apply(partition, records, expected, following))

    async def close(self) -> None:
        """Nothing is held open."""
