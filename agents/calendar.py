"""The leader's eye on the calendar: when a row begins to count, the open cases and reported documents are told."""

from __future__ import annotations

import logging

import faust
import psycopg

from agents.parts import Parts
from hub.lanes.ports import BrokerError
from hub.operations.recomputing import Recomputing
from hub.readmodel import read_model

logger = logging.getLogger(__name__)

EVERY_S = 30.0


class LeadersCalendar:
    """Looks every half minute; what fails is done again by the next look."""

    def __init__(self, parts: Parts) -> None:
        """Nothing happens before the first look."""
        self._parts = parts
        self._recomputing = Recomputing(parts.feed.current, parts.lanes.partitions)

    async def look(self) -> None:
        """Tell what has begun to count."""
        producer = self._parts.world.broker.producer()
        try:
            await producer.start()
            async with read_model(self._parts.database.dsn) as model:
                await self._recomputing.tick(self._parts.world.wall(), model, producer.send)
        except (BrokerError, psycopg.Error) as error:
            logger.warning("calendar: %s", type(error).__name__)
        finally:
            await producer.close()


def attach(app: faust.App, parts: Parts) -> LeadersCalendar:
    """Let the leader among the workers look."""
    calendar = LeadersCalendar(parts)

    @app.timer(EVERY_S, on_leader=True)  # type: ignore[untyped-decorator]  # Faust has no types
    async def look_at_the_calendar() -> None:
        await calendar.look()

    return calendar
