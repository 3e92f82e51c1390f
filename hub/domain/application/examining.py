"""From the queue to acceptance: claim, release, accept or not."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hub.domain.application import deferring, fees, standing
from hub.domain.application.lamps import blame, gives_no_reason
from hub.domain.application.limits import limits_from
from hub.domain.application.state import ApplicationState
from hub.domain.application.when import calendar_of
from hub.domain.clocks import start_clock
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import AcceptCase, ClaimCase, NotAcceptCase, ReleaseCase
from schemas.facts import Clock
from schemas.parties import Officer
from schemas.values import made


def claim(
    state: ApplicationState, command: Command[ClaimCase], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Lease the case to an officer; the holder's own claim renews the lease, a substitute's takes it over."""
    by, section, lease = command.body.by, command.body.section, state.lease
    live = lease is not None and lease.is_live(now)
    if lease is not None and live and not may_act_for(lease.by, by, now.date(), reference):
        return Refusal("lease_held", params={"until": f"{lease.until:%m月%d日%H:%M}"})
    longest = reference.policy(now.date()).longest_claim_minutes
    if command.body.minutes > longest:
        return Refusal("claim_too_long", "/minutes", {"minutes": str(longest)})
    if section is not None and not reference.has_section(by.unit, section, now.date()):
        return Refusal("section_unknown", "/section", {"section": section})
    until = now + timedelta(minutes=command.body.minutes)
    renewed = lease is not None and live and lease.by == by
    return (made(facts.CaseClaimed, at=now, by=by, until=until, renewed=renewed, section=section),)


def may_act_for(holder: Officer, by: Officer, today: date, reference: Reference) -> bool:
    """Tell whether an officer may act on what another has claimed: the same one, or a substitute of today (AB角)."""
    return by == holder or (by.unit == holder.unit and reference.stands_in(by.unit, holder.staff, by.staff, today))


def release(
    state: ApplicationState, command: Command[ReleaseCase], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Put the case back on the queue, where somebody has to claim it again."""
    return (made(facts.CaseReleased, at=now, by=command.body.by, claim=claim_clock(state, now, reference)),)


def claim_clock(state: ApplicationState, now: datetime, reference: Reference) -> Clock | None:
    """Start the clock of a case that is on the queue again; a pause has an end and a lamp of its own."""
    if state.stage not in {"filed", "accepted"}:
        return None
    calendar = calendar_of(state, now, reference)
    return start_clock("claim", reference.policy(now.date()).claim, now, calendar)


def claim_anew(state: ApplicationState, now: datetime, reference: Reference) -> Clock | None:
    """Start the clock of a case that another unit goes on with after acceptance: it has to claim it first."""
    return claim_clock(state, now, reference) if state.handed_to else None


def accept(
    state: ApplicationState, command: Command[AcceptCase], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Accept: the promise clock starts with the receipt of the acceptance, or a lower organ's that reviews first."""
    body = command.body
    refusal = (
        standing.check_acceptance(state)
        or deferring.check_acceptance(state)
        or fees.check_quantity(state, body.fee_quantity)
    )
    if refusal:
        return refusal
    limits = limits_from(state, command.received_by(now), reference)
    accepted = made(
        facts.CaseAccepted,
        at=now,
        by=body.by,
        in_name_of=state.in_name_of,
        handed_to=state.handed_to,
        claim=claim_anew(state, now, reference),
        promise=limits.promise,
        lower_review=limits.lower_review,
        legal_due=limits.legal_due,
        opinion=body.opinion,
        fee=fees.stated(state, body.fee_quantity),
    )
    return (accepted, *deferring.at_acceptance(state, limits.promise or limits.lower_review, now, reference))


def not_accept(
    state: ApplicationState, command: Command[NotAcceptCase], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Turn the application away, with reason and remedy."""
    body = command.body
    name = state.in_name_of
    turned_away = made(
        facts.CaseNotAccepted, at=now, by=body.by, in_name_of=name, reason=body.reason, remedy=body.remedy
    )
    if gives_no_reason(body.reason, reference.policy(now.date()).shortest_reason):
        return (turned_away, blame(state, "reason", "red", now, body.by))
    return (turned_away,)
