"""Whether a subject may defer: one aggregate answers all windows, so two that ask in the same second get one order."""

from __future__ import annotations

from datetime import datetime

from hub.domain.reference import Reference
from hub.domain.subject.state import SubjectState
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import RecordBreach, ReleaseDeferral, RequestDeferral, TakeBackBreach
from schemas.values import made


def request_deferral(
    state: SubjectState, command: Command[RequestDeferral], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Reserve, or say no: after a breach, or where too many are open. A case that asks again gets its answer again."""
    body = command.body
    others = [reservation for reservation in state.reservations if reservation.case != body.case]
    most = reference.policy(now.date()).most_open_deferrals
    if state.open_breach is not None:
        return _denied(body, now, "credit_breach")
    if len(others) >= most:
        return _denied(body, now, "deferral_too_many", count=str(len(others)))
    return (made(facts.DeferralReserved, at=now, case=body.case, deferral=body.deferral, ask=body.ask),)


def _denied(body: RequestDeferral, now: datetime, code: str, **params: str) -> Decision:
    return (made(facts.DeferralDenied, at=now, case=body.case, code=code, params=params, ask=body.ask),)


def release_deferral(
    state: SubjectState, command: Command[ReleaseDeferral], now: datetime, _: Reference
) -> Decision | Refusal:
    """Forget a reservation; nothing where there is none."""
    body = command.body
    if all(reservation.case != body.case for reservation in state.reservations):
        return ()
    return (made(facts.DeferralReleased, at=now, case=body.case, why=body.why),)


def record_breach(
    state: SubjectState, command: Command[RecordBreach], now: datetime, _: Reference
) -> Decision | Refusal:
    """Put a broken commitment on record, once per case; anew where what was on record was taken back."""
    body, known = command.body, state.breach(command.body.case)
    if known is not None and known.status != "taken_back" and not known.unfounded:
        return ()
    return (
        made(
            facts.BreachRecorded,
            at=now,
            case=body.case,
            item_name=body.item_name,
            materials=body.materials,
            due=body.due,
            origin=body.origin,
            competent=body.competent,
        ),
    )


def take_back_breach(
    state: SubjectState, command: Command[TakeBackBreach], now: datetime, _: Reference
) -> Decision | Refusal:
    """Take a breach off that was none. What a person has listed stays, but for measures that have not begun."""
    body, breach = command.body, state.breach(command.body.case)
    if breach is None or breach.status == "taken_back" or breach.unfounded:
        return ()
    dropped = tuple([measure.code for measure in breach.measures if measure.starts_on > now.date()])
    return (
        made(
            facts.BreachTakenBack,
            at=now,
            case=body.case,
            received=body.received,
            due=body.due,
            status=breach.status,
            dropped=dropped or None,
            because=body.because,
            runs_on=body.runs_on,
        ),
    )
