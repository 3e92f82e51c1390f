"""By whose days a case is counted."""

from __future__ import annotations

from datetime import datetime

from hub.domain.application.state import ApplicationState
from hub.domain.calendar import Calendar
from hub.domain.reference import Reference


def calendar_of(state: ApplicationState, now: datetime, reference: Reference) -> Calendar:
    """Give the calendar of the region whose organ the case is with."""
    return reference.calendar_for(state.responsible.region, now.date())
