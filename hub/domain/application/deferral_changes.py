"""How the facts of a deferral change the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.domain.application.deferral import Deferral
from hub.domain.application.relying_changes import dropped
from hub.domain.application.state import ApplicationState
from schemas import facts
from schemas.values import made

State = ApplicationState
_NOT_BROKEN: Final[Mapping[str, Any]] = {
    "broken": None,
    "broken_due": None,
    "late_at": None,
    "statement_by": None,
}


def _asked(state: State, fact: facts.DeferralAsked) -> State:
    deferral = made(
        Deferral,
        kind=fact.deferral,
        status="asked",
        within=fact.commitment.within,
        outstanding=tuple([material.code for material in fact.commitment.materials]),
        answer_by=fact.answer_by,
        ask=fact.ask or 1,
    )
    return state.changed(deferral=deferral)


def _became(status: str) -> Callable[[State, facts.Fact], State]:
    def change(state: State, _: facts.Fact) -> State:
        return _with(state, status=status, answer_by=None)

    return change


def _started(state: State, fact: facts.CommitmentStarted) -> State:
    return _with(state, status="running", clock=fact.commitment, bound=fact.bound)


def _reminded(state: State, _: facts.CommitmentReminded) -> State:
    return _with(state, is_reminded=True)


def _supplied(state: State, fact: facts.DeferredSupplied) -> State:
    new = {material.code for material in fact.materials}
    content = state.content()
    kept = tuple([material for material in content.materials if material.code not in new])
    whole = content.model_copy(update={"materials": kept + fact.materials})
    reliances = dropped(state.reliances, fact.materials)
    changed = state.changed(application=whole.json_bytes.decode(), reliances=reliances)
    if fact.late:
        return _with(changed, broken_due=None, late_at=fact.at, outstanding=fact.outstanding)
    if fact.outstanding:
        return _with(changed, outstanding=fact.outstanding)
    return _with(changed, outstanding=(), status="fulfilled", clock=None, bound=None)


def _broken(state: State, fact: facts.CommitmentBroken) -> State:
    broken = state.deferral.clock if state.deferral else None
    return _with(state, status="broken", clock=None, broken=broken, broken_due=fact.due, statement_by=fact.statement_by)


def _corrected(state: State, _: facts.BreachCorrected) -> State:
    return _with(state, status="fulfilled", bound=None, **_NOT_BROKEN)


def _found_early(state: State, fact: facts.BreachFoundEarly) -> State:
    if fact.outcome == "kept":
        return _with(state, status="fulfilled", bound=None, **_NOT_BROKEN)
    if fact.outcome == "ended":
        return _with(state, status="dropped", bound=None, **_NOT_BROKEN)
    clock = fact.commitment
    if fact.outcome == "runs_on":
        is_reminded = clock.yellow_at is not None and fact.at >= clock.yellow_at
        reminded = is_reminded and state.deferral is not None and state.deferral.is_reminded
        return _with(state, status="running", clock=clock, bound=fact.bound, is_reminded=reminded, **_NOT_BROKEN)
    late_at = state.deferral.late_at if state.deferral else None
    is_too_late = late_at is not None and late_at >= clock.due
    return _with(
        state,
        broken=clock,
        bound=fact.bound,
        broken_due=None if is_too_late else clock.due,
        late_at=late_at if is_too_late else None,
        statement_by=fact.statement_by,
    )


def _withdrawn(state: State, _: facts.ApprovalWithdrawn) -> State:
    return state.changed(stage="revoked", lease=None, clocks=())


def _with(state: State, **changes: Any) -> State:
    """Change the deferral; facts of one that never was are somebody else's mistake, not ours to hide."""
    assert state.deferral is not None, "the deferral was asked for before"  # noqa: S101
    return state.changed(deferral=state.deferral.model_copy(update=changes))


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {
    facts.DeferralAsked: _asked,
    facts.DeferralGranted: _became("granted"),
    facts.DeferralRefused: _became("refused"),
    facts.DeferralUnanswered: _became("unanswered"),
    facts.DeferralDropped: _became("dropped"),
    facts.CommitmentStarted: _started,
    facts.CommitmentReminded: _reminded,
    facts.DeferredSupplied: _supplied,
    facts.CommitmentBroken: _broken,
    facts.BreachCorrected: _corrected,
    facts.BreachFoundEarly: _found_early,
    facts.ApprovalWithdrawn: _withdrawn,
}
