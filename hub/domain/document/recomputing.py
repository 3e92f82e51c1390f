"""Another calendar: the limits of reports (抄告) are computed again, as if it had counted from the start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.clocks import lamp_after, recompute_clock
from hub.domain.document.reporting import addressee, issuer_of, report_of, work_of
from hub.domain.document.state import DocumentState, OpenReport
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Notice, Refusal
from schemas.commands import RecomputeDocumentClocks
from schemas.facts import DocumentClocksRecomputed, Fact, RecomputedReport
from schemas.values import changed, made

State = DocumentState


def recompute(
    state: State, command: Command[RecomputeDocumentClocks], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Say which limits another calendar moved or made final; nothing where none is, or no report waits."""
    calendar = reference.calendar_for(state.competent.region, now.date())
    moved = []
    for waiting in state.open_reports or ():
        clock = recompute_clock(waiting.clock, calendar)
        if clock != waiting.clock:
            moved.append(made(RecomputedReport, number=waiting.number, clock=clock, due_before=waiting.clock.due))
    if not moved:
        return ()
    was_red = any(_is_early(report_of(state, one.number), one, now) for one in moved)
    above = reference.supervisor(state.competent.unit, state.competent.region, now.date()) if was_red else None
    body = command.body
    return (
        made(
            DocumentClocksRecomputed,
            at=now,
            row=body.row,
            because=body.because,
            reports=tuple(moved),
            issuer=issuer_of(state, now, reference),
            supervisor=addressee(above) if above is not None else None,
        ),
    )


def _is_early(waiting: OpenReport, moved: RecomputedReport, at: datetime) -> bool:
    """Tell whether a red lamp goes back."""
    return waiting.lamp == "red" and lamp_after(moved.clock, waiting.lamp, at) != "red"


def tell(fact: Fact, before: State, after: State) -> tuple[Notice, ...]:
    """Tell the issuer its new limits, and of a red lamp that was early who heard of it."""
    if not isinstance(fact, DocumentClocksRecomputed):
        return ()
    told: list[Notice] = []
    for one in fact.reports:
        was = report_of(before, one.number)
        work = work_of(fact, after, (one.number, "recomputed"), one.clock.due, was.reporter)
        notice = changed(work, {"reason": fact.because})
        told.append(Notice("work", fact.issuer.endpoint, notice))
        if fact.supervisor is not None and _is_early(was, one, fact.at):
            told.append(Notice("work", fact.supervisor.endpoint, notice))
    return tuple(told)


def _recomputed(state: State, fact: DocumentClocksRecomputed) -> State:
    moved = {one.number: one.clock for one in fact.reports}
    reports = [_run_on(waiting, moved, fact.at) for waiting in state.open_reports or ()]
    return state.changed(open_reports=tuple(reports) or None)


def _run_on(waiting: OpenReport, moved: Mapping[int, Any], at: datetime) -> OpenReport:
    clock = moved.get(waiting.number)
    if clock is None:
        return waiting
    return changed(waiting, {"clock": clock, "lamp": lamp_after(clock, waiting.lamp, at)})


CHANGES: Final[Mapping[type[Fact], Callable[[State, Any], State]]] = {DocumentClocksRecomputed: _recomputed}
