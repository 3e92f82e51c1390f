"""Intake: from the inboxes onto ``commands``."""

from __future__ import annotations

from agents.parts import Parts
from agents.service import CrewService
from hub.intake.room import Room
from hub.wiring import intake_crew


def service(parts: Parts) -> CrewService:
    """Make the agent."""
    reader = parts.world.broker.reader()
    room = Room(reader, parts.lanes.partitions)
    return CrewService(
        "intake", lambda: intake_crew(parts.world, parts.lanes, parts.worker, room.wait), reader.start, room.watch
    )
