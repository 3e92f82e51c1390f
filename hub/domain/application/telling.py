"""What notices are made of: to the queue of who acts (work), to the side where it was filed (results)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from hub.domain.application.state import ApplicationState
from hub.domain.values import Notice
from schemas import facts, notices
from schemas.application import Application
from schemas.notices import Change
from schemas.parties import Addressee
from schemas.values import made

State = ApplicationState
Telling = Callable[[Any, Any, State], tuple[Notice, ...]]
"""From a fact, the state before and after it, to the notices of it."""
_STATES_FEE: Final = frozenset({"accepted", "deemed_accepted"})
_NEW_CONTENT: Final = frozenset({"supplied", "corrected_on_spot", "power_renewed", "materials_replaced"})


def updated(change: Change) -> Callable[[facts.Fact, State, State], tuple[Notice, ...]]:
    """Make the telling of a change that only the competent unit hears of."""

    def tell_work(fact: facts.Fact, _: State, after: State) -> tuple[Notice, ...]:
        return (work(fact, after, change),)

    return tell_work


def progressed(change: Change) -> Callable[[facts.Fact, State, State], tuple[Notice, ...]]:
    """Make the telling of a change that both sides hear of."""

    def tell_both(fact: facts.Fact, _: State, after: State) -> tuple[Notice, ...]:
        return (work(fact, after, change), progress(fact, after, change, _reason(fact)))

    return tell_both


def offer(
    fact: facts.Fact,
    state: State,
    application: Application,
    reason: str | None = None,
    warnings: tuple[str, ...] | None = None,
) -> Notice:
    """Give the case with everything that was filed to who is competent."""
    offered = made(
        notices.WorkOffered,
        at=fact.at,
        origin=state.origin,
        competent=state.competent,
        acting=None if state.acting.unit == state.competent.unit else state.acting,
        stage=None if state.stage == "filed" else state.stage,
        item=state.item,
        clocks=state.due_clocks,
        bundle=state.bundle,
        rests_on=state.rests_on,
        preconditions=state.preconditions,
        application=application,
        points=state.points,
        lacking=state.lacking,
        reason=reason,
        urgent=state.urgent,
        warnings=warnings,
    )
    return Notice("work", state.acting.endpoint, offered)


def work(fact: facts.Fact, state: State, change: Change, reason: str | None = None) -> Notice:
    """Tell the competent unit what changed."""
    updated = made(
        notices.WorkUpdated,
        at=fact.at,
        unit=state.acting.unit,
        stage=state.stage,
        change=change,
        holder=state.lease.by if state.lease else None,
        until=state.lease.until if state.lease else None,
        clocks=state.due_clocks,
        application=state.content() if change in _NEW_CONTENT else None,
        urgent=state.urgent,
        section=state.acting.section,
        reason=reason or _reason(fact),
    )
    return Notice("work", state.acting.endpoint, updated)


def work_of(owner: Addressee, fact: facts.Fact, state: State, change: Change, reason: str) -> Notice:
    """Tell a unit that does not handle the case something about a lamp of its own."""
    told = work(fact, state, change, reason).body
    return Notice("work", owner.endpoint, told.model_copy(update={"unit": owner.unit}))


def explained(fact: facts.LampExplained, _: State, after: State) -> tuple[Notice, ...]:
    """Give the supervisor an explanation to judge."""
    lamp = after.red[fact.number - 1]
    owners = {one.unit: one for one in (*after.handed_over, *((after.lower,) if after.lower else ()), after.competent)}
    judge = after.red[fact.number - 1].judge
    body = made(
        notices.WorkExplained,
        at=fact.at,
        unit=fact.supervisor.unit,
        number=fact.number,
        clock=fact.clock,
        due=lamp.due,
        owner=lamp.owner or owners.get(lamp.unit, after.competent),
        by=fact.by,
        reason=fact.reason,
        paper=fact.paper,
        judge=judge.clock if judge else None,
    )
    return (Notice("work", fact.supervisor.endpoint, body),)


def take_back(fact: facts.Fact, state: State, why: Any, reason: str) -> Notice:
    """Tell the unit that was competent: nothing more to do."""
    body = made(notices.WorkWithdrawn, at=fact.at, unit=state.acting.unit, why=why, reason=reason)
    return Notice("work", state.acting.endpoint, body)


def progress(fact: facts.Fact, state: State, change: Change, reason: str | None = None) -> Notice:
    """Tell the origin how the case goes on."""
    progressed = made(
        notices.ResultProgressed,
        at=fact.at,
        stage=state.stage,
        change=change,
        competent=state.responsible,
        clocks=state.due_clocks,
        reason=reason,
        fee=state.fee.stated if state.fee and change in _STATES_FEE else None,
    )
    return result(state, progressed)


def result(state: State, body: notices.NoticeBody) -> Notice:
    """Tell the origin."""
    return Notice("results", state.origin.endpoint, body)


def _reason(fact: facts.Fact) -> str | None:
    """Give why, where the fact says so."""
    # Not getattr: where pydantic finds no such field, it searches long.
    reason: str | None = vars(fact).get("reason")
    return reason
