"""Ways out of the main path: withdrawn by the applicant, transferred to the unit that is competent."""

from __future__ import annotations

from datetime import date, datetime

from hub.domain.application.addressing import addressee
from hub.domain.application.agency import check_act
from hub.domain.application.state import ApplicationState
from hub.domain.clocks import start_clock
from hub.domain.identifiers import basic_code
from hub.domain.reference import Reference
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
    unit = _target(state, body, now.date(), reference)
    if unit is None:
        return Refusal("transfer_nowhere", "/unit" if body.unit else "/region", {"region": body.region})
    policy = reference.policy(now.date())
    if len(state.handed_over) >= policy.most_hops:
        return Refusal("transfer_too_far", params={"hops": str(policy.most_hops)})
    if unit.uscc in {state.competent.unit, *(passed.unit for passed in state.handed_over)}:
        return Refusal("transfer_loop", params={"unit": unit.name})
    return (
        made(
            facts.CaseTransferred,
            at=now,
            by=body.by,
            to=addressee(unit, basic_code(state.item.code)),
            reason=body.reason,
            claim=start_clock("claim", policy.claim, now, reference.calendar_for(unit.region, now.date())),
        ),
    )


def _target(state: ApplicationState, body: TransferCase, today: date, reference: Reference) -> Unit | None:
    item = reference.item(state.item.code, today)
    if body.unit is None:
        kind = state.content().applicant_kind
        return reference.competent_unit(item, body.region, today, kind) if item else None
    unit = reference.unit(body.unit, today)
    return unit if unit and unit.region == body.region else None
