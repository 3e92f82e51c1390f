"""What a subject answers its cases about credit, and whom it tells how a breach goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.domain.subject.state import SubjectState
from hub.domain.values import Notice, Request
from schemas import facts, notices
from schemas.commands import GrantDeferral, RefuseDeferral, TellStanding
from schemas.facts import Fact
from schemas.notices import CreditChange
from schemas.values import made

State = SubjectState
Telling = Callable[[Any, State], tuple[Notice, ...]]
_KEPT: Final = "容缺材料在期限内已收到,系统处理在后"


def requests(fact: Fact, _: State | None, __: State | None) -> tuple[Request, ...]:
    """Answer the case that asked."""
    if isinstance(fact, facts.DeferralReserved):
        return (Request(fact.case, made(GrantDeferral, ask=fact.ask)),)
    if isinstance(fact, facts.DeferralDenied):
        return (Request(fact.case, made(RefuseDeferral, code=fact.code, params=fact.params, ask=fact.ask)),)
    if isinstance(fact, facts.StandingAnswered):
        return (Request(fact.case, made(TellStanding, bar=fact.bar, ask=fact.ask)),)
    return ()


def tell(fact: Fact, _: State | None, after: State | None) -> tuple[Notice, ...]:
    """Tell window and unit of every step of the procedure."""
    telling = _TELLINGS.get(type(fact))
    return () if telling is None or after is None else telling(fact, after)


def _turned(change: CreditChange) -> Telling:
    def tell_both(fact: Any, after: State) -> tuple[Notice, ...]:
        breach = after.breach(fact.case)
        assert breach is not None, "what is told of has been recorded"  # noqa: S101
        details = _DETAILS.get(type(fact), lambda _: {})
        said = {
            "at": fact.at,
            "case": fact.case,
            "change": change,
            "competent": breach.competent,
            **details(fact),
        }
        return (
            Notice("work", breach.competent.endpoint, made(notices.WorkCredit, **said)),
            Notice("results", breach.origin, made(notices.ResultCredit, **said)),
        )

    return tell_both


def _dropped(fact: facts.ListingDropped, after: State) -> tuple[Notice, ...]:
    return _turned("excused" if fact.excused else "not_listed")(fact, after)


def _meant(fact: facts.ListingNotified) -> dict[str, Any]:
    return {
        "planned": fact.measures,
        "reason": fact.reason,
        "legal_basis": fact.legal_basis,
        "statement_by": fact.statement.due,
    }


def _in_force(fact: facts.SubjectListed) -> dict[str, Any]:
    return {"measures": fact.measures, "reason": fact.reason, "document": fact.document.number}


def _none_after_all(fact: facts.BreachTakenBack) -> dict[str, Any]:
    return {
        "planned": fact.dropped,
        "reason": fact.because or _KEPT,
        "decided": True if fact.status == "listed" else None,
    }


def _of_repair(fact: facts.CreditRepaired | facts.RepairRefused) -> dict[str, Any]:
    return {"reason": fact.reason, "document": fact.document.number}


_DETAILS: Final[Mapping[type[Fact], Callable[[Any], dict[str, Any]]]] = {
    facts.BreachTakenBack: _none_after_all,
    facts.ListingNotified: _meant,
    facts.SubjectListed: _in_force,
    facts.ListingDropped: lambda fact: {"reason": fact.reason},
    facts.MeasureEnded: lambda fact: {"planned": (fact.measure,)},
    facts.CreditRepaired: _of_repair,
    facts.RepairRefused: _of_repair,
}
"""What a notice says besides whose breach it is and what became of it."""
_TELLINGS: Final[Mapping[type[Fact], Telling]] = {
    facts.BreachRecorded: _turned("breach_recorded"),
    facts.BreachTakenBack: _turned("breach_taken_back"),
    facts.ListingNotified: _turned("notified"),
    facts.DefenceStated: _turned("defence_stated"),
    facts.SubjectListed: _turned("listed"),
    facts.ListingDropped: _dropped,
    facts.MeasureEnded: _turned("measure_ended"),
    facts.RepairRequested: _turned("repair_requested"),
    facts.RepairOverdue: _turned("repair_overdue"),
    facts.CreditRepaired: _turned("repaired"),
    facts.RepairRefused: _turned("repair_refused"),
}
