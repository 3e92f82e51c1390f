"""Special procedures (特别程序) stand the promise still (许可法 art. 45); a check on site does not (art. 34)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.application.state import ApplicationState, Running, lasting, started
from hub.domain.application.telling import Telling, progressed, result, updated, work
from hub.domain.application.when import calendar_of
from hub.domain.calendar import Calendar
from hub.domain.clocks import clock_until, pause_clock, recompute_clock, resume_clock
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Notice, Refusal
from schemas import facts, notices
from schemas.commands import CheckSite, PauseCase, ResumeCase
from schemas.facts import Clock
from schemas.values import made

State = ApplicationState


def pause(state: State, command: Command[PauseCase], now: datetime, reference: Reference) -> Decision | Refusal:
    """Stop the limit until the procedure has ended; its planned end has a lamp of its own."""
    body = command.body
    if body.planned_end < now.date():
        return Refusal("date_past", "/planned_end", {"date": f"{body.planned_end:%Y年%m月%d日}"})
    limit = _limit(state)
    return (
        made(
            facts.CasePaused,
            at=now,
            by=body.by,
            procedure=body.procedure,
            reason=body.reason,
            paper=body.paper,
            pause=clock_until("pause", body.planned_end, now, calendar_of(state, now, reference)),
            promise=pause_clock(limit.clock, now),
        ),
    )


def resume(state: State, command: Command[ResumeCase], now: datetime, reference: Reference) -> Decision | Refusal:
    """Let the limit run on: due date = due date + working days paused."""
    stopped, calendar = _limit(state), calendar_of(state, now, reference)
    promise = resume_clock(stopped.clock, now, calendar)
    return (
        made(
            facts.CaseResumed,
            at=now,
            by=command.body.by,
            outcome=command.body.outcome,
            # A lamp once red stays red; a yellow one has gained time.
            lamp="red" if stopped.lamp == "red" else "green",
            promise=promise,
            legal_due=_legal_due(state, promise, calendar),
        ),
    )


def check_site(_: State, command: Command[CheckSite], now: datetime, __: Reference) -> Decision | Refusal:
    """Record what two officers of the unit saw on site."""
    body = command.body
    if body.second.unit != body.by.unit or body.second.staff == body.by.staff:
        return Refusal("site_check_alone", "/second")
    return (made(facts.SiteChecked, at=now, by=body.by, second=body.second, opinion=body.opinion),)


def _limit(state: State) -> Running:
    """Give what stands still; from acceptance to the decision there always is one (art. 45: of its section)."""
    limit = state.limit
    assert limit is not None, "accepted"  # noqa: S101
    return limit


def _legal_due(state: State, promise: Clock, calendar: Calendar) -> datetime | None:
    """Give the end of the legal limit, which stands still with the promise; a lower organ's review has none beside."""
    legal = state.item.legal if promise.name == "promise" else None
    return recompute_clock(promise.model_copy(update={"limit": legal, "cap": None}), calendar).due if legal else None


def _paused(state: State, fact: facts.CasePaused) -> State:
    stopped = made(Running, clock=fact.promise, lamp=_limit(state).lamp)
    clocks = (*started((fact.pause,)), stopped, *lasting(state.clocks, "urgent"))
    return state.changed(stage="paused", clocks=clocks)


def _resumed(state: State, fact: facts.CaseResumed) -> State:
    clocks = (made(Running, clock=fact.promise, lamp=fact.lamp), *lasting(state.clocks))
    return state.changed(stage="accepted", clocks=clocks)


def _unchanged(state: State, _: facts.Fact) -> State:
    return state


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {
    facts.CasePaused: _paused,
    facts.CaseResumed: _resumed,
    facts.SiteChecked: _unchanged,
}


def _tell_paused(fact: facts.CasePaused, _: State, after: State) -> tuple[Notice, ...]:
    """The applicant is told how long the procedure takes (许可法 art. 45)."""
    told = made(
        notices.ResultPaused,
        at=fact.at,
        competent=after.responsible,
        procedure=fact.procedure,
        reason=fact.reason,
        paper=fact.paper,
        planned_end=fact.pause.due_day,
    )
    return (work(fact, after, "paused"), result(after, told))


TELLINGS: Final[Mapping[type[facts.Fact], Telling]] = {
    facts.CasePaused: _tell_paused,
    facts.CaseResumed: progressed("resumed"),
    facts.SiteChecked: updated("site_checked"),
}
