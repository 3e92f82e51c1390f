"""From a breach to its measures: notice, statement and defence, a person's decision by a legally effective document.

Nothing is listed automatically, and nothing that is not on the list of measures (国办发〔2020〕49号).
"""

from __future__ import annotations

from datetime import date, datetime

from hub.domain.clocks import start_clock
from hub.domain.periods import last_day_of
from hub.domain.reference import Reference
from hub.domain.subject.credit import STATUSES, Breach
from hub.domain.subject.state import SubjectState
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import DecideListing, NotifyListing, StateDefence
from schemas.credit import ChosenMeasure, ListedMeasure
from schemas.parties import Officer
from schemas.times import last_day
from schemas.values import made


def notify_listing(
    state: SubjectState, command: Command[NotifyListing], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Tell the subject what is meant and why: the limit to speak begins."""
    body = command.body
    breach = state.breach(body.case)
    if breach is None:
        return Refusal("breach_unknown", "/case", {"case": body.case})
    refusal = check_office(breach, command.sender, body.by) or _check_status(breach, "recorded")
    if refusal:
        return refusal
    for place, code in enumerate(body.measures):
        if reference.measure(code, now.date()) is None:
            return Refusal("measure_unknown", f"/measures/{place}", {"measure": code})
    calendar = reference.calendar_for(breach.competent.region, now.date())
    limit = reference.policy(now.date()).statement
    return (
        made(
            facts.ListingNotified,
            at=now,
            by=body.by,
            case=body.case,
            measures=body.measures,
            reason=body.reason,
            legal_basis=body.legal_basis,
            statement=start_clock("statement", limit, now, calendar),
        ),
    )


def state_defence(
    state: SubjectState, command: Command[StateDefence], now: datetime, _: Reference
) -> Decision | Refusal:
    """Take what the subject has to say, within the limit."""
    body = command.body
    breach = state.breach(body.case)
    if breach is None:
        return Refusal("breach_unknown", "/case", {"case": body.case})
    refusal = check_side(breach, command.sender) or _check_status(breach, "notified")
    if refusal:
        return refusal
    if breach.statement_by is not None and now >= breach.statement_by:
        return Refusal("statement_too_late", params={"until": _day(last_day(breach.statement_by))})
    return (made(facts.DefenceStated, at=now, by=body.by, case=body.case, digest=body.digest),)


def decide_listing(
    state: SubjectState, command: Command[DecideListing], now: datetime, reference: Reference
) -> Decision | Refusal:
    """List the breach with measures from the list, or not: another officer than who gave the notice decides."""
    body = command.body
    breach = state.breach(body.case)
    if breach is None:
        return Refusal("breach_unknown", "/case", {"case": body.case})
    refusal = check_office(breach, command.sender, body.by) or _check_ripe(breach, body, now)
    if refusal:
        return refusal
    if body.outcome != "listed":
        dropped = made(
            facts.ListingDropped,
            at=now,
            by=body.by,
            case=body.case,
            reason=body.reason,
            considered=body.considered,
            excused=True if body.outcome == "excused" else None,
        )
        return (dropped,)
    measures = _measures(body, breach, now.date(), reference)
    if isinstance(measures, Refusal):
        return measures
    if body.document is None:
        return Refusal("listing_incomplete", "/document", {"field": "法律文书"})
    return (
        made(
            facts.SubjectListed,
            at=now,
            by=body.by,
            case=body.case,
            reason=body.reason,
            considered=body.considered,
            document=body.document,
            measures=measures,
        ),
    )


def check_office(breach: Breach, sender: str, by: Officer) -> Refusal | None:
    """Check that an officer of the unit acts whose case it was."""
    if sender != breach.competent.endpoint:
        return Refusal("not_competent" if sender == breach.origin else "no_part")
    return None if by.unit == breach.competent.unit else Refusal("not_your_unit", "/by/unit")


def check_side(breach: Breach, sender: str) -> Refusal | None:
    """Check that the window where the case was filed speaks for the subject, or the unit itself takes it down."""
    return None if sender in {breach.origin, breach.competent.endpoint} else Refusal("no_part")


def _check_status(breach: Breach, needed: str) -> Refusal | None:
    if breach.status == needed:
        return None
    return Refusal("listing_step", params={"status": STATUSES[breach.status]})


def _check_ripe(breach: Breach, body: DecideListing, now: datetime) -> Refusal | None:
    if breach.unfounded and body.outcome == "excused":
        return None
    refusal = _check_status(breach, "notified")
    if refusal:
        return refusal
    if not breach.has_defence and breach.statement_by is not None and now < breach.statement_by:
        return Refusal("listing_too_early", params={"until": _day(last_day(breach.statement_by))})
    if breach.has_defence and body.considered is None:
        return Refusal("defence_not_considered", "/considered", {"field": "采纳情况"})
    if body.by == breach.notified_by:
        return Refusal("listing_same_officer", "/by")
    return None


def _measures(
    body: DecideListing, breach: Breach, today: date, reference: Reference
) -> tuple[ListedMeasure, ...] | Refusal:
    if not body.measures:
        return Refusal("listing_incomplete", "/measures", {"field": "惩戒措施"})
    listed: list[ListedMeasure] = []
    for place, chosen in enumerate(body.measures):
        measure = _measure(chosen, breach, today, reference)
        if isinstance(measure, Refusal):
            return Refusal(measure.code, f"/measures/{place}{measure.pointer}", measure.params)
        if any(other.code == chosen.code for other in listed):
            return Refusal("measure_twice", f"/measures/{place}/code", {"measure": chosen.code})
        listed.append(measure)
    return tuple(listed)


def _measure(chosen: ChosenMeasure, breach: Breach, today: date, reference: Reference) -> ListedMeasure | Refusal:
    row = reference.measure(chosen.code, today)
    if row is None:
        return Refusal("measure_unknown", "/code", {"measure": chosen.code})
    if chosen.code not in breach.planned:
        return Refusal("measure_not_notified", "/code", {"measure": chosen.code})
    if not today <= chosen.starts_on <= chosen.ends_on <= last_day_of(chosen.starts_on, row.most_months):
        params = {"measure": chosen.code, "months": str(row.most_months)}
        return Refusal("measure_period", "/ends_on", params)
    return made(
        ListedMeasure,
        code=chosen.code,
        starts_on=chosen.starts_on,
        ends_on=chosen.ends_on,
        name=row.name,
        field=row.field,
        effect=row.effect,
        legal_basis=row.legal_basis,
    )


def _day(day: date) -> str:
    return f"{day:%Y年%m月%d日}"
