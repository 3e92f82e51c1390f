"""From the queue to acceptance: claim, release, ask for correction, supply, accept or not."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.domain.application.content import check_supplement, lacking_still
from hub.domain.application.filing import acceptance_clocks
from hub.domain.application.state import ApplicationState
from hub.domain.clocks import start_clock, start_promise
from hub.domain.parties import check_agent, check_applicant, check_others
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import AcceptCase, AskCorrection, ClaimCase, NotAcceptCase, ReleaseCase, SupplyCorrection
from schemas.facts import Clock
from schemas.times import Moment
from schemas.values import made


def claim(
    state: ApplicationState, command: Command[ClaimCase], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Lease the case to an officer; the holder's own claim renews the lease."""
    by, lease = command.body.by, state.lease
    live = lease is not None and lease.is_live(now)
    if lease is not None and live and lease.by != by:
        return Refusal("lease_held", params={"until": f"{lease.until:%m月%d日%H:%M}"})
    longest = reference.policy(now.date()).longest_claim_minutes
    if command.body.minutes > longest:
        return Refusal("claim_too_long", "/minutes", {"minutes": str(longest)})
    until = now + timedelta(minutes=command.body.minutes)
    return (made(facts.CaseClaimed, at=now, by=by, until=until, renewed=live),)


def release(_: ApplicationState, command: Command[ReleaseCase], now: datetime, __: Reference) -> Decision | Refusal:
    """Put the case back on the queue."""
    return (made(facts.CaseReleased, at=now, by=command.body.by),)


def ask_correction(
    state: ApplicationState, command: Command[AskCorrection], now: datetime, _: Reference
) -> Decision | Refusal:
    """Ask for everything that is missing; later only for points of the first notice (许可法 art. 32)."""
    body = command.body
    known = {point.code for point in state.points}
    if known:
        for place, point in enumerate(body.points):
            if point.code not in known:
                return Refusal("correction_new_point", f"/points/{place}/code", {"code": point.code})
    return (made(facts.CorrectionAsked, at=now, by=body.by, points=body.points),)


def supply(
    state: ApplicationState, command: Command[SupplyCorrection], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Hand in what was asked for; the acceptance clock starts anew."""
    body = command.body
    if not (body.form or body.materials or body.personal):
        return Refusal("supply_empty")
    refusal = _check_personal(state, command, now) or check_supplement(state, body, reference)
    if refusal:
        return refusal
    clocks = acceptance_clocks(state.item, state.competent.region, now, reference)
    return (
        made(
            facts.CorrectionSupplied,
            at=now,
            form=body.form,
            materials=body.materials,
            personal=body.personal,
            clocks=clocks,
            lacking=lacking_still(state, body, reference) or None,
        ),
    )


def accept(
    state: ApplicationState, command: Command[AcceptCase], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Accept: the promise clock starts."""
    promise, legal_due = promise_from(state, now, reference)
    return (made(facts.CaseAccepted, at=now, by=command.body.by, promise=promise, legal_due=legal_due),)


def not_accept(
    _: ApplicationState, command: Command[NotAcceptCase], now: datetime, __: Reference
) -> Decision | Refusal:
    """Turn the application away, with reason and remedy."""
    body = command.body
    return (made(facts.CaseNotAccepted, at=now, by=body.by, reason=body.reason, remedy=body.remedy),)


def promise_from(state: ApplicationState, moment: datetime, reference: Reference) -> tuple[Clock, Moment | None]:
    """Give the promise clock of a case accepted at a moment, and when its legal limit ends."""
    item, calendar = state.item, reference.calendar_for(state.competent.region, moment.date())
    legal = start_clock("promise", item.legal, moment, calendar).due if item.legal else None
    return start_promise(item.promised, item.legal, moment, calendar), legal


def _check_personal(state: ApplicationState, command: Command[SupplyCorrection], now: datetime) -> Refusal | None:
    personal, today = command.body.personal, now.date()
    if personal is None:
        return None
    return (
        check_applicant(personal.applicant, state.content().applicant_kind, "/personal/applicant", today)
        or check_agent(personal.agent, personal.power_of_attorney, "/personal", today)
        or check_others(personal.others, "/personal/others", today)
    )
