"""Erasing one person's data from a bundle that is completed; what belongs to the others stays readable in the facts."""

from __future__ import annotations

from datetime import datetime

from hub.domain.bundle.state import BundleState
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import EraseBundleData
from schemas.parties import SharedPersonal
from schemas.values import made


def erase(state: BundleState, command: Command[EraseBundleData], now: datetime, _: Reference) -> Decision | Refusal:
    """Say that a person's data is erased; casework destroys the keys with the fact."""
    body = command.body
    if body.subject in (state.erased or ()):
        return Refusal("erasure_done")
    if state.stage != "completed":
        return Refusal("erasure_open")
    return (made(facts.BundleDataErased, at=now, subject=body.subject, by=body.by, basis=body.basis),)


def erased(state: BundleState, fact: facts.BundleDataErased) -> BundleState:
    """Keep nothing personal at all: a bundle that is completed files nothing any more."""
    children = tuple([child.model_copy(update={"content": None}) for child in state.children])
    return state.changed(personal=made(SharedPersonal), children=children, erased=(*(state.erased or ()), fact.subject))
