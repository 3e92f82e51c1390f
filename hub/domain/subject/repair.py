"""信用修复: the subject has made good and asks that its breach count no more; a person decides."""

from __future__ import annotations

from datetime import datetime

from hub.domain.clocks import start_clock
from hub.domain.reference import Reference
from hub.domain.subject.credit import SETTLED, STATUSES
from hub.domain.subject.listing import check_office, check_side
from hub.domain.subject.state import SubjectState
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import DecideRepair, RequestRepair
from schemas.values import made


def request_repair(
    state: SubjectState, command: Command[RequestRepair], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Take the request; the limit to decide about it begins."""
    body = command.body
    breach = state.breach(body.case)
    if breach is None:
        return Refusal("breach_unknown", "/case", {"case": body.case})
    refusal = check_side(breach, command.sender)
    if refusal:
        return refusal
    if breach.status in SETTLED:
        return Refusal("listing_step", params={"status": STATUSES[breach.status]})
    if breach.repair_asked:
        return Refusal("repair_pending")
    calendar = reference.calendar_for(breach.competent.region, now.date())
    decision = start_clock("repair", reference.policy(now.date()).repair, now, calendar)
    return (
        made(
            facts.RepairRequested,
            at=now,
            by=body.by,
            case=body.case,
            digest=body.digest,
            decision=decision,
        ),
    )


def decide_repair(
    state: SubjectState, command: Command[DecideRepair], now: datetime, _: Reference
) -> Decision | Refusal:
    """Repair the subject's credit, or not."""
    body = command.body
    breach = state.breach(body.case)
    if breach is None:
        return Refusal("breach_unknown", "/case", {"case": body.case})
    refusal = check_office(breach, command.sender, body.by)
    if refusal:
        return refusal
    if not breach.repair_asked:
        return Refusal("repair_not_asked", "/case")
    fact = facts.CreditRepaired if body.outcome == "repaired" else facts.RepairRefused
    return (made(fact, at=now, by=body.by, case=body.case, reason=body.reason, document=body.document),)
