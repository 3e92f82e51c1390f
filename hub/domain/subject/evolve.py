"""How each fact changes a subject. Never fails on facts that ``decide`` said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.domain.subject import credit_changes, matters
from hub.domain.subject.state import SubjectState
from schemas import facts


def evolve(state: SubjectState | None, fact: facts.Fact) -> SubjectState | None:
    """Give the subject after a fact; a refusal alone makes none. Raises KeyError for a fact of another aggregate."""
    if type(fact) is facts.SubjectRefused:
        return state
    return CHANGES[type(fact)](state or SubjectState(), fact)


CHANGES: Final[Mapping[type[facts.Fact], Callable[[SubjectState, Any], SubjectState]]] = {
    **credit_changes.CHANGES,
    **matters.CHANGES,
}
