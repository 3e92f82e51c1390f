"""What a case asks of other aggregates, each topic in its turn: the order is fixed, since ids are derived from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hub.domain.application import bundles, deferral_telling, documents, matters, relying_telling, standing
from hub.domain.application.state import ApplicationState
from hub.domain.values import Request
from schemas.facts import Fact

State = ApplicationState | None
_ASKS: Final[tuple[Callable[[Fact, State, State], tuple[Request, ...]], ...]] = (
    bundles.requests,
    deferral_telling.requests,
    standing.requests,
    matters.requests,
    documents.requests,
    relying_telling.requests,
)


def requests(fact: Fact, before: State, after: State) -> tuple[Request, ...]:
    """Give everything that a fact makes the case ask of others."""
    return tuple([request for ask in _ASKS for request in ask(fact, before, after)])
