"""A later calendar shows that a promise was called broken too early: the breach is put right by a new fact.

What the hub has counted wrong to the applicant's burden it takes back by itself, since nobody decided it; what a person
has decided on it (a listing, a withdrawn approval) stays until a person undoes it, who is told.
"""

from __future__ import annotations

from datetime import datetime

from hub.domain.application.deferring import goes_on
from hub.domain.application.state import ApplicationState
from hub.domain.calendar import due_after
from hub.domain.clocks import bounded, recompute_clock
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision
from schemas import facts
from schemas.commands import RecomputeClocks
from schemas.facts import Clock
from schemas.values import made

State = ApplicationState


def found_early(state: State, command: Command[RecomputeClocks], now: datetime, reference: Reference) -> Decision:
    """Say what becomes of a breach whose day was later by the new days; nothing where it was not.

    It runs on until that day, unless its case has ended; or was kept, if the last of it came before; else it stands,
    with the new day.
    """
    deferral = state.deferral
    if deferral is None or deferral.status != "broken" or deferral.broken is None:
        return ()
    calendar = reference.calendar_for(state.competent.region, now.date())
    clock, bound = recompute_clock(deferral.broken, calendar), deferral.bound
    if bound is not None:
        bound = recompute_clock(bound, calendar)
        clock = bounded(clock, bound)
    if clock.due <= deferral.broken.due:
        return ()
    outcome = _outcome(state, clock, now)
    if outcome is None:
        return ()
    limit = reference.policy(now.date()).statement if outcome == "stands" and deferral.statement_by else None
    body = command.body
    return (
        made(
            facts.BreachFoundEarly,
            at=now,
            row=body.row,
            because=body.because,
            outcome=outcome,
            due_before=deferral.broken.due,
            commitment=clock,
            bound=bound,
            statement_by=due_after(calendar, clock.due, limit).at if limit else None,
        ),
    )


def _outcome(state: State, clock: Clock, now: datetime) -> facts.EarlyBreach | None:
    deferral = state.deferral
    if deferral is None:
        return None
    if not deferral.outstanding:
        return "kept" if deferral.late_at is not None and deferral.late_at < clock.due else None
    if now >= clock.due:
        return "stands"
    return "runs_on" if goes_on(state) else "ended"
