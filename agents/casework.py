"""Casework: the one agent that decides."""

from __future__ import annotations

from agents.parts import Parts
from agents.service import CrewService
from hub.wiring import casework_crew


def service(parts: Parts) -> CrewService:
    """Make the agent; it joins its group only when the reference data has been read to its end."""

    async def read_reference() -> None:
        await parts.reader.start()
        await parts.feed.catch_up()

    return CrewService(
        "casework",
        lambda: casework_crew(parts.world, parts.lanes, parts.worker, parts.feed.current, parts.store),
        read_reference,
        parts.feed.follow,
    )
