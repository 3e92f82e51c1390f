"""What the clock does to an application: leases lapse, lamps turn, silence accepts."""

from __future__ import annotations

from datetime import datetime

from hub.domain.application.examining import promise_from
from hub.domain.application.state import ApplicationState, Running
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import ReachDeadline
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
    """Say everything that has come due; nothing where the case moved on in the meantime."""
    lapsed = state.lease is not None and not state.lease.is_live(now)
    said: list[facts.Fact] = [made(facts.LeaseLapsed, at=now, by=state.lease.by)] if state.lease and lapsed else []
    for running in state.clocks:
        said += _turn(state, running, now, reference)
    return tuple(said)


def _turn(state: ApplicationState, running: Running, now: datetime, reference: Reference) -> Decision:
    next_at, clock = running.next_at, running.clock
    if next_at is None or now < next_at:
        return ()
    if now < clock.due:
        return (made(facts.LampTurned, at=now, clock=clock.name, lamp="yellow", due=clock.due),)
    if clock.name == "acceptance" and state.item.silence_accepts:
        # 许可法 art. 32: from the day of receipt, not from the day the silence ended
        promise, legal_due = promise_from(state, state.received_at, reference)
        since = state.received_at.date()
        return (made(facts.CaseDeemedAccepted, at=now, since=since, promise=promise, legal_due=legal_due),)
    return (made(facts.LampTurned, at=now, clock=clock.name, lamp="red", due=clock.due),)
