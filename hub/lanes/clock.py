"""The clock is a message: what the province believes the time to be is in the log, so deadlines replay exactly.

Each second the leader reads the wall clock, *then* asks how far intake is, and says the earlier of the two. An
acceptance that waits in an inbox is thus handled before the law's silence counts against its officer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hub.lanes.alerts import Alert
from hub.lanes.values import Message, Partition
from schemas.control import CLOCK_ADVANCED, HUB, clock_value
from schemas.envelope import ENDPOINT, Envelope
from schemas.topics import COMMANDS, INTAKE_GROUP

if TYPE_CHECKING:
    from collections.abc import Collection

    from hub.lanes.ports import Producer, Reader
    from hub.lanes.world import World

SKEW_MS: Final = 1_000
"""Allowance for clocks of brokers that run apart."""
BEHIND_MS: Final = 60_000
"""An intake further behind than this is told to operators."""


async def believed_time(wall: int, reader: Reader, inboxes: Collection[Partition]) -> int:
    """Give the time (ms) up to which everything received has been passed on; ``wall`` was read before.

    An inbox that was stopped for its poison is left out: it must not stop the province's clock.
    Raises Unreachable.
    """
    bounds = await reader.bounds_of(inboxes)
    committed = await reader.committed(INTAKE_GROUP, inboxes)
    oldest = wall
    for inbox in inboxes:
        position = committed[inbox]
        if position is not None and position.note:
            continue
        next_offset = max(position.offset if position else 0, bounds[inbox].start)
        if next_offset < bounds[inbox].end:
            records, _ = await reader.read(inbox, next_offset, 1)
            if records:
                oldest = min(oldest, records[0].timestamp - SKEW_MS)
    return oldest


class Clock:
    """What the leader does each second."""

    def __init__(self, world: World, reader: Reader, producer: Producer, partitions: int) -> None:
        """``partitions``: how many ``commands`` has."""
        self._world = world
        self._reader = reader
        self._producer = producer
        self._partitions = partitions

    async def tick(self, inboxes: Collection[Partition]) -> int:
        """Say the time to every lane; answer it (ms). Raises BrokerError: the next tick says more."""
        wall = self._world.wall()
        to = await believed_time(wall, self._reader, inboxes)
        if wall - to > BEHIND_MS:
            self._world.notify(Alert.CLOCK_BEHIND, f"intake is {(wall - to) // 1000} s behind")
        envelope = Envelope(f"clock/{to}", "/hub/clock", CLOCK_ADVANCED, "clock", b"")
        headers = envelope.headers([(ENDPOINT, HUB.encode())])
        value = clock_value(to)
        await self._producer.send(
            [Message(COMMANDS, number, None, value, headers) for number in range(self._partitions)]
        )
        return to
