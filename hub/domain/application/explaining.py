"""A red lamp is explained by its unit (申诉), judged by the supervisor, or noted as an error in good faith (容错)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hub.domain.application.addressing import addressee
from hub.domain.application.lamps import Turned, turn_of
from hub.domain.application.state import ApplicationState, RedLamp
from hub.domain.clocks import start_clock
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import ExplainLamp, JudgeExplanation, NoteGoodFaithError
from schemas.facts import Clock
from schemas.parties import Addressee
from schemas.reference import Unit
from schemas.values import made

State = ApplicationState


def explain(state: State, command: Command[ExplainLamp], now: datetime, reference: Reference) -> Decision | Refusal:
    """Take what the unit says of its lamp; until it is judged, it may say it anew."""
    body, lamp = command.body, _lamp(state, command)
    if lamp is None:
        return _unknown(state, command)
    owner = _owner(state, lamp)
    if command.sender != owner.endpoint or body.by.unit != lamp.unit:
        return _stranger(state, command) or Refusal("lamp_not_yours", "/lamp")
    if lamp.lifted or lamp.explanation in {"granted", "refused"}:
        return Refusal("lamp_settled", "/lamp", {"lamp": str(body.lamp)})
    judge = reference.supervisor(lamp.unit, owner.region, now.date())
    if judge is None:
        return Refusal("no_supervisor", params={"unit": owner.name})
    return (
        made(
            facts.LampExplained,
            at=now,
            number=body.lamp,
            clock=lamp.clock,
            by=body.by,
            reason=body.reason,
            paper=body.paper,
            supervisor=addressee(judge, state.item.code),
            judge=None if lamp.explanation else _limit(judge, now, reference),
        ),
    )


def judge(state: State, command: Command[JudgeExplanation], now: datetime, reference: Reference) -> Decision | Refusal:
    """Grant or refuse an explanation that waits."""
    body, lamp = command.body, _lamp(state, command)
    refusal = _check_supervisor(state, lamp, command, now, reference)
    if refusal or lamp is None:
        return refusal or _unknown(state, command)
    if lamp.explanation != "waiting":
        code = "lamp_unexplained" if lamp.explanation is None else "lamp_settled"
        return Refusal(code, "/lamp", {"lamp": str(body.lamp)})
    judged = made(
        facts.ExplanationJudged,
        at=now,
        number=body.lamp,
        clock=lamp.clock,
        by=body.by,
        granted=body.granted,
        reason=body.reason,
    )
    return (judged,)


def note_good_faith(
    state: State, command: Command[NoteGoodFaithError], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Keep a lamp out of an officer's, who erred in trying something new; the unit keeps it."""
    body, lamp = command.body, _lamp(state, command)
    refusal = _check_supervisor(state, lamp, command, now, reference)
    if refusal or lamp is None:
        return refusal or _unknown(state, command)
    params = {"lamp": str(body.lamp)}
    if lamp.officer is None:
        return Refusal("lamp_of_nobody", "/lamp", params)
    if lamp.good_faith:
        return Refusal("good_faith_noted", "/lamp", params)
    noted = made(
        facts.GoodFaithErrorNoted,
        at=now,
        number=body.lamp,
        clock=lamp.clock,
        officer=lamp.officer,
        by=body.by,
        ground=body.ground,
        paper=body.paper,
    )
    return (noted,)


def next_at(state: State) -> datetime | None:
    """Give when a limit to judge an explanation comes near or passes next."""
    instants = [lamp.judge.next_at for lamp in state.red if lamp.judge and not lamp.lifted]
    return min((instant for instant in instants if instant is not None), default=None)


def fall_due(state: State, now: datetime) -> Decision:
    """Turn a lamp of the supervisor that lets an explanation wait; the explanation stays open, and is judged late."""
    for number, lamp in enumerate(state.red, 1):
        at = lamp.judge.next_at if lamp.judge and not lamp.lifted else None
        if lamp.judge is not None and lamp.supervisor is not None and at is not None and now >= at:
            turned: Turned = "yellow" if now < lamp.judge.clock.due else "red"
            return (turn_of(state, number, turned, now),)
    return ()


def _limit(judge: Unit, now: datetime, reference: Reference) -> Clock:
    calendar = reference.calendar_for(judge.region, now.date())
    return start_clock("explanation", reference.policy(now.date()).judgement, now, calendar)


def _lamp(state: State, command: Command[Any]) -> RedLamp | None:
    place = command.body.lamp - 1
    return state.red[place] if place < len(state.red) else None


def _owner(state: State, lamp: RedLamp) -> Addressee:
    if lamp.owner is not None:
        return lamp.owner
    had = (one for one in (*state.handed_over, state.lower) if one is not None and one.unit == lamp.unit)
    return state.competent if lamp.unit == state.competent.unit else next(had, state.competent)


def _unknown(state: State, command: Command[Any]) -> Refusal:
    unknown = Refusal("lamp_unknown", "/lamp", {"lamp": str(command.body.lamp)})
    return _stranger(state, command) or unknown


def _stranger(state: State, command: Command[Any]) -> Refusal | None:
    parts = {state.origin.endpoint, *state.endpoints, *(one.endpoint for one in state.handed_over)}
    parts |= {lamp.owner.endpoint for lamp in state.red if lamp.owner}
    return None if command.sender in parts else Refusal("no_part")


def _check_supervisor(
    state: State, lamp: RedLamp | None, command: Command[Any], now: datetime, reference: Reference
) -> Refusal | None:
    """Check that the supervisor of the lamp's unit acts: by its endpoint, and an officer of its own."""
    if lamp is None:
        return None
    owner = _owner(state, lamp)
    supervisor = reference.supervisor(lamp.unit, owner.region, now.date())
    if supervisor is None:
        return Refusal("no_supervisor", params={"unit": owner.name})
    if command.sender != supervisor.endpoint:
        return _stranger(state, command) or Refusal("not_supervisor", params={"unit": supervisor.name})
    if command.body.by.unit != supervisor.uscc:
        return Refusal("not_supervisor", "/by/unit", {"unit": supervisor.name})
    return None
