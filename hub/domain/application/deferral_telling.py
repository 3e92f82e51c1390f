"""Whom a deferral is told to: window and competent unit hear of each turn, the subject of what concerns it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.application.deferral import Deferral
from hub.domain.application.deferring import in_force
from hub.domain.application.state import ApplicationState
from hub.domain.application.telling import result, work
from hub.domain.values import Notice, Request
from schemas import facts, notices
from schemas.codes import explain
from schemas.commands import RecordBreach, ReleaseDeferral, RequestDeferral, TakeBackBreach
from schemas.facts import Fact
from schemas.notices import DeferralChange
from schemas.values import made

State = ApplicationState
Telling = Callable[[Any, State, State], tuple[Notice, ...]]
_BY_CALENDAR: Final = frozenset({"breach_early", "breach_stands"})


def requests(fact: Fact, before: State | None, after: State | None) -> tuple[Request, ...]:
    """Ask the applicant's subject, and tell it how what it reserved has ended."""
    if before is None or after is None or after.subject is None:
        return ()
    if isinstance(fact, facts.DeferralAsked):
        return (Request(after.subject, _question(fact, after)),)
    if isinstance(fact, facts.CommitmentBroken):
        return (Request(after.subject, _breach(fact, after)),)
    if isinstance(fact, facts.BreachCorrected | facts.BreachFoundEarly):
        return tuple([Request(after.subject, kept) for kept in _no_breach(fact, before, after)])
    if before.deferral is None or not in_force(before) or in_force(after) or isinstance(fact, facts.DeferralRefused):
        return ()
    release = made(
        ReleaseDeferral, case=after.number, why="supplied" if isinstance(fact, facts.DeferredSupplied) else "ended"
    )
    return (Request(after.subject, release),)


def _question(fact: facts.DeferralAsked, state: State) -> RequestDeferral:
    return made(RequestDeferral, case=state.number, deferral=fact.deferral, ask=fact.ask)


def _breach(fact: facts.CommitmentBroken, state: State) -> RecordBreach:
    return made(
        RecordBreach,
        case=state.number,
        item_name=state.item.name,
        materials=fact.materials,
        due=fact.due,
        origin=state.origin.endpoint,
        competent=state.competent,
    )


def _no_breach(
    fact: facts.BreachCorrected | facts.BreachFoundEarly, before: State, after: State
) -> tuple[TakeBackBreach, ...]:
    if isinstance(fact, facts.BreachCorrected):
        return (made(TakeBackBreach, case=after.number, received=fact.received, due=fact.due),)
    if fact.outcome == "stands" or before.deferral is None:
        return ()
    early = made(
        TakeBackBreach,
        case=after.number,
        received=before.deferral.late_at if fact.outcome == "kept" else None,
        due=fact.commitment.due,
        because=fact.because,
        runs_on=before.deferral.kind if fact.outcome == "runs_on" else None,
    )
    return (early,)


def _turned(change: DeferralChange) -> Telling:
    def tell_both(fact: Any, _: State, after: State) -> tuple[Notice, ...]:
        said = _said(fact, after, change)
        materials = fact.materials if change == "supplied" else None
        to_work = made(notices.WorkDeferral, **said, materials=materials)
        return (
            Notice("work", after.acting.endpoint, to_work),
            result(after, made(notices.ResultDeferral, **said)),
        )

    return tell_both


def _said(fact: Any, state: State, change: DeferralChange) -> dict[str, Any]:
    deferral = state.deferral
    assert deferral is not None, "what is told of has been asked for"  # noqa: S101
    code = fact.code if change == "refused" else None
    return {
        "at": fact.at,
        "change": change,
        "competent": state.competent,
        "outstanding": deferral.outstanding,
        "due": _due(fact, deferral, change),
        "code": code,
        "text": explain(code, fact.params) if code else fact.because if change in _BY_CALENDAR else None,
        "statement_by": deferral.statement_by,
    }


def _due(fact: Any, deferral: Deferral, change: DeferralChange) -> datetime | None:
    if change in _BY_CALENDAR:
        due: datetime = fact.commitment.due
        return due
    if change in {"broken", "breach_corrected"}:
        return fact.due  # type: ignore[no-any-return]  # of either fact
    return deferral.clock.due if deferral.clock else None


def _found_early(fact: facts.BreachFoundEarly, before: State, after: State) -> tuple[Notice, ...]:
    return _turned("breach_stands" if fact.outcome == "stands" else "breach_early")(fact, before, after)


def _approval_withdrawn(fact: facts.ApprovalWithdrawn, _: State, after: State) -> tuple[Notice, ...]:
    told = made(
        notices.ResultApprovalWithdrawn,
        at=fact.at,
        competent=after.competent,
        reason=fact.reason,
        legal_basis=fact.legal_basis,
        remedy=fact.remedy,
    )
    return (work(fact, after, "approval_withdrawn"), result(after, told))


TELLINGS: Final[Mapping[type[Fact], Telling]] = {
    facts.DeferralAsked: _turned("asked"),
    facts.DeferralGranted: _turned("granted"),
    facts.DeferralRefused: _turned("refused"),
    facts.DeferralUnanswered: _turned("unanswered"),
    facts.DeferralDropped: _turned("dropped"),
    facts.CommitmentStarted: _turned("started"),
    facts.CommitmentReminded: _turned("reminded"),
    facts.DeferredSupplied: _turned("supplied"),
    facts.CommitmentBroken: _turned("broken"),
    facts.BreachCorrected: _turned("breach_corrected"),
    facts.BreachFoundEarly: _found_early,
    facts.ApprovalWithdrawn: _approval_withdrawn,
}
