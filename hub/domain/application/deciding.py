"""From acceptance to delivery: review, decide, deliver."""

from __future__ import annotations

from datetime import datetime

from hub.domain.application import deferring, documents, fees, relying, resting, standing
from hub.domain.application.agency import check_act
from hub.domain.application.joint import check_opinions
from hub.domain.application.lamps import blame, gives_no_reason
from hub.domain.application.lower_review import check_submitted
from hub.domain.application.state import ApplicationState
from hub.domain.clocks import start_clock
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import DecideCase, DeliverCase, ReviewCase
from schemas.values import made

_DENIAL_NEEDS = ("reason", "legal_basis", "remedy")


def decide_case(
    state: ApplicationState, command: Command[DecideCase], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Approve or deny; a denial says why, by which law, and what the applicant can do (许可法 art. 38)."""
    body = command.body
    refusal = check_submitted(state) or _check_denial(body)
    if refusal:
        return refusal
    handlers = state.handlers
    if state.item.separate_persons and body.by in {handlers.acceptance, handlers.review}:
        return Refusal("same_person", "/by")
    if state.item.review_required and handlers.review is None:
        return Refusal("review_missing")
    approved = body.outcome == "approved"
    refusal = (_check_approval(state, now, reference) if approved else None) or check_opinions(state, body)
    if refusal:
        return refusal
    limit, promise = state.item.delivery, state.running("promise")
    policy = reference.policy(now.date())
    calendar = reference.calendar_for(state.competent.region, now.date())
    decided = made(
        facts.CaseDecided,
        at=now,
        by=body.by,
        in_name_of=state.in_name_of,
        outcome=body.outcome,
        reason=body.reason,
        legal_basis=body.legal_basis,
        remedy=body.remedy,
        document=state.item.document if body.outcome == "approved" else None,
        in_time=promise is None or command.received_by(now) < promise.clock.due,
        delivery=start_clock("delivery", limit, now, calendar) if limit else None,
        opinion=body.opinion,
        conditional=True if approved and deferring.is_conditional(state) else None,
        identifier=documents.identifier_for(state, policy) if approved else None,
    )
    if body.outcome == "denied" and gives_no_reason(body.reason, policy.shortest_reason):
        return (decided, blame(state, "reason", "red", now, body.by))
    return (decided, *(deferring.at_approval(state, now, reference) if approved else ()))


def _check_denial(body: DecideCase) -> Refusal | None:
    if body.outcome != "denied":
        return None
    missing = next((field for field in _DENIAL_NEEDS if getattr(body, field) is None), None)
    return Refusal("denial_incomplete", f"/{missing}", {"field": missing}) if missing else None


def _check_approval(state: ApplicationState, now: datetime, reference: Reference) -> Refusal | None:
    return (
        standing.check_approval(state)
        or deferring.check_approval(state)
        or resting.check_approval(state)
        or relying.check_approval(state)
        or fees.check_approval(state)
        or documents.check_issue(state, now.date(), reference)
    )


def review(_: ApplicationState, command: Command[ReviewCase], now: datetime, __: Reference) -> Decision | Refusal:
    """Record the opinion of who examined the case."""
    body = command.body
    return (made(facts.CaseReviewed, at=now, by=body.by, opinion=body.opinion, recommends=body.recommends),)


def deliver(state: ApplicationState, command: Command[DeliverCase], now: datetime, _: Reference) -> Decision | Refusal:
    """Hand the decision to the applicant: the case is closed. Post and platform reach the applicant, not the agent."""
    body = command.body
    refusal = check_act(state, "receive", body.in_person, now.date()) if body.way == "window" else None
    refusal = refusal or documents.check_signed(state)
    if refusal:
        return refusal
    if body.tracking is not None and body.way != "post":
        return Refusal("tracking_not_post", "/tracking")
    return (
        made(
            facts.CaseDelivered,
            at=now,
            by=body.by,
            way=body.way,
            tracking=body.tracking,
            in_person=body.in_person,
        ),
    )
