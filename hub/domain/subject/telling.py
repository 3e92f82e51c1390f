"""Whom a subject tells what: the cases that ask it, and the endpoints that have to know; each topic in its turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hub.domain.subject import credit_telling, matters
from hub.domain.subject.state import SubjectState
from hub.domain.values import Notice, Request
from schemas.facts import Fact

State = SubjectState | None
_TELLS: Final[tuple[Callable[[Fact, State, State], tuple[Notice, ...]], ...]] = (credit_telling.tell,)
_ASKS: Final[tuple[Callable[[Fact, State, State], tuple[Request, ...]], ...]] = (
    credit_telling.requests,
    matters.requests,
)


def tell(fact: Fact, before: State, after: State) -> tuple[Notice, ...]:
    """Give the notices of a fact."""
    return tuple([notice for told in _TELLS for notice in told(fact, before, after)])


def requests(fact: Fact, before: State, after: State) -> tuple[Request, ...]:
    """Give everything that a fact makes the subject say to cases."""
    return tuple([request for ask in _ASKS for request in ask(fact, before, after)])
