"""How each fact changes the rows of its subject: pure, and only by what the fact says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from hub.readmodel.cases import Link
from hub.readmodel.credit_rows import BarRow, BreachRow, MeasureRow, SubjectRow
from schemas import facts
from schemas.facts import Fact


class SubjectRows(NamedTuple):
    """A subject with all that is on record about it."""

    subject: SubjectRow
    breaches: tuple[BreachRow, ...] = ()
    measures: tuple[MeasureRow, ...] = ()
    bars: tuple[BarRow, ...] = ()


def project_subject(rows: SubjectRows | None, number: str, fact: Fact, link: Link) -> SubjectRows | None:
    """Give the subject's rows after a fact; a refusal alone makes none."""
    if rows is None:
        if isinstance(fact, facts.SubjectRefused):
            return None
        rows = SubjectRows(SubjectRow(number=number, fact_number=0, fact_digest="", fact_at=fact.at))
    if link.number <= rows.subject.fact_number:
        return rows
    after = CHANGES[type(fact)](rows, fact)
    moved = replace(after.subject, fact_number=link.number, fact_digest=link.digest, fact_at=fact.at)
    return after._replace(subject=moved)


def _unchanged(rows: SubjectRows, _: Fact) -> SubjectRows:
    return rows


def _deferrals(rows: SubjectRows, case: str, *, opened: bool) -> SubjectRows:
    others = tuple(other for other in rows.subject.open_deferrals if other != case)
    return rows._replace(subject=replace(rows.subject, open_deferrals=(*others, case) if opened else others))


def _reserved(rows: SubjectRows, fact: facts.DeferralReserved) -> SubjectRows:
    return _deferrals(rows, fact.case, opened=True)


def _released(rows: SubjectRows, fact: facts.DeferralReleased | facts.DeferralDenied) -> SubjectRows:
    return _deferrals(rows, fact.case, opened=False)


def _breached(rows: SubjectRows, fact: facts.BreachRecorded) -> SubjectRows:
    breach = BreachRow(
        subject=rows.subject.number,
        case_number=fact.case,
        item_name=fact.item_name,
        materials=fact.materials,
        due=fact.due,
        origin_endpoint=fact.origin,
        competent_endpoint=fact.competent.endpoint,
        competent_unit=fact.competent.unit,
        competent_name=fact.competent.name,
        recorded_at=fact.at,
    )
    known = next((one for one in rows.breaches if one.case_number == fact.case), None)
    if known is not None and known.status == "listed":
        # the listing that a person has not taken back has its ground again
        return _deferrals(_breach(rows, fact.case, taken_back_at=None), fact.case, opened=False)
    others = [one for one in rows.breaches if one.case_number != fact.case]
    return _deferrals(rows._replace(breaches=(*others, breach)), fact.case, opened=False)


def _barred(rows: SubjectRows, fact: facts.BarImposed) -> SubjectRows:
    bar = BarRow(
        subject=rows.subject.number,
        case_number=fact.case,
        item_code=fact.bar.item,
        ground=fact.bar.ground,
        until=fact.bar.until,
    )
    return rows._replace(bars=(*rows.bars, bar))


def _listed(rows: SubjectRows, fact: facts.SubjectListed) -> SubjectRows:
    measures = [
        MeasureRow(
            subject=rows.subject.number,
            case_number=fact.case,
            code=measure.code,
            name=measure.name,
            field=measure.field,
            effect=measure.effect,
            legal_basis=measure.legal_basis,
            starts_on=measure.starts_on,
            ends_on=measure.ends_on,
        )
        for measure in fact.measures
    ]
    after = _breach(rows, fact.case, status="listed", decided_at=fact.at, document=fact.document.number)
    return after._replace(measures=(*rows.measures, *measures))


def _dropped(rows: SubjectRows, fact: facts.ListingDropped) -> SubjectRows:
    if fact.excused:
        after = _breach(rows, fact.case, status="excused", decided_at=fact.at, settled_at=fact.at)
        return _ended(after, fact, lambda measure: measure.case_number == fact.case)
    return _breach(rows, fact.case, status="not_listed", decided_at=fact.at)


def _measure_ended(rows: SubjectRows, fact: facts.MeasureEnded) -> SubjectRows:
    return _ended(rows, fact, lambda measure: (measure.case_number, measure.code) == (fact.case, fact.measure))


def _repaired(rows: SubjectRows, fact: facts.CreditRepaired) -> SubjectRows:
    after = _breach(rows, fact.case, status="repaired", settled_at=fact.at, repair_by=None)
    return _ended(after, fact, lambda measure: measure.case_number == fact.case)


def _taken_back(rows: SubjectRows, fact: facts.BreachTakenBack) -> SubjectRows:
    """A listing stays on record until a person takes it back; what had not begun does not begin."""
    if fact.runs_on is not None:
        rows = _deferrals(rows, fact.case, opened=True)
    if fact.status == "listed":
        changes: dict[str, Any] = {"taken_back_at": fact.at}
    else:
        ended = {"statement_by": None, "repair_asked_at": None, "repair_by": None}
        changes = {"status": "taken_back", "taken_back_at": fact.at, "settled_at": fact.at, **ended}
    dropped = fact.dropped or ()
    after = _breach(rows, fact.case, **changes)
    return _ended(after, fact, lambda measure: measure.case_number == fact.case and measure.code in dropped)


def _ended(rows: SubjectRows, fact: Fact, which: Callable[[MeasureRow], bool]) -> SubjectRows:
    measures = [
        replace(measure, ended_at=fact.at) if measure.ended_at is None and which(measure) else measure
        for measure in rows.measures
    ]
    return rows._replace(measures=tuple(measures))


def _repair_requested(rows: SubjectRows, fact: facts.RepairRequested) -> SubjectRows:
    due = fact.decision.due
    return _breach(rows, fact.case, repair_asked_at=fact.at, repair_by=due, repair_overdue=False)


def _breach(rows: SubjectRows, case: str, **changes: Any) -> SubjectRows:
    breaches = [replace(breach, **changes) if breach.case_number == case else breach for breach in rows.breaches]
    return rows._replace(breaches=tuple(breaches))


CHANGES: Final[Mapping[type[Fact], Callable[[SubjectRows, Any], SubjectRows]]] = {
    # what is no matter of credit stands in the timeline
    **dict.fromkeys(facts.SUBJECT_FACTS, _unchanged),
    facts.DeferralReserved: _reserved,
    facts.DeferralDenied: _released,
    facts.DeferralReleased: _released,
    facts.BreachRecorded: _breached,
    facts.BreachTakenBack: _taken_back,
    facts.BarImposed: _barred,
    facts.ListingNotified: lambda rows, fact: _breach(
        rows, fact.case, status="notified", statement_by=fact.statement.due
    ),
    facts.DefenceStated: lambda rows, fact: _breach(rows, fact.case, defended_at=fact.at),
    facts.SubjectListed: _listed,
    facts.ListingDropped: _dropped,
    facts.MeasureEnded: _measure_ended,
    facts.RepairRequested: _repair_requested,
    facts.RepairOverdue: lambda rows, fact: _breach(rows, fact.case, repair_overdue=True),
    facts.CreditRepaired: _repaired,
    facts.RepairRefused: lambda rows, fact: _breach(rows, fact.case, repair_asked_at=None, repair_by=None),
}
