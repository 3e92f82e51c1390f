"""What was promised comes: in time, too late, or in time and handled too late.

The moment of receipt counts. Where an inbox had stopped and the clock has called the promise broken meanwhile, the last
supply that was received in time takes the breach back: new facts, never edits.
"""

from __future__ import annotations

from datetime import datetime

from hub.domain.application import relying
from hub.domain.application.agency import check_act
from hub.domain.application.content import check_materials, inside
from hub.domain.application.deferral import Deferral
from hub.domain.application.deferring import WAITS_FOR_SUPPLY, fall_due
from hub.domain.application.state import ApplicationState
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import SupplyDeferred
from schemas.values import made


def supply_deferred(
    state: ApplicationState, command: Command[SupplyDeferred], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Take promised materials in, also late; what is there needs no promise any more."""
    deferral, body = state.deferral, command.body
    if deferral is None or deferral.status not in WAITS_FOR_SUPPLY or not deferral.outstanding:
        return Refusal("deferred_nothing")
    refusal = check_act(state, "supply", body.in_person, now.date()) or _check_materials(
        state, deferral, body, reference
    )
    if refusal:
        return refusal
    # the day may have passed a moment before the clock says so
    passed = deferral.clock is not None and command.received_by(now) >= deferral.clock.due
    broken = fall_due(state, now, reference) if passed else ()
    came = {material.code for material in body.materials}
    outstanding = tuple([code for code in deferral.outstanding if code not in came])
    in_time = _in_time(deferral, command, now)
    supplied = made(
        facts.DeferredSupplied,
        at=now,
        by=body.by,
        materials=body.materials,
        outstanding=outstanding,
        late=True if broken or (deferral.status == "broken" and not in_time) else None,
    )
    row = reference.item(state.item.code, state.filed_at.date())
    asked = relying.ask(body.materials, row, state, now, rests_on=state.rests_on)
    return (*broken, *(() if outstanding else in_time), supplied, *asked)


def supply_after_withdrawal(
    state: ApplicationState, command: Command[SupplyDeferred], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Take in what was received in time, though the approval has been withdrawn since: a person sees what follows."""
    if state.deferral is None or not _in_time(state.deferral, command, now):
        return Refusal("case_closed")
    return supply_deferred(state, command, now, reference)


def _check_materials(
    state: ApplicationState, deferral: Deferral, body: SupplyDeferred, reference: Reference
) -> Refusal | None:
    for place, material in enumerate(body.materials):
        if material.code not in deferral.outstanding:
            return Refusal("deferred_material", f"/materials/{place}/code", {"material": material.code})
    row = reference.item(state.item.code, state.filed_at.date())
    return inside("/materials", check_materials(body.materials, row, deferral.outstanding)) if row else None


def _in_time(deferral: Deferral, command: Command[SupplyDeferred], now: datetime) -> Decision:
    """Say what takes the breach back, if it came before the day, and the clock has called the promise broken since."""
    due, received = deferral.broken_due, command.received
    if deferral.status != "broken" or due is None or received is None or received >= due:
        return ()
    return (made(facts.BreachCorrected, at=now, by=command.body.by, received=received, due=due),)
