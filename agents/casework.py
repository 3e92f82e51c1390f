"""Casework: the one agent that decides."""

from __future__ import annotations

from agents.parts import Parts
from agents.service import CrewService
from hub.lanes.crew import Crew
from hub.wiring import casework_crew


def service(parts: Parts) -> CrewService:
    """Make the agent; it joins its group only when the reference data has been read to its end."""

    async def read_reference() -> None:
        await parts.reader.start()
        await parts.feed.catch_up()

    sealing = parts.sealing()

    def crew() -> Crew:
        return casework_crew(parts.world, parts.lanes, parts.worker, parts.feed.current, parts.store, sealing=sealing)

    return CrewService(
        "casework",
        crew,
        read_reference,
        parts.feed.follow,
    )
