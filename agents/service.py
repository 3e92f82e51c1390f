"""A crew as a service of the worker: begun again when it fails, drained before Faust goes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from mode import Service

from hub.lanes.crew import Crew
from hub.lanes.ports import BrokerError
from hub.lanes.values import Partition

logger = logging.getLogger(__name__)

AGAIN_S: Final = 1.0
DRAIN_S: Final = 7.0
"""Of the ten seconds that a worker has from its signal to its end."""


async def persist(work: Callable[[], Awaitable[None]], what: str) -> None:
    """Run something that never ends of itself; when the broker fails it, begin again."""
    while True:
        try:
            await work()
        except BrokerError as error:
            logger.warning("%s: %s: %s", what, type(error).__name__, error)
            await asyncio.sleep(AGAIN_S)


class CrewService(Service):
    """Runs one crew, and what has to run beside it."""

    def __init__(
        self,
        name: str,
        crew: Callable[[], Crew],
        prepare: Callable[[], Awaitable[None]],
        *beside: Callable[[], Awaitable[None]],
    ) -> None:
        """``prepare`` ends before the crew joins its group; ``beside`` runs as long as the crew does."""
        super().__init__()
        self.name = name
        self._crew_of = crew
        self._prepare = prepare
        self._beside = beside
        self.crew: Crew | None = None
        self._drained = False

    async def on_start(self) -> None:
        """Begin; nothing here waits for the broker, so that a worker starts while it is away."""
        self.add_future(persist(self._run, self.name))
        for work in self._beside:
            self.add_future(persist(work, f"{self.name}, beside"))

    async def _run(self) -> None:
        await self._prepare()
        self.crew = self._crew_of()
        try:
            await self.crew.run()
        except BrokerError:
            await self.crew.close()
            raise

    def offsets(self) -> list[tuple[Partition, int]]:
        """Give where each open lane is: the next offset of its partition."""
        lanes = self.crew.lanes if self.crew else []
        return [(partition, position.offset) for lane in lanes for partition, position in lane.positions.items()]

    async def drain(self) -> None:
        """Bring every lane to its batch boundary and let go; with the broker away, give up in time."""
        if self._drained or self.crew is None:
            return
        self._drained = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.crew.close(), DRAIN_S)

    async def on_stop(self) -> None:
        """Drain, where no signal has done so."""
        await self.drain()
