"""Deciding about an application: find the row of the table, see who asks, apply the rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.application.examining import may_act_for
from hub.domain.application.lower_review import pending
from hub.domain.application.silence import held_when_received
from hub.domain.application.state import CLOSED, STAGES, ApplicationState
from hub.domain.application.table import TABLE
from hub.domain.life_cycle import ABSENT, Party
from hub.domain.reference import Reference
from hub.domain.values import HUB, Command, Decision, Refusal
from schemas.commands import CASE_COMMANDS
from schemas.parties import Addressee


def decide(
    state: ApplicationState | None, command: Command[Any], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Give the facts that a command causes, or the refusal. ``now`` is its receipt, with China's offset."""
    if command.body.internal and command.sender != HUB:
        return Refusal("type_internal", params={"type": command.body.ce_type})
    step = TABLE.get((ABSENT if state is None else state.stage, type(command.body)))
    if step is None:
        return _illegal(state, command)
    refusal = None if state is None else _check_party(step.party, state, command, (now, reference))
    return refusal or step.rule(state, command, now, reference)


def _illegal(state: ApplicationState | None, command: Command[Any]) -> Refusal:
    if type(command.body) not in CASE_COMMANDS:
        return Refusal("subject_kind", params={"subject": command.subject})
    if state is None:
        return Refusal("case_unknown")
    if command.sender != state.origin.endpoint and command.sender not in state.endpoints:
        return Refusal("no_part")
    if state.stage in CLOSED:
        return Refusal("case_closed")
    return Refusal("step_not_now", params={"stage": STAGES[state.stage]})


def _check_party(
    party: Party, state: ApplicationState, command: Command[Any], at: tuple[datetime, Reference]
) -> Refusal | None:
    origin = state.origin.endpoint
    if party in {"anyone", "hub"}:
        return None
    if party in _ELSEWHERE:
        return _ELSEWHERE[party](state, command)
    if command.sender != origin and command.sender not in state.endpoints:
        return Refusal("no_part")
    if party == "origin":
        return None if command.sender == origin else Refusal("not_origin")
    if party == "participant":
        return None if command.sender == origin else _check_unit(state.responsible, command)
    acting = state.accepting if party == "acceptor" else state.acting
    return _check_officer(acting, state, command) or (
        None if party == "competent" else _check_lease(state, command, at)
    )


def _check_officer(acting: Addressee, state: ApplicationState, command: Command[Any]) -> Refusal | None:
    if command.sender == acting.endpoint:
        return _check_unit(acting, command)
    below = state.below
    if below is not None and command.sender == state.competent.endpoint:
        return pending(below)
    if acting.unit != state.competent.unit and acting != state.lower:
        return Refusal("entrusted", params={"unit": acting.name})
    return Refusal("not_competent")


def _check_unit(unit: Addressee, command: Command[Any]) -> Refusal | None:
    return None if command.body.by.unit == unit.unit else Refusal("not_your_unit", "/by/unit")


def _check_approver(state: ApplicationState, command: Command[Any]) -> Refusal | None:
    """The head of the government sits in the region, whatever endpoint the unit has; the rule sees who it is."""
    if command.sender in {state.competent.endpoint, state.competent.region}:
        return None
    known = {state.origin.endpoint, *state.endpoints}
    return Refusal("not_competent" if command.sender in known else "no_part")


def _check_department(state: ApplicationState, command: Command[Any]) -> Refusal | None:
    """Any endpoint of a department that was asked; which department it is, the rule sees."""
    asked = {opinion.department.endpoint for opinion in state.opinions or ()}
    known = {state.origin.endpoint, *state.endpoints, *asked}
    return None if command.sender in known else Refusal("no_part")


_ELSEWHERE: Final[Mapping[Party, Callable[[ApplicationState, Command[Any]], Refusal | None]]] = {
    "approver": _check_approver,
    "department": _check_department,
}
"""Parties that may sit at endpoints which are neither origin nor competent."""


def _check_lease(state: ApplicationState, command: Command[Any], at: tuple[datetime, Reference]) -> Refusal | None:
    now, reference = at
    lease = state.lease
    if held_when_received(state, command):
        return None
    if lease is None or not lease.is_live(now):
        return Refusal("lease_missing")
    if not may_act_for(lease.by, command.body.by, now.date(), reference):
        return Refusal("lease_held", params={"until": f"{lease.until:%m月%d日%H:%M}"})
    return None
