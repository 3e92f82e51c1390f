"""Whether there is room behind intake: when casework falls behind, floods stay in the inboxes they came to."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from hub.lanes.ports import BrokerError
from hub.lanes.values import Partition
from schemas.topics import CASEWORK_GROUP, COMMANDS

if TYPE_CHECKING:
    from hub.lanes.ports import Reader

MOST_WAITING: Final = 50_000
"""Commands that may wait for casework before intake pauses: some seconds of work."""
LOOK_EVERY_S: Final = 1.0


class Room:
    """Looks once a second, so that asking costs nothing."""

    def __init__(self, reader: Reader, partitions: int) -> None:
        """``partitions``: how many ``commands`` has."""
        self._reader = reader
        self._commands = [Partition(COMMANDS, number) for number in range(partitions)]
        self._free = asyncio.Event()
        self._free.set()

    async def wait(self) -> None:
        """Return at once, or when casework has caught up."""
        await self._free.wait()

    async def watch(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            try:
                waiting = await self._waiting()
            except BrokerError:
                waiting = 0  # nothing is known: intake finds out by itself whether the broker takes records
            if waiting > MOST_WAITING:
                self._free.clear()
            else:
                self._free.set()
            await asyncio.sleep(LOOK_EVERY_S)

    async def _waiting(self) -> int:
        committed = await self._reader.committed(CASEWORK_GROUP, self._commands)
        bounds = await self._reader.bounds_of(self._commands)
        total = 0
        for partition in self._commands:
            position = committed[partition]
            total += max(0, bounds[partition].stable - (position.offset if position else bounds[partition].start))
        return total
