"""Silence that spoke too early: an inbox had stopped and what was received in time is handled after the clock.

The moment of receipt counts (许可法 art. 32), so the command corrects what silence decided, and a fact says so. It
does the same where a calendar that came later gives who accepts more time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.application.lamps import lift
from hub.domain.application.state import STAGES, ApplicationState
from hub.domain.clocks import start_clock
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.facts import Recomputed
from schemas.values import made

State = ApplicationState
Rule = Callable[[State, Command[Any], datetime, Reference], Decision | Refusal]


def held_when_received(state: State, command: Command[Any]) -> bool:
    """Tell whether the officer held the case when the command was received, though the lease has run out since."""
    lapsed, received = state.lapsed, command.received
    held = lapsed is not None and received is not None and lapsed.by == command.body.by and lapsed.is_live(received)
    return held and state.lease is None


def in_time(rule: Rule) -> Rule:
    """Let a rule of the stage before apply to a case deemed accepted, where its command was received in time."""

    def correct(state: State, command: Command[Any], now: datetime, reference: Reference) -> Decision | Refusal:
        silence, received = state.silence, command.received_by(now)
        if silence is None or received >= silence or not _untouched(state):
            return Refusal("step_not_now", params={"stage": STAGES[state.stage]})
        corrected = made(
            facts.SilenceCorrected,
            at=now,
            by=command.body.by,
            received=received,
            due=silence,
            handed_to=None if state.acting.unit == state.accepting.unit else state.accepting,
        )
        result = rule(_corrected(state, corrected), command, now, reference)
        return result if isinstance(result, Refusal) else (corrected, *result)

    return correct


def silence_moved(state: State, now: datetime, reference: Reference) -> tuple[Recomputed, ...]:
    """Give the limit that silence has ended as another calendar has it; nothing where it stays, or is past changing.

    Silence that has accepted a case is nobody's to take back but who accepts: within the limit as it really runs.
    """
    limit = state.item.acceptance or reference.policy(state.received_at.date()).acceptance
    if state.silence is None or state.stage != "accepted" or limit is None or not _untouched(state):
        return ()
    calendar = reference.calendar_for(state.responsible.region, now.date())
    clock = start_clock("acceptance", limit, state.received_at, calendar)
    return () if clock.due == state.silence else (made(Recomputed, clock=clock, due_before=state.silence),)


def _untouched(state: State) -> bool:
    """Tell whether nobody has done anything with the limit that silence gave, nor paid by it."""
    if state.fee is not None and state.fee.settled is not None:
        return False
    if state.lower_reviewed:
        return False
    limit = state.limit
    return limit is None or not (limit.clock.extended or limit.clock.pauses or limit.clock.paused_at)


def _corrected(state: State, _: facts.SilenceCorrected) -> State:
    # not by their moment: the end of the limit may have moved since silence spoke, and before that there were none
    red = lift(state.red, lambda lamp: lamp.clock in {"acceptance", "promise", "lower_review"})
    deferral = state.deferral and state.deferral.not_begun()
    return state.changed(stage="filed", silence=None, clocks=(), red=red, deferral=deferral, fee=None)


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {facts.SilenceCorrected: _corrected}
