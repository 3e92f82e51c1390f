"""Renewal (延续): asked for in time, silence until the document expires renews it (许可法 art. 50)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from hub.domain.application.documents import identifier_for, waiting
from hub.domain.application.state import ApplicationState, Running
from hub.domain.application.telling import Telling, result, work
from hub.domain.calendar import Calendar, end_of_day
from hub.domain.clocks import clock_until, start_clock
from hub.domain.reference import Reference
from hub.domain.values import Decision, Notice, Refusal
from schemas import facts, notices
from schemas.application import Application
from schemas.facts import Clock, Item
from schemas.reference import Limit, RenewalRule
from schemas.values import made

State = ApplicationState


def check_renewal(rule: RenewalRule | None, application: Application, today: date) -> Refusal | None:
    """Check at filing that the document still holds and that renewal is asked for in time."""
    pointer = "/application/renewal"
    if rule is None:
        return None
    if application.renewal is None:
        return Refusal("renewal_missing", pointer)
    expires_on = application.renewal.expires_on
    if expires_on < today:
        return Refusal("renewal_expired", f"{pointer}/expires_on", {"date": f"{expires_on:%Y年%m月%d日}"})
    if rule.late == "refuse" and is_late(rule, expires_on, today):
        return Refusal("renewal_late", f"{pointer}/expires_on", {"days": str(rule.ahead.amount if rule.ahead else 0)})
    return None


def is_late(rule: RenewalRule, expires_on: date, asked_on: date) -> bool:
    """Tell whether renewal was asked for later than so many days before the document expires."""
    return rule.ahead is not None and asked_on > expires_on - timedelta(days=rule.ahead.amount)


def renewal_clocks(
    item: Item, application: Application, filed_and_now: tuple[datetime, datetime], calendar: Calendar
) -> tuple[Clock, ...]:
    """Start the clock of silence, where renewal was asked for in time and the document still holds."""
    rule, renewal, (filed_at, now) = item.renewal, application.renewal, filed_and_now
    if rule is None or renewal is None or not item.silence_renews:
        return ()
    if is_late(rule, renewal.expires_on, filed_at.date()):
        return ()
    if now >= end_of_day(renewal.expires_on):
        return ()
    return (clock_until("renewal", renewal.expires_on, now, calendar),)


def deem_renewed(state: State, running: Running, now: datetime, reference: Reference) -> Decision:
    """Renew, since nobody decided while the document held."""
    limit: Limit | None = state.item.delivery
    calendar = reference.calendar_for(state.competent.region, now.date())
    return (
        made(
            facts.CaseDeemedRenewed,
            at=now,
            expired_on=running.clock.due_day,
            document=state.item.document,
            identifier=identifier_for(state, reference.policy(now.date())),
            delivery=start_clock("delivery", limit, now, calendar) if limit else None,
            handed_to=state.competent if state.below else None,
        ),
    )


def _renewed(state: State, fact: facts.CaseDeemedRenewed) -> State:
    clocks = (made(Running, clock=fact.delivery),) if fact.delivery else ()
    return state.changed(
        stage="decided",
        outcome="approved",
        lease=None,
        clocks=clocks,
        extension_request=None,
        document=waiting(fact.identifier, _result(fact, state)),
    )


def _tell_renewed(fact: facts.CaseDeemedRenewed, _: State, after: State) -> tuple[Notice, ...]:
    told = () if after.awaits_document else (result(after, _result(fact, after)),)
    return (work(fact, after, "deemed_renewed"), *told)


def _result(fact: facts.CaseDeemedRenewed, state: State) -> notices.ResultDecided:
    return made(
        notices.ResultDecided,
        at=fact.at,
        competent=state.competent,
        outcome="approved",
        legal_basis="《行政许可法》第五十条:逾期未作决定的,视为准予延续",
        document=fact.document,
        in_time=False,
        deemed=True,
    )


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {facts.CaseDeemedRenewed: _renewed}
TELLINGS: Final[Mapping[type[facts.Fact], Telling]] = {facts.CaseDeemedRenewed: _tell_renewed}
