"""Ways out of the main path: withdrawn by the applicant, transferred to the unit that is competent."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from hub.domain.application.addressing import addressee
from hub.domain.application.agency import check_act
from hub.domain.application.state import ApplicationState
from hub.domain.clocks import start_clock
from hub.domain.identifiers import basic_code
from hub.domain.reference import Matter, Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import TransferCase, WithdrawCase
from schemas.reference import Unit
from schemas.values import made


def withdraw(
    state: ApplicationState, command: Command[WithdrawCase], now: datetime, _: Reference
) -> Decision | Refusal:
    """End the case because its applicant says so."""
    body = command.body
    return check_act(state, "withdraw", body.in_person, now.date()) or (
        made(facts.CaseWithdrawn, at=now, by=body.by, reason=body.reason, in_person=body.in_person),
    )


def transfer(
    state: ApplicationState, command: Command[TransferCase], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Hand a misrouted case on: never back to a unit that had it, never more often than the policy allows."""
    body = command.body
    target = _target(state, body, now.date(), reference)
    if target is None:
        return Refusal("transfer_nowhere", "/unit" if body.unit else "/region", {"region": body.region})
    unit = target.lower or target.competent
    policy = reference.policy(now.date())
    if len(state.handed_over) >= policy.most_hops:
        return Refusal("transfer_too_far", params={"hops": str(policy.most_hops)})
    if unit.uscc in {state.responsible.unit, *(passed.unit for passed in state.handed_over)}:
        return Refusal("transfer_loop", params={"unit": unit.name})
    return (
        made(
            facts.CaseTransferred,
            at=now,
            by=body.by,
            to=addressee(target.competent, basic_code(state.item.code)),
            lower=addressee(target.lower, basic_code(state.item.code)) if target.lower else None,
            reason=body.reason,
            claim=start_clock("claim", policy.claim, now, reference.calendar_for(unit.region, now.date())),
        ),
    )


class _Target(NamedTuple):
    """Who decides, and who reviews first where a lower organ does."""

    competent: Unit
    lower: Unit | None = None


def _target(state: ApplicationState, body: TransferCase, today: date, reference: Reference) -> _Target | None:
    item, named = reference.item(state.item.code, today), None
    if body.unit is not None:
        named = reference.unit(body.unit, today)
        if named is None or named.region != body.region:
            return None
        if state.lower is None:
            return _Target(named)
    kind = state.content().applicant_kind
    competent = reference.competent_unit(item, body.region, today, kind) if item else None
    if item is None or competent is None:
        return None
    if state.lower is None:
        return _Target(competent)
    # the case goes on with who accepts, so that is whom an officer names
    lower = named or reference.lower_unit(Matter(item, body.region, kind), today)
    return _Target(competent, lower) if lower else None
