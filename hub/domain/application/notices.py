"""Whom each fact of an application is told to, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.domain.application.state import ApplicationState
from hub.domain.values import Notice
from schemas import facts, notices
from schemas.application import Application
from schemas.notices import Change
from schemas.values import made

State = ApplicationState


def tell(fact: facts.Fact, before: State | None, after: State | None) -> tuple[Notice, ...]:
    """Give the notices of a fact. The answer to the command itself is not among them."""
    telling = _TELLINGS.get(type(fact))
    return () if telling is None or after is None else telling(fact, before, after)


def _filed(fact: facts.CaseFiled, _: None, after: State) -> tuple[Notice, ...]:
    receipt = made(
        notices.ResultReceived,
        at=fact.at,
        competent=fact.competent,
        item=fact.item.code,
        item_name=fact.item.name,
        clocks=fact.clocks,
        bundle=fact.bundle,
    )
    return (_offer(fact, after, fact.application), _result(after, receipt))


def _updated(change: Change) -> Callable[[facts.Fact, State, State], tuple[Notice, ...]]:
    def tell_work(fact: facts.Fact, _: State, after: State) -> tuple[Notice, ...]:
        return (_work(fact, after, change),)

    return tell_work


def _progressed(change: Change) -> Callable[[facts.Fact, State, State], tuple[Notice, ...]]:
    def tell_both(fact: facts.Fact, _: State, after: State) -> tuple[Notice, ...]:
        return (_work(fact, after, change), _progress(fact, after, change))

    return tell_both


def _correction_asked(fact: facts.CorrectionAsked, _: State, after: State) -> tuple[Notice, ...]:
    needed = made(notices.ResultCorrectionNeeded, at=fact.at, competent=after.competent, points=fact.points)
    return (_work(fact, after, "correction_asked"), _result(after, needed))


def _not_accepted(fact: facts.CaseNotAccepted, _: State, after: State) -> tuple[Notice, ...]:
    told = made(
        notices.ResultNotAccepted, at=fact.at, competent=after.competent, reason=fact.reason, remedy=fact.remedy
    )
    return (_work(fact, after, "not_accepted"), _result(after, told))


def _decided(fact: facts.CaseDecided, _: State, after: State) -> tuple[Notice, ...]:
    told = made(
        notices.ResultDecided,
        at=fact.at,
        competent=after.competent,
        outcome=fact.outcome,
        reason=fact.reason,
        legal_basis=fact.legal_basis,
        remedy=fact.remedy,
        document=fact.document,
        in_time=fact.in_time,
    )
    return (_work(fact, after, "decided"), _result(after, told))


def _delivered(fact: facts.CaseDelivered, _: State, after: State) -> tuple[Notice, ...]:
    return (_work(fact, after, "delivered"), _result(after, made(notices.ResultClosed, at=fact.at, stage="delivered")))


def _withdrawn(fact: facts.CaseWithdrawn, _: State, after: State) -> tuple[Notice, ...]:
    closed = made(notices.ResultClosed, at=fact.at, stage="withdrawn")
    return (_take_back(fact, after, "withdrawn"), _result(after, closed))


def _transferred(fact: facts.CaseTransferred, before: State, after: State) -> tuple[Notice, ...]:
    return (
        _take_back(fact, before, "handed_over"),
        _offer(fact, after, after.content(), fact.reason),
        _progress(fact, after, "transferred"),
    )


def _lamp_turned(fact: facts.LampTurned, _: State, after: State) -> tuple[Notice, ...]:
    change: Change = "lamp_red" if fact.lamp == "red" else "lamp_yellow"
    return (_work(fact, after, change), _progress(fact, after, change))


def _offer(fact: facts.Fact, state: State, application: Application, reason: str | None = None) -> Notice:
    offered = made(
        notices.WorkOffered,
        at=fact.at,
        origin=state.origin,
        competent=state.competent,
        item=state.item,
        clocks=state.due_clocks,
        bundle=state.bundle,
        application=application,
        points=state.points,
        reason=reason,
    )
    return Notice("work", state.competent.endpoint, offered)


def _work(fact: facts.Fact, state: State, change: Change) -> Notice:
    updated = made(
        notices.WorkUpdated,
        at=fact.at,
        unit=state.competent.unit,
        stage=state.stage,
        change=change,
        holder=state.lease.by if state.lease else None,
        until=state.lease.until if state.lease else None,
        clocks=state.due_clocks,
        application=state.content() if change == "supplied" else None,
    )
    return Notice("work", state.competent.endpoint, updated)


def _take_back(fact: facts.CaseWithdrawn | facts.CaseTransferred, state: State, why: Any) -> Notice:
    body = made(notices.WorkWithdrawn, at=fact.at, unit=state.competent.unit, why=why, reason=fact.reason)
    return Notice("work", state.competent.endpoint, body)


def _progress(fact: facts.Fact, state: State, change: Change) -> Notice:
    progressed = made(
        notices.ResultProgressed,
        at=fact.at,
        stage=state.stage,
        change=change,
        competent=state.competent,
        clocks=state.due_clocks,
    )
    return _result(state, progressed)


def _result(state: State, body: notices.NoticeBody) -> Notice:
    return Notice("results", state.origin.endpoint, body)


_TELLINGS: Final[Mapping[type[facts.Fact], Callable[[Any, Any, State], tuple[Notice, ...]]]] = {
    facts.CaseFiled: _filed,
    facts.CaseClaimed: _updated("claimed"),
    facts.CaseReleased: _updated("released"),
    facts.LeaseLapsed: _updated("lease_lapsed"),
    facts.CorrectionAsked: _correction_asked,
    facts.CorrectionSupplied: _progressed("supplied"),
    facts.CaseAccepted: _progressed("accepted"),
    facts.CaseDeemedAccepted: _progressed("deemed_accepted"),
    facts.CaseNotAccepted: _not_accepted,
    facts.CaseDecided: _decided,
    facts.CaseExtended: _progressed("extended"),
    facts.CaseDelivered: _delivered,
    facts.CaseWithdrawn: _withdrawn,
    facts.CaseTransferred: _transferred,
    facts.LampTurned: _lamp_turned,
}
