"""Projector: from ``facts`` into PostgreSQL."""

from __future__ import annotations

import asyncio

from agents.parts import Parts
from agents.service import CrewService
from hub.readmodel import migrate
from hub.wiring import projector_crew
from schemas.topics import FACTS


def service(parts: Parts) -> CrewService:
    """Make the agent; the database has its tables before it joins its group."""
    reader = parts.world.broker.reader()
    log = ""

    async def prepare() -> None:
        nonlocal log
        await asyncio.to_thread(migrate, parts.database.dsn)
        await reader.start()
        log = await reader.identity(FACTS)

    return CrewService(
        "projector", lambda: projector_crew(parts.world, parts.worker, lambda: parts.ledger(log)), prepare
    )
