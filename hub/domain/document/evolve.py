"""How each fact changes a document. Never fails on facts that ``decide`` said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.domain.document import erasing, recomputing, relying, reporting
from hub.domain.document.corrections import corrected
from hub.domain.document.signing import next_version
from hub.domain.document.state import ALIVE, DocumentState, Stage
from schemas import facts
from schemas.values import made

State = DocumentState


def evolve(state: State | None, fact: facts.Fact) -> State | None:
    """Give the document after a fact; a refusal alone makes none. Raises KeyError for a fact of another aggregate."""
    if type(fact) is facts.DocumentRequested:
        return _requested(fact)
    change = CHANGES[type(fact)]
    return None if state is None else change(state, fact)


def _requested(fact: facts.DocumentRequested) -> State:
    return made(
        DocumentState,
        identifier=fact.document.identifier,
        since=fact.at,
        origin=fact.origin,
        competent=fact.competent,
        current=fact.document,
        ask=fact.ask,
        answer_by=fact.answer_by,
        conditional=fact.document.conditional,
    )


def _asked(state: State, fact: facts.SignatureAsked) -> State:
    tries = state.tries + 1 if fact.why == "unanswered" else 1
    asked = state.changed(ask=fact.ask, tries=tries, answer_by=fact.answer_by)
    if state.proof is None:
        return asked.changed(current=fact.document)
    return asked.changed(following=fact.document)


def _signed(state: State, fact: facts.DocumentSigned) -> State:
    signed = {"signatures": None, "token": None, "personal": fact.proof, "answer_by": None}
    if state.proof is None:
        return state.changed(stage="valid", since=fact.at, **signed)
    return state.changed(current=state.following, following=None, **signed)


def _lifted(state: State, fact: facts.ConditionLifted) -> State:
    version = next_version(state, fact.at)
    following = version and version.model_copy(update={"conditional": False})
    return state.changed(conditional=False, following=following)


def _corrected(state: State, fact: facts.DocumentCorrected) -> State:
    version = next_version(state, fact.at)
    return state.changed(following=version and corrected(version, fact.corrections))


def _became(stage: Stage) -> Callable[[State, Any], State]:
    def change(state: State, fact: Any) -> State:
        # Not getattr: where pydantic finds no such field, it searches long.
        said = vars(fact)
        after = state.changed(
            stage=stage,
            since=fact.at,
            reason=said.get("reason"),
            until=said.get("until"),
            condition=said.get("condition"),
        )
        return after if stage in ALIVE else after.changed(following=None, answer_by=None)

    return change


def _unchanged(state: State, _: facts.Fact) -> State:
    return state


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {
    facts.SignatureAsked: _asked,
    facts.DocumentSigned: _signed,
    facts.VersionSuperseded: _unchanged,
    facts.ConditionLifted: _lifted,
    facts.DocumentCorrected: _corrected,
    facts.DocumentCancelled: _became("cancelled"),
    facts.DocumentSuspended: _became("suspended"),
    facts.DocumentResumed: _became("valid"),
    facts.DocumentRescinded: _became("rescinded"),
    facts.DocumentRevoked: _became("revoked"),
    facts.DocumentDeregistered: _became("deregistered"),
    facts.DocumentTransferred: _became("transferred"),
    facts.DocumentMarked: _became("other"),
    facts.DocumentExpired: _became("expired"),
    facts.DocumentRefused: _unchanged,
    **erasing.CHANGES,
    **relying.CHANGES,
    **reporting.CHANGES,
    **recomputing.CHANGES,
}
