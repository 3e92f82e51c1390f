"""From acceptance to delivery: extend, decide, deliver."""

from __future__ import annotations

from datetime import datetime

from hub.domain.application.state import ApplicationState
from hub.domain.clocks import extend_clock, start_clock
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import DecideCase, DeliverCase, ExtendCase
from schemas.values import made

_DENIAL_NEEDS = ("reason", "legal_basis", "remedy")


def decide_case(
    state: ApplicationState, command: Command[DecideCase], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Approve or deny; a denial says why, by which law, and what the applicant can do (许可法 art. 38)."""
    body = command.body
    if body.outcome == "denied":
        for field in _DENIAL_NEEDS:
            if getattr(body, field) is None:
                return Refusal("denial_incomplete", f"/{field}", {"field": field})
    if state.item.separate_persons and body.by == state.accepted_by:
        return Refusal("same_person", "/by")
    limit, promise = state.item.delivery, state.running("promise")
    calendar = reference.calendar_for(state.competent.region, now.date())
    return (
        made(
            facts.CaseDecided,
            at=now,
            by=body.by,
            outcome=body.outcome,
            reason=body.reason,
            legal_basis=body.legal_basis,
            remedy=body.remedy,
            document=state.item.document if body.outcome == "approved" else None,
            in_time=promise is None or now < promise.clock.due,
            delivery=start_clock("delivery", limit, now, calendar) if limit else None,
        ),
    )


def extend(
    state: ApplicationState, command: Command[ExtendCase], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Extend the promise once, approved by another than who asks (许可法 art. 42, 登记条例 art. 19)."""
    body, limit, promise = command.body, state.item.extension, state.running("promise")
    if limit is None or promise is None:
        return Refusal("extension_not_allowed")
    if state.extended:
        return Refusal("extension_used")
    if now >= promise.clock.due:
        return Refusal("extension_too_late")
    if body.days > limit.amount:
        return Refusal("extension_too_long", "/days", {"days": str(limit.amount)})
    if body.approved_by == body.by:
        return Refusal("extension_same_officer", "/approved_by")
    calendar = reference.calendar_for(state.competent.region, now.date())
    return (
        made(
            facts.CaseExtended,
            at=now,
            by=body.by,
            approved_by=body.approved_by,
            days=body.days,
            reason=body.reason,
            promise=extend_clock(promise.clock, body.days, calendar),
        ),
    )


def deliver(_: ApplicationState, command: Command[DeliverCase], now: datetime, __: Reference) -> Decision | Refusal:
    """Hand the decision to the applicant: the case is closed."""
    return (made(facts.CaseDelivered, at=now, by=command.body.by, way=command.body.way),)
