"""What the clock does to an application: leases lapse, lamps turn, silence accepts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from hub.domain.application import correcting, deferring, explaining, fees, joint, relying, renewing, standing
from hub.domain.application.evolve import evolve
from hub.domain.application.examining import claim_anew, claim_clock
from hub.domain.application.lamps import turn
from hub.domain.application.limits import limits_from
from hub.domain.application.state import ApplicationState, Running
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import ReachDeadline
from schemas.facts import ClockName
from schemas.values import made


def due(state: ApplicationState) -> datetime | None:
    """Give the next instant at which the clock does something to the case."""
    instants = [running.next_at for running in state.clocks]
    if state.lease is not None:
        instants.append(state.lease.until)
    if state.red:
        instants.append(explaining.next_at(state))
    if state.deferral is not None or state.standing is not None:
        instants += [deferring.next_at(state), standing.next_at(state)]
    if state.reliances is not None:
        instants.append(relying.next_at(state))
    return min((instant for instant in instants if instant is not None), default=None)


def reach_deadline(
    state: ApplicationState, _: Command[ReachDeadline], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Say everything that has come due by now; nothing where the case moved on in the meantime.

    What falls due may start a clock that has run out as well: a case deemed accepted counts from the day of receipt.
    """
    said: list[facts.Fact] = []
    case: ApplicationState | None = state
    while case is not None and (said_now := _next_due(case, now, reference)):
        said += said_now
        for fact in said_now:
            case = evolve(case, fact)
    return tuple(said)


def _next_due(state: ApplicationState, now: datetime, reference: Reference) -> Decision:
    """Give what one lease or clock says; each sees what the one before has changed."""
    if state.lease is not None and not state.lease.is_live(now):
        return (made(facts.LeaseLapsed, at=now, by=state.lease.by, claim=claim_clock(state, now, reference)),)
    turns = (_fire(state, running, now, reference) for running in state.clocks)
    turned = next((said for said in turns if said), ())
    return (
        turned
        or explaining.fall_due(state, now)
        or standing.fall_due(state, now)
        or relying.fall_due(state, now)
        or deferring.fall_due(state, now, reference)
    )


def _fire(state: ApplicationState, running: Running, now: datetime, reference: Reference) -> Decision:
    next_at, clock = running.next_at, running.clock
    if next_at is None or now < next_at:
        return ()
    if now < clock.due:
        return (turn(state, clock.name, "yellow", now, clock.due),)
    return _ON_DUE.get(clock.name, _turn_red)(state, running, now, reference)


def _silence_accepts(state: ApplicationState, running: Running, now: datetime, reference: Reference) -> Decision:
    """Accept from the day of receipt, not from the day the silence ended (许可法 art. 32)."""
    if not state.item.silence_accepts:
        return _turn_red(state, running, now, reference)
    limits = limits_from(state, state.received_at, reference)
    since = state.received_at.date()
    late = turn(state, "acceptance", "red", now, running.clock.due)
    return (
        late,
        made(
            facts.CaseDeemedAccepted,
            at=now,
            since=since,
            handed_to=state.handed_to,
            claim=claim_anew(state, now, reference),
            promise=limits.promise,
            lower_review=limits.lower_review,
            legal_due=limits.legal_due,
            fee=fees.stated(state),
        ),
        *deferring.at_deemed_acceptance(state, now, reference),
    )


def _turn_red(state: ApplicationState, running: Running, now: datetime, __: Reference) -> Decision:
    return (turn(state, running.clock.name, "red", now, running.clock.due),)


_ON_DUE: Final[Mapping[ClockName, Callable[[ApplicationState, Running, datetime, Reference], Decision]]] = {
    "acceptance": _silence_accepts,
    "correction": correcting.supply_overdue,
    "lapse": correcting.lapse,
    "opinion": joint.opinions_overdue,
    "renewal": renewing.deem_renewed,
}
"""What the end of a clock does, where it is more than a red lamp."""
