"""What the clock does to an application: leases lapse, lamps turn, silence accepts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from hub.domain.application import correcting, renewing
from hub.domain.application.evolve import evolve
from hub.domain.application.examining import promise_from
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
    return min((instant for instant in instants if instant is not None), default=None)


def reach_deadline(
    state: ApplicationState, _: Command[ReachDeadline], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Say everything that has come due by now; nothing where the case moved on in the meantime.

    What falls due may start a clock that has run out as well: a case deemed accepted counts from the day of receipt.
    """
    said: list[facts.Fact] = []
    case: ApplicationState | None = state
    while case is not None and (said_now := _due_now(case, now, reference)):
        said += said_now
        for fact in said_now:
            case = evolve(case, fact)
    return tuple(said)


def _due_now(state: ApplicationState, now: datetime, reference: Reference) -> Decision:
    lapsed = state.lease is not None and not state.lease.is_live(now)
    if state.lease and lapsed:
        return (made(facts.LeaseLapsed, at=now, by=state.lease.by),)
    # One clock at a time: what it does may end the others.
    return next((said for running in state.clocks if (said := _turn(state, running, now, reference))), ())


def _turn(state: ApplicationState, running: Running, now: datetime, reference: Reference) -> Decision:
    next_at, clock = running.next_at, running.clock
    if next_at is None or now < next_at:
        return ()
    if now < clock.due:
        return (made(facts.LampTurned, at=now, clock=clock.name, lamp="yellow", due=clock.due),)
    return _ON_DUE.get(clock.name, _turn_red)(state, running, now, reference)


def _silence_accepts(state: ApplicationState, running: Running, now: datetime, reference: Reference) -> Decision:
    """Accept from the day of receipt, not from the day the silence ended (许可法 art. 32)."""
    if not state.item.silence_accepts:
        return _turn_red(state, running, now, reference)
    promise, legal_due = promise_from(state, state.received_at, reference)
    since = state.received_at.date()
    return (made(facts.CaseDeemedAccepted, at=now, since=since, promise=promise, legal_due=legal_due),)


def _turn_red(_: ApplicationState, running: Running, now: datetime, __: Reference) -> Decision:
    return (made(facts.LampTurned, at=now, clock=running.clock.name, lamp="red", due=running.clock.due),)


_ON_DUE: Final[Mapping[ClockName, Callable[[ApplicationState, Running, datetime, Reference], Decision]]] = {
    "acceptance": _silence_accepts,
    "correction": correcting.supply_overdue,
    "lapse": correcting.lapse,
    "renewal": renewing.deem_renewed,
}
"""What the end of a clock does, where it is more than a red lamp."""
