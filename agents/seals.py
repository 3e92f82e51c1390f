"""The leader's seals: once an hour it signs what the log holds."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

import faust

from agents.parts import Parts
from hub.integrity.keys import SealKeyError, sealing_key
from hub.integrity.sealing import Sealer
from hub.lanes.alerts import Alert
from hub.lanes.ports import BrokerError, Fenced

logger = logging.getLogger(__name__)

EVERY_S: Final = 60.0
"""How soon after the hour, and how soon again where it failed."""


class LeadersSeals:
    """Reads the key when this worker becomes the leader."""

    def __init__(self, parts: Parts) -> None:
        """Nothing happens before the first tick."""
        self._parts = parts
        self._sealer: Sealer | None = None
        self._sealing = asyncio.Lock()

    async def tick(self) -> None:
        """Seal the hour if that is still to do; what fails is done by the next tick."""
        if self._sealing.locked():
            return
        async with self._sealing:
            try:
                self._sealer = self._sealer or self._made()
                sealed = await self._sealer.seal()
            except Fenced:
                logger.info("seals: another leader seals")
            except (BrokerError, SealKeyError) as error:
                self._parts.world.notify(Alert.UNSEALED, f"{type(error).__name__}: {error}")
            else:
                if sealed:
                    logger.info("seals: %d partitions sealed", sealed)

    def _made(self) -> Sealer:
        return Sealer(self._parts.world, sealing_key(self._parts.seal_key), self._parts.lanes)


def attach(app: faust.App, parts: Parts) -> LeadersSeals:
    """Let the leader among the workers seal the log."""
    seals = LeadersSeals(parts)

    @app.timer(EVERY_S, on_leader=True)  # type: ignore[untyped-decorator]  # Faust has no types
    async def seal() -> None:
        await seals.tick()

    return seals
