"""Lamps: what turns them, what stays of a red one, and what its unit and the supervisor say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Literal

from hub.domain.application.state import ApplicationState, RedLamp, Running
from hub.domain.application.telling import explained, progress, work, work_of
from hub.domain.values import Notice
from schemas import facts
from schemas.facts import ClockName, LampTurned
from schemas.notices import Change
from schemas.parties import Officer
from schemas.values import made

State = ApplicationState
Turned = Literal["yellow", "red"]
_OF_NOBODY: Final[frozenset[ClockName]] = frozenset(
    {"claim", "correction", "lapse", "opinion", "commitment", "delivery", "explanation"}
)
"""Limits that the unit, the applicant, another department or the window keeps, and no officer in person."""


def turn(state: State, clock: ClockName, lamp: Turned, now: datetime, due: datetime) -> LampTurned:
    """Turn the lamp of a limit; it is the holder's, or of whoever has answered for the case last."""
    holder = state.lease or state.lapsed
    officer = holder.by if holder else state.handlers.acceptance
    if clock in _OF_NOBODY:
        officer = None
    return _turned(state, made(LampTurned, at=now, clock=clock, lamp=lamp, due=due), officer)


def turn_of(state: State, number: int, lamp: Turned, now: datetime) -> LampTurned:
    """Turn the lamp of a supervisor that lets the explanation of a red one wait."""
    waiting = state.red[number - 1]
    owner, judge = waiting.supervisor, waiting.judge
    assert owner is not None  # noqa: S101 - whoever asks has looked
    assert judge is not None  # noqa: S101 - as above
    return made(
        LampTurned,
        at=now,
        clock="explanation",
        lamp=lamp,
        due=judge.clock.due,
        number=len(state.red) + 1 if lamp == "red" else None,
        unit=owner.unit,
        owner=owner,
        explained=number,
    )


def blame(state: State, clock: ClockName, lamp: Turned, now: datetime, officer: Officer) -> LampTurned:
    """Turn a lamp for something done as it should not be."""
    return _turned(state, made(LampTurned, at=now, clock=clock, lamp=lamp, due=now), officer)


def _turned(state: State, fact: LampTurned, officer: Officer | None) -> LampTurned:
    unit = state.responsible.unit
    own = officer if officer is not None and officer.unit == unit else None
    return fact.model_copy(
        update={"unit": unit, "officer": own, "number": len(state.red) + 1 if fact.lamp == "red" else None}
    )


def gives_no_reason(reason: str | None, shortest: int) -> bool:
    """Tell whether a refusal's reason says nothing: too few characters that are not blank."""
    return len("".join((reason or "").split())) < shortest


def lift(red: tuple[RedLamp, ...], is_early: Callable[[RedLamp], bool]) -> tuple[RedLamp, ...]:
    """Take back lamps that the hub itself turned too early."""
    return tuple([lamp.model_copy(update={"lifted": True}) if is_early(lamp) else lamp for lamp in red])


def _lamp_turned(state: State, fact: LampTurned) -> State:
    clocks = tuple([_shown(running, fact) for running in state.clocks])
    if fact.explained is not None:
        judge = state.red[fact.explained - 1].judge
        state = _changed(state, fact.explained, judge=judge and _shown(judge, fact))
    if fact.lamp != "red":
        return state.changed(clocks=clocks)
    unit = fact.unit or state.competent.unit
    lamp = made(RedLamp, clock=fact.clock, due=fact.due, at=fact.at, unit=unit, officer=fact.officer, owner=fact.owner)
    return state.changed(clocks=clocks, red=(*state.red, lamp))


def _shown(running: Running, fact: LampTurned) -> Running:
    return made(Running, clock=running.clock, lamp=fact.lamp) if running.clock.name == fact.clock else running


def _changed(state: State, number: int, **changes: Any) -> State:
    place = number - 1
    lamp = state.red[place].model_copy(update=changes)
    return state.changed(red=(*state.red[:place], lamp, *state.red[place + 1 :]))


def _explained(state: State, fact: facts.LampExplained) -> State:
    if fact.judge is None:
        return _changed(state, fact.number, explanation="waiting")
    judge = made(Running, clock=fact.judge)
    return _changed(state, fact.number, explanation="waiting", judge=judge, supervisor=fact.supervisor)


def _judged(state: State, fact: facts.ExplanationJudged) -> State:
    return _changed(state, fact.number, explanation="granted" if fact.granted else "refused", judge=None)


def _noted(state: State, fact: facts.GoodFaithErrorNoted) -> State:
    return _changed(state, fact.number, good_faith=True)


def _tell_turned(fact: LampTurned, _: State, after: State) -> tuple[Notice, ...]:
    change: Change = "lamp_red" if fact.lamp == "red" else "lamp_yellow"
    if fact.owner is not None:
        return (work_of(fact.owner, fact, after, change, f"第{fact.explained}号红灯的申诉待审核"),)
    return (work(fact, after, change), progress(fact, after, change))


def _tell_judged(fact: facts.ExplanationJudged, _: State, after: State) -> tuple[Notice, ...]:
    change: Change = "explanation_granted" if fact.granted else "explanation_refused"
    owner = after.red[fact.number - 1].owner
    if owner is not None:
        return (work_of(owner, fact, after, change, fact.reason),)
    return (work(fact, after, change, fact.reason),)


def _tell_noted(fact: facts.GoodFaithErrorNoted, _: State, after: State) -> tuple[Notice, ...]:
    return (work(fact, after, "good_faith_noted", fact.ground),)


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {
    LampTurned: _lamp_turned,
    facts.LampExplained: _explained,
    facts.ExplanationJudged: _judged,
    facts.GoodFaithErrorNoted: _noted,
}
TELLINGS: Final[Mapping[type[facts.Fact], Callable[[Any, Any, State], tuple[Notice, ...]]]] = {
    LampTurned: _tell_turned,
    facts.LampExplained: explained,
    facts.ExplanationJudged: _tell_judged,
    facts.GoodFaithErrorNoted: _tell_noted,
}
