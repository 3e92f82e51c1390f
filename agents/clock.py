"""The leader's clock: once a second it says the time to every lane."""

from __future__ import annotations

import logging

import faust

from agents.parts import Parts
from hub.lanes.clock import Clock
from hub.lanes.ports import BrokerError
from hub.wiring import INBOXES

logger = logging.getLogger(__name__)

EVERY_S = 1.0


class LeadersClock:
    """Connects when this worker becomes the leader, and again after each failure."""

    def __init__(self, parts: Parts) -> None:
        """Nothing happens before the first tick."""
        self._parts = parts
        self._reader = parts.world.broker.reader()
        self._producer = parts.world.broker.producer()
        self._clock: Clock | None = None

    async def tick(self) -> None:
        """Say the time once; what fails is said by the next tick."""
        try:
            clock = self._clock or await self._connect()
            await clock.tick(await self._reader.partitions(INBOXES))
        except BrokerError as error:
            logger.warning("clock: %s: %s", type(error).__name__, error)
            await self.close()

    async def _connect(self) -> Clock:
        self._reader = self._parts.world.broker.reader()
        self._producer = self._parts.world.broker.producer()
        await self._reader.start()
        await self._producer.start()
        self._clock = Clock(self._parts.world, self._reader, self._producer, self._parts.lanes.partitions)
        return self._clock

    async def close(self) -> None:
        """Let go of the connections."""
        self._clock = None
        await self._reader.close()
        await self._producer.close()


def attach(app: faust.App, parts: Parts) -> LeadersClock:
    """Let the leader among the workers keep the clock."""
    clock = LeadersClock(parts)

    @app.timer(EVERY_S, on_leader=True)  # type: ignore[untyped-decorator]  # Faust has no types
    async def say_the_time() -> None:
        await clock.tick()

    return clock
