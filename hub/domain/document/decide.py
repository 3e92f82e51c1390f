"""Deciding about a document: find the row of the table, see who asks, apply the rule."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hub.domain.document.state import ENDED, STAGES, DocumentState
from hub.domain.document.steps import TABLE
from hub.domain.identifiers import check_licence_identifier, version_of
from hub.domain.life_cycle import ABSENT
from hub.domain.reference import Reference
from hub.domain.values import HUB, Command, Decision, Refusal
from schemas.commands import DOCUMENT_COMMANDS, ReportDocument


def decide(
    state: DocumentState | None, command: Command[Any], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Give the facts that a command causes, or the refusal. ``now`` is its receipt, with China's offset."""
    if command.body.internal and command.sender != HUB:
        return Refusal("type_internal", params={"type": command.body.ce_type})
    step = TABLE.get((ABSENT if state is None else state.stage, type(command.body)))
    if state is not None and not command.body.internal and type(command.body) is not ReportDocument:
        refusal = _check_issuer(state, command, now, reference)
        if refusal:
            return refusal
    return _illegal(state, command) if step is None else step.rule(state, command, now, reference)


def _illegal(state: DocumentState | None, command: Command[Any]) -> Refusal:
    if type(command.body) not in DOCUMENT_COMMANDS:
        return Refusal("subject_kind", params={"subject": command.subject})
    if state is not None:
        return Refusal("document_ended" if state.stage in ENDED else "document_not_now", params=_state(state))
    fault = check_licence_identifier(command.subject)
    if fault:
        return Refusal(fault.code)
    first = version_of(command.subject, 1)
    return Refusal("document_unknown" if command.subject == first else "document_version", params={"identifier": first})


def _state(state: DocumentState) -> dict[str, str]:
    return {"state": state.condition or STAGES[state.stage]}


def _check_issuer(state: DocumentState, command: Command[Any], now: datetime, reference: Reference) -> Refusal | None:
    """Only the unit that issued it may change it, by the endpoint that it has today."""
    if type(command.body) not in DOCUMENT_COMMANDS:
        return None
    unit = reference.unit(state.competent.unit, now.date())
    if command.sender != (unit.endpoint if unit else state.competent.endpoint):
        return Refusal("document_not_issuer")
    return None if command.body.by.unit == state.competent.unit else Refusal("document_not_your_unit", "/by/unit")
