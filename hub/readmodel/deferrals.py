"""How each fact changes the row of a case's deferral: pure, and only by what the fact says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from hub.readmodel.cases import Link
from hub.readmodel.credit_rows import DeferralRow
from schemas import facts
from schemas.facts import Fact

_OPEN: Final = frozenset({"asked", "unanswered", "granted", "running"})
Changes = dict[str, Any]


def speaks_of_deferral(fact: Fact) -> bool:
    """Tell whether a fact may change the row."""
    return type(fact) in CHANGES or isinstance(fact, facts.DeferralAsked)


def project_deferral(row: DeferralRow | None, number: str, fact: Fact, link: Link) -> DeferralRow | None:
    """Give the case's row after a fact; None where it never deferred."""
    if row is not None and link.number <= row.fact_number:
        return row
    if isinstance(fact, facts.DeferralAsked):
        return _asked(number, fact, link)
    if row is None:
        return None
    changes = CHANGES[type(fact)](row, fact)
    return replace(row, **changes, fact_number=link.number, fact_digest=link.digest, fact_at=fact.at)


def _asked(number: str, fact: facts.DeferralAsked, link: Link) -> DeferralRow:
    return DeferralRow(
        case_number=number,
        deferral=fact.deferral,
        outstanding=tuple(material.code for material in fact.commitment.materials),
        commitment=fact.commitment.number,
        asked_at=fact.at,
        fact_number=link.number,
        fact_digest=link.digest,
        fact_at=fact.at,
    )


def _became(status: str) -> Callable[[DeferralRow, Any], Changes]:
    return lambda _, __: {"status": status}


def _refused(_: DeferralRow, fact: facts.DeferralRefused) -> Changes:
    return {"status": "refused", "code": fact.code, "ended_at": fact.at}


def _started(_: DeferralRow, fact: facts.CommitmentStarted) -> Changes:
    return {"status": "running", "due": fact.commitment.due}


def _supplied(row: DeferralRow, fact: facts.DeferredSupplied) -> Changes:
    if fact.outstanding:
        return {"outstanding": fact.outstanding}
    return {"outstanding": (), "status": "broken" if row.status == "broken" else "fulfilled", "ended_at": fact.at}


def _broken(_: DeferralRow, fact: facts.CommitmentBroken) -> Changes:
    return {"status": "broken", "broken_at": fact.at, "statement_by": fact.statement_by}


def _breach_corrected(_: DeferralRow, fact: facts.BreachCorrected) -> Changes:
    return {"status": "fulfilled", "broken_at": None, "statement_by": None, "ended_at": fact.at}


def _found_early(_: DeferralRow, fact: facts.BreachFoundEarly) -> Changes:
    due = {"due": fact.commitment.due, "statement_by": fact.statement_by}
    if fact.outcome == "stands":
        return due
    status = {"kept": "fulfilled", "ended": "ended", "runs_on": "running"}[fact.outcome]
    return {**due, "status": status, "broken_at": None, "ended_at": None if fact.outcome == "runs_on" else fact.at}


def _recomputed(_: DeferralRow, fact: facts.ClocksRecomputed) -> Changes:
    moved = next((one.clock for one in fact.clocks if one.clock.name == "commitment"), None)
    return {"due": moved.due} if moved else {}


def _silence_corrected(row: DeferralRow, _: facts.SilenceCorrected) -> Changes:
    return {"status": "granted", "due": None} if row.status == "running" else {}


def _ended(row: DeferralRow, fact: Fact) -> Changes:
    return {"status": "ended", "ended_at": fact.at} if row.status in _OPEN else {}


def _decided(row: DeferralRow, fact: facts.CaseDecided) -> Changes:
    return _ended(row, fact) if fact.outcome == "denied" else {}


CHANGES: Final[Mapping[type[Fact], Callable[[DeferralRow, Any], Changes]]] = {
    facts.DeferralGranted: _became("granted"),
    facts.DeferralRefused: _refused,
    facts.DeferralUnanswered: _became("unanswered"),
    facts.DeferralDropped: lambda _, fact: {"status": "dropped", "ended_at": fact.at},
    facts.CommitmentStarted: _started,
    facts.CommitmentReminded: lambda _, __: {},
    facts.DeferredSupplied: _supplied,
    facts.CommitmentBroken: _broken,
    facts.BreachCorrected: _breach_corrected,
    facts.BreachFoundEarly: _found_early,
    facts.ApprovalWithdrawn: lambda _, fact: {"ended_at": fact.at},
    facts.SilenceCorrected: _silence_corrected,
    facts.ClocksRecomputed: _recomputed,
    facts.CaseNotAccepted: _ended,
    facts.FilingBarred: _ended,
    facts.CaseWithdrawn: _ended,
    facts.CaseLapsed: _ended,
    facts.CaseDecided: _decided,
}
"""Of the deferral, and the ends of a case that end it."""
