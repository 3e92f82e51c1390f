"""How each fact changes a bundle. Never fails on facts that ``decide`` said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.domain.bundle.state import BundleState, Child
from schemas import facts
from schemas.values import made


def evolve(state: BundleState | None, fact: facts.Fact) -> BundleState | None:
    """Give the bundle after a fact; None where none came to be. Raises KeyError for a fact of another aggregate."""
    if type(fact) is facts.BundleFiled:
        return _filed(fact)
    change = _CHANGES[type(fact)]
    return None if state is None else change(state, fact)


def _filed(fact: facts.BundleFiled) -> BundleState:
    return made(
        BundleState,
        number=fact.number,
        title=fact.title,
        origin=fact.origin,
        mode=fact.mode,
        personal=fact.personal,
        children=tuple([made(Child, case=child.case, content=child) for child in fact.children]),
        answer_by=fact.answer_by,
    )


def _noted(state: BundleState, fact: facts.ChildNoted) -> BundleState:
    noted = made(Child, case=fact.case, outcome=fact.outcome)
    children = tuple([noted if child.case == fact.case else child for child in state.children])
    waiting = any(child.outcome is None for child in children)
    return state.model_copy(update={"children": children, "answer_by": state.answer_by if waiting else None})


def _asked_again(state: BundleState, fact: facts.ChildrenAskedAgain) -> BundleState:
    return state.model_copy(update={"asked_again": True, "answer_by": fact.answer_by})


def _unanswered(state: BundleState, _: facts.ChildrenUnanswered) -> BundleState:
    return state.model_copy(update={"answer_by": None})


def _completed(state: BundleState, _: facts.BundleCompleted) -> BundleState:
    return state.model_copy(update={"stage": "completed"})


def _unchanged(state: BundleState, _: facts.BundleRefused) -> BundleState:
    return state


_CHANGES: Final[Mapping[type[facts.Fact], Callable[[BundleState, Any], BundleState]]] = {
    facts.ChildNoted: _noted,
    facts.ChildrenAskedAgain: _asked_again,
    facts.ChildrenUnanswered: _unanswered,
    facts.BundleCompleted: _completed,
    facts.BundleRefused: _unchanged,
}
