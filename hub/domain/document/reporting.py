"""抄告 (许可法 art. 64): whoever finds something wrong with a document tells its issuer, whose answer has a limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Literal

from hub.domain.clocks import start_clock
from hub.domain.document.state import DocumentState, OpenReport
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Notice, Refusal
from schemas import facts, notices
from schemas.commands import AnswerDocumentReport, ReportDocument
from schemas.facts import Fact
from schemas.notices import ReportChange
from schemas.parties import Addressee
from schemas.reference import Unit
from schemas.values import changed, made

State = DocumentState
MOST_OPEN: Final = 50
"""Reports about one document that may wait for an answer at a time."""
REPORTS: Final = (facts.DocumentReported, facts.DocumentReportLampTurned, facts.DocumentReportAnswered)


def report(state: State, command: Command[ReportDocument], now: datetime, reference: Reference) -> Decision | Refusal:
    """Take what somebody found, and start the issuer's clock by the days of its region."""
    body, today = command.body, now.date()
    unit = reference.unit(body.by.unit, today)
    if body.by.unit == state.competent.unit:
        return Refusal("report_own", "/by/unit")
    if unit is not None and unit.endpoint != command.sender:
        return Refusal("report_not_your_unit", "/by/unit")
    if len(state.open_reports or ()) >= MOST_OPEN:
        return Refusal("report_too_many", params={"count": str(MOST_OPEN)})
    calendar = reference.calendar_for(state.competent.region, today)
    return (
        made(
            facts.DocumentReported,
            at=now,
            number=(state.reports or 0) + 1,
            by=body.by,
            reporter=command.sender,
            finding=body.finding,
            evidence=body.evidence,
            paper=body.paper,
            issuer=issuer_of(state, now, reference),
            clock=start_clock("report", reference.policy(today).report, now, calendar),
        ),
    )


def answer(state: State, command: Command[AnswerDocumentReport], now: datetime, _: Reference) -> Decision | Refusal:
    """Take the issuer's answer, also a late one."""
    body = command.body
    waiting = next((one for one in state.open_reports or () if one.number == body.report), None)
    if waiting is None:
        return Refusal("report_unknown", "/report", {"number": str(body.report)})
    if body.upheld and body.done is None:
        return Refusal("report_answer_incomplete", "/done", {"what": "处理情况"})
    if not body.upheld and body.reason is None:
        return Refusal("report_answer_incomplete", "/reason", {"what": "不属实的理由"})
    return (
        made(
            facts.DocumentReportAnswered,
            at=now,
            number=body.report,
            by=body.by,
            upheld=body.upheld,
            done=body.done,
            reason=body.reason,
            in_time=command.received_by(now) < waiting.clock.due,
        ),
    )


def next_at(state: State) -> datetime | None:
    """Give the instant at which a lamp turns next."""
    return min((instant for one in state.open_reports or () if (instant := one.next_at)), default=None)


def fall_due(state: State, now: datetime, reference: Reference) -> Fact | None:
    """Turn the lamp of one report whose limit is near or has passed; red is told above the issuer too."""
    due = (one for one in state.open_reports or () if one.next_at is not None and one.next_at <= now)
    one = next(due, None)
    if one is None:
        return None
    lamp: Literal["yellow", "red"] = "red" if one.clock.due <= now else "yellow"
    above = reference.supervisor(state.competent.unit, state.competent.region, now.date()) if lamp == "red" else None
    return made(
        facts.DocumentReportLampTurned,
        at=now,
        number=one.number,
        lamp=lamp,
        due=one.clock.due,
        issuer=issuer_of(state, now, reference),
        supervisor=addressee(above) if above is not None else None,
    )


def tell(fact: Fact, before: State, after: State) -> tuple[Notice, ...]:
    """Tell the issuer of a report and of its lamps, who stands above it of a red one, the reporter of the answer."""
    if isinstance(fact, facts.DocumentReported):
        told = work_of(fact, after, (fact.number, "reported"), fact.clock.due, fact.reporter)
        said = {"by": fact.by, "finding": fact.finding, "evidence": fact.evidence, "paper": fact.paper}
        return (Notice("work", fact.issuer.endpoint, changed(told, said)),)
    if isinstance(fact, facts.DocumentReportLampTurned):
        reporter = report_of(after, fact.number).reporter
        change: ReportChange = "lamp_red" if fact.lamp == "red" else "lamp_yellow"
        told = work_of(fact, after, (fact.number, change), fact.due, reporter)
        above = () if fact.supervisor is None else (Notice("work", fact.supervisor.endpoint, told),)
        return (Notice("work", fact.issuer.endpoint, told), *above)
    return (_answered(fact, before),) if isinstance(fact, facts.DocumentReportAnswered) else ()


def work_of(
    fact: facts.DocumentReported | facts.DocumentReportLampTurned | facts.DocumentClocksRecomputed,
    state: State,
    what: tuple[int, ReportChange],
    due: datetime,
    reporter: str,
) -> notices.WorkDocumentReport:
    """Make the work item of the issuer: number of the report and what changed, until when, and whose report it is."""
    number, change = what
    return made(
        notices.WorkDocumentReport,
        at=fact.at,
        change=change,
        number=number,
        document=state.current.identifier,
        name=state.current.type.name,
        issuer=fact.issuer,
        due=due,
        reporter=reporter,
    )


def _answered(fact: facts.DocumentReportAnswered, before: State) -> Notice:
    told = made(
        notices.ResultDocumentReport,
        at=fact.at,
        number=fact.number,
        document=before.current.identifier,
        name=before.current.type.name,
        issuer=before.competent,
        upheld=fact.upheld,
        done=fact.done,
        reason=fact.reason,
        in_time=fact.in_time,
    )
    return Notice("results", report_of(before, fact.number).reporter, told)


def report_of(state: State, number: int) -> OpenReport:
    """Give a report that waits. Raises StopIteration where none of that number does."""
    return next(one for one in state.open_reports or () if one.number == number)


def issuer_of(state: State, now: datetime, reference: Reference) -> Addressee:
    """Give the issuer by the endpoint that it has today."""
    unit = reference.unit(state.competent.unit, now.date())
    return addressee(unit) if unit is not None else state.competent


def addressee(unit: Unit) -> Addressee:
    """Give a unit as notices name it."""
    return made(Addressee, region=unit.region, unit=unit.uscc, endpoint=unit.endpoint, name=unit.name)


def _reported(state: State, fact: facts.DocumentReported) -> State:
    waiting = made(OpenReport, number=fact.number, reporter=fact.reporter, clock=fact.clock)
    return state.changed(reports=fact.number, open_reports=(*(state.open_reports or ()), waiting))


def _turned(state: State, fact: facts.DocumentReportLampTurned) -> State:
    turned = [
        changed(one, {"lamp": fact.lamp}) if one.number == fact.number else one for one in state.open_reports or ()
    ]
    return state.changed(open_reports=tuple(turned))


def _closed(state: State, fact: facts.DocumentReportAnswered) -> State:
    waiting = tuple([one for one in state.open_reports or () if one.number != fact.number])
    return state.changed(open_reports=waiting or None)


CHANGES: Final[Mapping[type[Fact], Callable[[State, Any], State]]] = {
    facts.DocumentReported: _reported,
    facts.DocumentReportLampTurned: _turned,
    facts.DocumentReportAnswered: _closed,
}
