"""Projector: from ``facts`` into PostgreSQL."""

from __future__ import annotations

import asyncio

from agents.parts import Parts
from agents.service import CrewService
from hub.readmodel import migrate
from hub.wiring import projector_crew


def service(parts: Parts) -> CrewService:
    """Make the agent; the database has its tables before it joins its group."""

    async def prepare() -> None:
        await asyncio.to_thread(migrate, parts.database.dsn)

    return CrewService("projector", lambda: projector_crew(parts.world, parts.worker, parts.ledger), prepare)
