"""Correcting a decision (更正): a fact beside the decision, never an edit of it; both sides are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.application.documents import check_corrected, check_signed, with_corrections
from hub.domain.application.state import ApplicationState
from hub.domain.application.telling import Telling, result, work
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Notice, Refusal
from schemas import facts, notices
from schemas.commands import CorrectDecision
from schemas.values import made

State = ApplicationState


def correct_decision(
    state: State, command: Command[CorrectDecision], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Put slips of the pen right; what changes nothing is none. A document is signed before it is corrected."""
    body = command.body
    refusal = check_signed(state)
    if refusal:
        return refusal
    for place, correction in enumerate(body.corrections):
        if correction.personal.before == correction.personal.after:
            return Refusal("correction_same", f"/corrections/{place}", {"field": correction.field})
    refusal = check_corrected(state, body.corrections, now.date(), reference)
    if refusal:
        return Refusal(refusal.code, "/corrections", refusal.params)
    return (made(facts.DecisionCorrected, at=now, by=body.by, corrections=body.corrections, reason=body.reason),)


def _corrected(state: State, fact: facts.DecisionCorrected) -> State:
    return with_corrections(state, fact.corrections)


def _tell_corrected(fact: facts.DecisionCorrected, _: State, after: State) -> tuple[Notice, ...]:
    told = made(
        notices.ResultDecisionCorrected,
        at=fact.at,
        competent=after.competent,
        corrections=fact.corrections,
        reason=fact.reason,
    )
    return (work(fact, after, "decision_corrected"), result(after, told))


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {facts.DecisionCorrected: _corrected}
TELLINGS: Final[Mapping[type[facts.Fact], Telling]] = {facts.DecisionCorrected: _tell_corrected}
