"""Deferral (容缺): the case asks its applicant's subject, lets the commitment run, and says when it is broken.

asked ─▶ granted ─▶ running ─▶ fulfilled        accept_first runs from acceptance, approve_first from the decision
  │ ╲                  ╰─────▶ broken ─▶ …      (supplied late; an approval may be withdrawn)
  │  ╰▶ refused (and may be asked again)
  ╰▶ unanswered (asked again, dropped where the case goes on without, or answered late)
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from hub.domain.application.agency import check_act
from hub.domain.application.deferral import OPEN, Deferral
from hub.domain.application.resting import has_lost
from hub.domain.application.state import CLOSED, ApplicationState
from hub.domain.calendar import Calendar, due_after
from hub.domain.clocks import bounded, recompute_clock, start_clock
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import DeferMaterials, GrantDeferral, RefuseDeferral, WithdrawApproval
from schemas.credit import Commitment, DeferralTerms
from schemas.facts import Clock, Recomputed
from schemas.reference import DeferralKind, Limit
from schemas.times import last_day
from schemas.values import made

ANSWER_WITHIN: Final = timedelta(minutes=5)
"""A subject answers in milliseconds; later than this something of ours hangs."""
_BEFORE_ACCEPTANCE: Final = frozenset({"filed", "correcting"})
WAITS_FOR_SUPPLY: Final = frozenset({"granted", "running", "broken"})
"""Promised, and not all there."""
_UNITS: Final = {"working_days": "个工作日", "natural_days": "天", "hours": "小时", "minutes": "分钟"}


def in_force(state: ApplicationState) -> bool:
    """Tell whether the subject may hold a reservation for the case: asked or granted, and nothing has ended it."""
    deferral = state.deferral
    return deferral is not None and deferral.status in OPEN and goes_on(state)


def goes_on(state: ApplicationState) -> bool:
    """Tell whether a commitment of the case may still run: nothing has ended the case but its delivery."""
    return state.outcome != "denied" and (state.stage not in CLOSED or state.stage == "delivered")


def defer(
    state: ApplicationState, command: Command[DeferMaterials], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Check the commitment against the item, and ask the applicant's subject."""
    body, terms = command.body, state.item.deferral
    if terms is None or state.subject is None:
        return Refusal("deferral_not_offered")
    refusal = (
        _check_step(state, terms)
        or _check_materials(state, terms, body.commitment)
        or _check_limit(state, terms, body.commitment, now, reference)
        or _check_signature(state, body.commitment, now.date())
    )
    if refusal:
        return refusal
    return (
        made(
            facts.DeferralAsked,
            at=now,
            by=body.by,
            deferral=terms.kind,
            commitment=body.commitment,
            answer_by=now + ANSWER_WITHIN,
            ask=state.deferral.ask + 1 if state.deferral else None,
        ),
    )


def grant(
    state: ApplicationState, command: Command[GrantDeferral], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Take the subject's yes; where the case was accepted in the meantime, the commitment runs at once."""
    if state.deferral is None or not _awaits(state, state.deferral, command.body.ask):
        return ()
    granted = made(facts.DeferralGranted, at=now)
    if state.deferral.kind == "accept_first" and state.stage not in _BEFORE_ACCEPTANCE:
        taken = state.deferral.model_copy(update={"status": "granted"})
        return (granted, *_started(state, taken, now, reference))
    return (granted,)


def refuse(
    state: ApplicationState, command: Command[RefuseDeferral], now: datetime, _: Reference
) -> Decision | Refusal:
    """Take the subject's no."""
    if state.deferral is None or not _awaits(state, state.deferral, command.body.ask):
        return ()
    return (made(facts.DeferralRefused, at=now, code=command.body.code, params=command.body.params),)


def withdraw_approval(
    state: ApplicationState, command: Command[WithdrawApproval], now: datetime, _: Reference
) -> Decision | Refusal:
    """Take back what was approved on a broken promise, or on an approval that was taken back itself.

    The applicant could speak before (许可法 art. 7, 69).
    """
    body = command.body
    if state.outcome != "approved" or not (_is_unmet(state.deferral) or has_lost(state)):
        return Refusal("approval_not_conditional")
    statement_by = _statement_by(state)
    if statement_by is not None and now < statement_by:
        until = last_day(statement_by)
        return Refusal("approval_statement_open", params={"until": f"{until:%Y年%m月%d日}"})
    return (
        made(
            facts.ApprovalWithdrawn,
            at=now,
            by=body.by,
            reason=body.reason,
            legal_basis=body.legal_basis,
            remedy=body.remedy,
        ),
    )


def _is_unmet(deferral: Deferral | None) -> bool:
    return deferral is not None and deferral.status == "broken" and bool(deferral.outstanding)


def _statement_by(state: ApplicationState) -> datetime | None:
    """Give until when the applicant may speak; of two grounds the one that may be used first counts."""
    unmet, lost = _is_unmet(state.deferral), has_lost(state)
    spoken = [state.deferral.statement_by] if unmet and state.deferral else []
    spoken += [state.statement_by] if lost else []
    return None if None in spoken else min(one for one in spoken if one is not None)


def check_acceptance(state: ApplicationState) -> Refusal | None:
    """Let acceptance wait for an answer that is on its way, and for what is neither there nor promised."""
    if state.deferral is not None and state.deferral.status == "asked":
        return Refusal("deferral_pending")
    return _check_promised(state, "accept_first")


def check_approval(state: ApplicationState) -> Refusal | None:
    """Let approval wait for what was promised, or for an answer that is on its way."""
    deferral = state.deferral
    if deferral is None:
        return _check_promised(state, "approve_first")
    if deferral.status == "asked":
        return Refusal("deferral_pending")
    if deferral.kind == "accept_first" and deferral.outstanding and deferral.status in {"running", "broken"}:
        code = "commitment_open" if deferral.status == "running" else "commitment_broken"
        return Refusal(code, params={"materials": "、".join(deferral.outstanding)})
    return _check_promised(state, "approve_first")


def at_acceptance(state: ApplicationState, limit: Clock | None, now: datetime, reference: Reference) -> Decision:
    """Say what an officer's acceptance means: the time starts, never past the promise; what has no answer is over.

    Where a lower organ reviews first, never past its limit: the whole file goes up with its opinion (许可法 art. 35).
    """
    if state.deferral is None or state.deferral.kind != "accept_first":
        return ()
    return _dropped(state.deferral, now) or _started(state, state.deferral, now, reference, limit)


def at_deemed_acceptance(state: ApplicationState, now: datetime, reference: Reference) -> Decision:
    """Say what acceptance by silence means: the officer's silence never shortens what the applicant has to supply."""
    if state.deferral is None or state.deferral.kind != "accept_first":
        return ()
    return _started(state, state.deferral, now, reference)


def at_approval(state: ApplicationState, now: datetime, reference: Reference) -> Decision:
    """Say what an approval means: the limit starts where it comes first; what has no answer is over."""
    deferral = state.deferral
    if deferral is None:
        return ()
    begins = deferral.kind == "approve_first"
    return _dropped(deferral, now) or (_started(state, deferral, now, reference) if begins else ())


def is_conditional(state: ApplicationState) -> bool:
    """Tell whether an approval now rests on a promise."""
    deferral = state.deferral
    return deferral is not None and deferral.kind == "approve_first" and deferral.status == "granted"


def recomputed(deferral: Deferral | None, calendar: Calendar) -> Recomputed | None:
    """Give the commitment as another calendar has it; None where none runs, or nothing of it moves."""
    if deferral is None or deferral.clock is None:
        return None
    clock, bound = recompute_clock(deferral.clock, calendar), deferral.bound
    if bound is not None:
        bound = recompute_clock(bound, calendar)
        clock = bounded(clock, bound)
    if (clock, bound) == (deferral.clock, deferral.bound):
        return None
    return made(Recomputed, clock=clock, due_before=deferral.clock.due, bound=bound)


def next_at(state: ApplicationState) -> datetime | None:
    """Give the next instant at which the clock does something to the deferral."""
    deferral = state.deferral
    if deferral is None or not in_force(state):
        return None
    if deferral.status == "asked":
        return deferral.answer_by
    if deferral.clock is None:
        return None
    return deferral.clock.due if deferral.is_reminded else (deferral.clock.yellow_at or deferral.clock.due)


def fall_due(state: ApplicationState, now: datetime, reference: Reference) -> Decision:
    """Say what has come due: no answer, a reminder, a broken promise."""
    deferral, next_due = state.deferral, next_at(state)
    if deferral is None or next_due is None or now < next_due:
        return ()
    if deferral.status == "asked":
        return (made(facts.DeferralUnanswered, at=now),)
    due = deferral.clock.due if deferral.clock else next_due
    if now < due:
        return (made(facts.CommitmentReminded, at=now, due=due, materials=deferral.outstanding),)
    limit = reference.policy(now.date()).statement if deferral.kind == "approve_first" else None
    calendar = reference.calendar_for(state.competent.region, now.date())
    return (
        made(
            facts.CommitmentBroken,
            at=now,
            due=due,
            materials=deferral.outstanding,
            statement_by=due_after(calendar, now, limit).at if limit else None,
        ),
    )


def _awaits(state: ApplicationState, deferral: Deferral, ask: int | None) -> bool:
    """Tell whether an answer is to the last question, and still wanted."""
    return in_force(state) and deferral.status in {"asked", "unanswered"} and (ask or 1) == deferral.ask


def _check_promised(state: ApplicationState, kind: DeferralKind) -> Refusal | None:
    """Find deferrable materials that were neither handed in nor promised."""
    terms, deferral = state.item.deferral, state.deferral
    if terms is None or terms.kind != kind:
        return None
    there = {material.code for material in state.content().materials}
    promised = deferral.outstanding if deferral is not None and deferral.status in WAITS_FOR_SUPPLY else ()
    missing = [code for code in terms.materials if code not in there and code not in promised]
    return Refusal("deferral_needed", params={"materials": "、".join(missing)}) if missing else None


def _dropped(deferral: Deferral, now: datetime) -> Decision:
    return (made(facts.DeferralDropped, at=now),) if deferral.status == "unanswered" else ()


def _started(
    state: ApplicationState, deferral: Deferral, now: datetime, reference: Reference, promise: Clock | None = None
) -> Decision:
    if deferral.status != "granted":
        return ()
    calendar = reference.calendar_for(state.responsible.region, now.date())
    clock = start_clock("commitment", deferral.within, now, calendar)
    if promise is not None:
        clock = bounded(clock, promise)
    return (made(facts.CommitmentStarted, at=now, commitment=clock, bound=promise),)


def _check_step(state: ApplicationState, terms: DeferralTerms) -> Refusal | None:
    deferral = state.deferral
    if deferral is not None and deferral.status == "asked":
        return Refusal("deferral_pending")
    if deferral is not None and deferral.status not in {"refused", "unanswered", "dropped"}:
        return Refusal("deferral_already")
    if terms.kind == "accept_first" and state.stage not in _BEFORE_ACCEPTANCE:
        return Refusal("deferral_too_late")
    return None


def _check_materials(state: ApplicationState, terms: DeferralTerms, commitment: Commitment) -> Refusal | None:
    there = {material.code for material in state.content().materials}
    for place, material in enumerate(commitment.materials):
        pointer, params = f"/commitment/materials/{place}/code", {"material": material.code}
        if material.code not in terms.materials:
            return Refusal("deferral_material", pointer, params)
        if material.code in there:
            return Refusal("deferral_material_there", pointer, params)
    return None


def _check_limit(
    state: ApplicationState, terms: DeferralTerms, commitment: Commitment, now: datetime, reference: Reference
) -> Refusal | None:
    calendar = reference.calendar_for(state.responsible.region, now.date())
    if due_after(calendar, now, commitment.within).at <= due_after(calendar, now, terms.limit).at:
        return None
    return Refusal("deferral_too_long", "/commitment/within", {"limit": _words(terms.limit)})


def _check_signature(state: ApplicationState, commitment: Commitment, today: date) -> Refusal | None:
    if commitment.signed_on > today:
        return Refusal("commitment_not_yet", "/commitment/signed_on")
    if commitment.signed_by == "applicant":
        return None
    if state.power is None:
        return Refusal("commitment_agent", "/commitment/signed_by")
    return check_act(state, "commit", None, today)


def _words(limit: Limit) -> str:
    return f"{limit.amount}{_UNITS[limit.unit]}"
