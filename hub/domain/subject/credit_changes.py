"""How the facts of credit change the subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.domain.subject.credit import Breach, CaseBar, Reservation
from hub.domain.subject.state import SubjectState
from schemas import facts
from schemas.values import made

State = SubjectState


def _unchanged(state: State, _: facts.Fact) -> State:
    return state


def _reserved(state: State, fact: facts.DeferralReserved) -> State:
    reservation = made(Reservation, case=fact.case, deferral=fact.deferral)
    return state.changed(reservations=(*_others(state, fact.case), reservation))


def _released(state: State, fact: facts.DeferralReleased | facts.DeferralDenied) -> State:
    return state.changed(reservations=_others(state, fact.case))


def _breached(state: State, fact: facts.BreachRecorded) -> State:
    known = state.breach(fact.case)
    if known is not None and known.unfounded:
        # the listing that a person has not taken back has its ground again
        return _breach(state, fact.case, unfounded=None).changed(reservations=_others(state, fact.case))
    breach = made(Breach, case=fact.case, origin=fact.origin, competent=fact.competent)
    others = tuple([one for one in state.breaches if one.case != fact.case])
    return state.changed(reservations=_others(state, fact.case), breaches=(*others, breach))


def _taken_back(state: State, fact: facts.BreachTakenBack) -> State:
    if fact.runs_on is not None:
        reservation = made(Reservation, case=fact.case, deferral=fact.runs_on)
        state = state.changed(reservations=(*_others(state, fact.case), reservation))
    settled = {"statement_by": None, "repair_asked": False, "repair_by": None}
    if fact.status != "listed":
        return _breach(state, fact.case, status="taken_back", **settled)
    breach, dropped = state.breach(fact.case), fact.dropped or ()
    in_force = [measure for measure in breach.measures if measure.code not in dropped] if breach else ()
    return _breach(state, fact.case, unfounded=True, measures=tuple(in_force))


def _others(state: State, case: str) -> tuple[Reservation, ...]:
    return tuple([reservation for reservation in state.reservations if reservation.case != case])


def _bar_imposed(state: State, fact: facts.BarImposed) -> State:
    bar = made(CaseBar, ground=fact.bar.ground, item=fact.bar.item, until=fact.bar.until, case=fact.case)
    return state.changed(bars=(*[old for old in state.bars if old.until >= fact.at.date()], bar))


def _notified(state: State, fact: facts.ListingNotified) -> State:
    return _breach(
        state,
        fact.case,
        status="notified",
        notified_by=fact.by,
        planned=fact.measures,
        statement_by=fact.statement.due,
    )


def _defended(state: State, fact: facts.DefenceStated) -> State:
    return _breach(state, fact.case, has_defence=True)


def _listed(state: State, fact: facts.SubjectListed) -> State:
    return _breach(state, fact.case, status="listed", measures=fact.measures)


def _dropped(state: State, fact: facts.ListingDropped) -> State:
    if fact.excused:
        return _breach(state, fact.case, status="excused", measures=(), repair_asked=False, repair_by=None)
    return _breach(state, fact.case, status="not_listed")


def _measure_ended(state: State, fact: facts.MeasureEnded) -> State:
    breach = state.breach(fact.case)
    left = [measure for measure in breach.measures if measure.code != fact.measure] if breach else ()
    return _breach(state, fact.case, measures=tuple(left))


def _repair_requested(state: State, fact: facts.RepairRequested) -> State:
    return _breach(state, fact.case, repair_asked=True, repair_by=fact.decision.due)


def _repair_overdue(state: State, fact: facts.RepairOverdue) -> State:
    return _breach(state, fact.case, repair_by=None)


def _repaired(state: State, fact: facts.CreditRepaired) -> State:
    return _breach(state, fact.case, status="repaired", measures=(), repair_asked=False, repair_by=None)


def _repair_refused(state: State, fact: facts.RepairRefused) -> State:
    return _breach(state, fact.case, repair_asked=False, repair_by=None)


def _breach(state: State, case: str, **changes: Any) -> State:
    breaches = [breach.model_copy(update=changes) if breach.case == case else breach for breach in state.breaches]
    return state.changed(breaches=tuple(breaches))


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {
    facts.DeferralReserved: _reserved,
    facts.DeferralDenied: _released,
    facts.DeferralReleased: _released,
    facts.BreachRecorded: _breached,
    facts.BreachTakenBack: _taken_back,
    facts.StandingAnswered: _unchanged,
    facts.BarImposed: _bar_imposed,
    facts.ListingNotified: _notified,
    facts.DefenceStated: _defended,
    facts.SubjectListed: _listed,
    facts.ListingDropped: _dropped,
    facts.MeasureEnded: _measure_ended,
    facts.RepairRequested: _repair_requested,
    facts.RepairOverdue: _repair_overdue,
    facts.CreditRepaired: _repaired,
    facts.RepairRefused: _repair_refused,
}
