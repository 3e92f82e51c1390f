"""Another calendar: due dates are computed again, as if it had counted from the start, and their owners are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.application.breaching import found_early
from hub.domain.application.deferral import Deferral
from hub.domain.application.deferring import recomputed
from hub.domain.application.lamps import lift
from hub.domain.application.silence import silence_moved
from hub.domain.application.state import ApplicationState, RedLamp, Running
from hub.domain.application.telling import progress, work, work_of
from hub.domain.application.when import calendar_of
from hub.domain.calendar import Calendar
from hub.domain.clocks import lamp_after, recompute_clock
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Notice, Refusal
from schemas import facts
from schemas.commands import RecomputeClocks
from schemas.facts import Clock, ClocksRecomputed, Recomputed
from schemas.values import changed, made

State = ApplicationState


def recompute(
    state: State, command: Command[RecomputeClocks], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Say which clocks another calendar moved or made final; nothing where none is."""
    calendar = calendar_of(state, now, reference)
    moved = []
    for running in state.clocks:
        clock = recompute_clock(running.clock, calendar)
        if clock != running.clock:
            moved.append(made(Recomputed, clock=clock, due_before=running.clock.due))
    promised = recomputed(state.deferral, calendar)
    if promised is not None:
        moved.append(promised)
    moved += _judged(state, now, reference)
    moved += silence_moved(state, now, reference)
    early = found_early(state, command, now, reference)
    if not moved:
        return early
    body = command.body
    legal_due = _legal_due(state, calendar)
    return (
        made(ClocksRecomputed, at=now, row=body.row, because=body.because, clocks=tuple(moved), legal_due=legal_due),
        *early,
    )


def _judged(state: State, now: datetime, reference: Reference) -> list[Recomputed]:
    """Give the limits to judge an explanation that move: each by the days of the supervisor's region."""
    moved = []
    for number, lamp in enumerate(state.red, 1):
        if lamp.judge is None or lamp.supervisor is None or lamp.lifted:
            continue
        clock = recompute_clock(lamp.judge.clock, reference.calendar_for(lamp.supervisor.region, now.date()))
        if clock != lamp.judge.clock:
            before, unit = lamp.judge.clock.due, lamp.supervisor.unit
            moved.append(made(Recomputed, clock=clock, due_before=before, explained=number, unit=unit))
    return moved


def _legal_due(state: State, calendar: Calendar) -> datetime | None:
    """Compute the end of the legal limit again, beside the promise that runs."""
    promise, legal = state.running("promise"), state.item.legal
    if promise is None or legal is None:
        return None
    return recompute_clock(promise.clock.model_copy(update={"limit": legal, "cap": None}), calendar).due


def _recomputed(state: State, fact: ClocksRecomputed) -> State:
    moved = {one.clock.name: one.clock for one in fact.clocks if one.explained is None}
    early = {(one.clock.name, one.due_before, one.unit) for one in fact.clocks if fact.at < one.clock.due}
    return state.changed(
        clocks=tuple([_run_on(running, moved.get(running.clock.name), fact) for running in state.clocks]),
        red=lift(_explained(state.red, fact), lambda lamp: (lamp.clock, lamp.due, _judge_of(lamp)) in early),
        deferral=_promised(state.deferral, fact),
        silence=_spoken(state, fact),
    )


def _spoken(state: State, fact: ClocksRecomputed) -> datetime | None:
    """Give the end of the limit that silence has ended: what was received before is in time (``silence.in_time``)."""
    silent = _silent(fact) if state.silence is not None and state.running("acceptance") is None else None
    return silent.clock.due if silent else state.silence


def _silent(fact: ClocksRecomputed) -> Recomputed | None:
    return next((one for one in fact.clocks if one.clock.name == "acceptance"), None)


def _explained(red: tuple[RedLamp, ...], fact: ClocksRecomputed) -> tuple[RedLamp, ...]:
    """Let the limits to judge explanations run by their new days."""
    moved = {one.explained: one.clock for one in fact.clocks if one.explained is not None}
    if not moved:
        return red
    return tuple(
        [
            changed(lamp, {"judge": _run_on(lamp.judge, moved.get(number), fact)}) if lamp.judge else lamp
            for number, lamp in enumerate(red, 1)
        ]
    )


def _judge_of(lamp: RedLamp) -> str | None:
    """Give whose the lamp is, where it is one of a supervisor."""
    return lamp.owner.unit if lamp.owner else None


def _promised(deferral: Deferral | None, fact: ClocksRecomputed) -> Deferral | None:
    """Let the commitment run by its new day; the applicant is reminded again where the reminder was early."""
    moved = next((one for one in fact.clocks if one.clock.name == "commitment"), None)
    if deferral is None or moved is None:
        return deferral
    clock = moved.clock
    is_reminded = deferral.is_reminded and clock.yellow_at is not None and fact.at >= clock.yellow_at
    return deferral.model_copy(update={"clock": clock, "bound": moved.bound, "is_reminded": is_reminded})


def _run_on(running: Running, clock: Clock | None, fact: ClocksRecomputed) -> Running:
    """Let the clock run by its new dates; a lamp that they prove early goes back."""
    if clock is None:
        return running
    return made(Running, clock=clock, lamp=lamp_after(clock, running.lamp, fact.at))


def _tell(fact: ClocksRecomputed, before: State, after: State) -> tuple[Notice, ...]:
    own = [one for one in fact.clocks if one.explained is None]
    judges = [told for one in fact.clocks if one.explained is not None for told in _tell_judge(fact, one, after)]
    silent = _silent(fact) if before.silence != after.silence else None
    accepting = _tell_accepting(fact, silent, after) if silent else ()
    if len(own) == (1 if silent else 0):
        return (*accepting, *judges)
    both = (work(fact, after, "recomputed", fact.because), progress(fact, after, "recomputed", fact.because))
    return (*both, *accepting, *judges)


def _tell_accepting(fact: ClocksRecomputed, silent: Recomputed, after: State) -> tuple[Notice, ...]:
    """Tell who accepts until when it could still have spoken, and may; and the window, which told the applicant."""
    told = work_of(after.accepting, fact, after, "silence_early", fact.because)
    may = told._replace(body=changed(told.body, {"clocks": (silent.clock,)}))
    return (may, progress(fact, after, "silence_early", fact.because))


def _tell_judge(fact: ClocksRecomputed, one: Recomputed, after: State) -> tuple[Notice, ...]:
    """Tell the supervisor until when it has to judge, in its own queue."""
    supervisor = after.red[(one.explained or 1) - 1].supervisor
    if supervisor is None:
        return ()
    told = work_of(supervisor, fact, after, "recomputed", f"第{one.explained}号红灯的申诉待审核:{fact.because}")
    return (told._replace(body=changed(told.body, {"clocks": (one.clock,)})),)


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {ClocksRecomputed: _recomputed}
TELLINGS: Final[Mapping[type[facts.Fact], Callable[[Any, Any, State], tuple[Notice, ...]]]] = {ClocksRecomputed: _tell}
