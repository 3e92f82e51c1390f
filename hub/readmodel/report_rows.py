"""What was found wrong with documents (抄告): a row per report, by the document's facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from hub.domain.clocks import lamp_after
from hub.readmodel.cases import Link
from schemas import facts
from schemas.facts import Clock, Fact, Lamp

REPORTS = (
    facts.DocumentReported
    | facts.DocumentReportLampTurned
    | facts.DocumentReportAnswered
    | facts.DocumentClocksRecomputed
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One report and its answer."""

    document: str
    """Licence identifier of the first version."""
    number: int
    reporter: str
    reporter_unit: str
    issuer_unit: str
    issuer_name: str
    issuer_endpoint: str
    finding: str
    evidence: str | None
    paper: str | None
    reported_at: datetime
    due: datetime
    lamp: Lamp = "green"
    supervisor_endpoint: str | None = None
    """Who was told when it turned red."""
    answered_at: datetime | None = None
    upheld: bool | None = None
    done: str | None = None
    reason: str | None = None
    in_time: bool | None = None
    fact_number: int


def speaks_of_report(fact: Fact) -> bool:
    """Tell whether a fact changes these rows."""
    return isinstance(fact, REPORTS)


def project_reports(
    rows: tuple[ReportRow, ...] | None, document: str, fact: Fact, link: Link
) -> tuple[ReportRow, ...] | None:
    """Give the document's reports after a fact; one that they have seen changes nothing."""
    known = rows or ()
    if not isinstance(fact, REPORTS) or any(row.fact_number >= link.number for row in known):
        return rows
    if isinstance(fact, facts.DocumentReported):
        return (*known, _reported(document, fact, link))
    if isinstance(fact, facts.DocumentClocksRecomputed):
        moved = {one.number: one.clock for one in fact.reports}
        return tuple(_run_on(row, moved[row.number], fact, link) if row.number in moved else row for row in known)
    return tuple(_changed(row, fact, link) if row.number == fact.number else row for row in known)


def _reported(document: str, fact: facts.DocumentReported, link: Link) -> ReportRow:
    return ReportRow(
        document=document,
        number=fact.number,
        reporter=fact.reporter,
        reporter_unit=fact.by.unit,
        issuer_unit=fact.issuer.unit,
        issuer_name=fact.issuer.name,
        issuer_endpoint=fact.issuer.endpoint,
        finding=fact.finding,
        evidence=fact.evidence,
        paper=fact.paper,
        reported_at=fact.at,
        due=fact.clock.due,
        fact_number=link.number,
    )


def _run_on(row: ReportRow, clock: Clock, fact: Fact, link: Link) -> ReportRow:
    """Let the limit run by its new day; a lamp that it proves early goes back, and nobody above is concerned."""
    lamp = lamp_after(clock, row.lamp, fact.at)
    above = row.supervisor_endpoint if lamp == "red" else None
    return replace(row, due=clock.due, lamp=lamp, supervisor_endpoint=above, fact_number=link.number)


def _changed(
    row: ReportRow, fact: facts.DocumentReportLampTurned | facts.DocumentReportAnswered, link: Link
) -> ReportRow:
    if isinstance(fact, facts.DocumentReportLampTurned):
        above = fact.supervisor.endpoint if fact.supervisor else None
        return replace(row, lamp=fact.lamp, supervisor_endpoint=above, fact_number=link.number)
    return replace(
        row,
        answered_at=fact.at,
        upheld=fact.upheld,
        done=fact.done,
        reason=fact.reason,
        in_time=fact.in_time,
        fact_number=link.number,
    )
