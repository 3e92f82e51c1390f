"""Urgent cases (加急): the same day, in front of the queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.application.state import ApplicationState, started
from hub.domain.application.telling import Telling, progressed
from hub.domain.application.when import calendar_of
from hub.domain.clocks import start_clock
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import MarkUrgent
from schemas.reference import Limit
from schemas.values import made

State = ApplicationState
SAME_DAY: Final = Limit(amount=0, unit="natural_days")


def mark_urgent(state: State, command: Command[MarkUrgent], now: datetime, reference: Reference) -> Decision | Refusal:
    """Put the case in front: said by the head of the unit or of the section that has it, for a reason on record."""
    body = command.body
    if state.urgent:
        return Refusal("urgent_already")
    if not reference.is_head(state.responsible, body.by.staff, now.date()):
        return Refusal("urgent_not_head", "/by")
    clock = start_clock("urgent", SAME_DAY, now, calendar_of(state, now, reference))
    return (made(facts.CaseMarkedUrgent, at=now, by=body.by, reason=body.reason, urgent=clock),)


def _marked(state: State, fact: facts.CaseMarkedUrgent) -> State:
    return state.changed(urgent=True, clocks=(*state.clocks, *started((fact.urgent,))))


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {facts.CaseMarkedUrgent: _marked}
TELLINGS: Final[Mapping[type[facts.Fact], Telling]] = {facts.CaseMarkedUrgent: progressed("urgent")}
