"""What the clock does to a subject: measures end, a repair that nobody decides is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hub.domain.calendar import end_of_day
from hub.domain.reference import Reference
from hub.domain.subject.state import SubjectState
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import ReachSubjectDeadline
from schemas.facts import Fact
from schemas.values import made


def due(state: SubjectState) -> datetime | None:
    """Give the next instant at which the clock does something to the subject."""
    return min(_instants(state), default=None)


def reach_deadline(
    state: SubjectState, _: Command[ReachSubjectDeadline], now: datetime, __: Reference
) -> Decision | Refusal:
    """Say everything that has come due."""
    said: list[Fact] = []
    for breach in state.breaches:
        said += [
            made(facts.MeasureEnded, at=now, case=breach.case, measure=measure.code)
            for measure in breach.measures
            if end_of_day(measure.ends_on) <= now
        ]
        if breach.repair_by is not None and breach.repair_by <= now:
            said.append(made(facts.RepairOverdue, at=now, case=breach.case, due=breach.repair_by))
    return tuple(said)


def _instants(state: SubjectState) -> Iterator[datetime]:
    for breach in state.breaches:
        yield from (end_of_day(measure.ends_on) for measure in breach.measures)
        if breach.repair_by is not None:
            yield breach.repair_by
