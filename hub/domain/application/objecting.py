"""Public notice before filing (公示): it must have ended, and an objection ends the case (登记条例 art. 33)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from hub.domain.application.state import ApplicationState
from hub.domain.application.telling import Telling, updated
from hub.domain.calendar import Calendar
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.application import Application
from schemas.commands import RecordObjection
from schemas.reference import Item, Limit
from schemas.values import made

State = ApplicationState


def check_public_notice(row: Item, application: Application, today: date, calendar: Calendar) -> Refusal | None:
    """Check at filing that the item's public notice was given, has ended, and not too long ago."""
    pointer, limit = "/application/public_notice", row.public_notice
    if limit is None:
        return None
    if application.public_notice is None:
        return Refusal("public_notice_missing", pointer, {"days": str(limit.amount)})
    ended = _last_day(application.public_notice.started_on, limit, calendar)
    if today <= ended:
        return Refusal("public_notice_runs", f"{pointer}/started_on", {"date": f"{ended:%Y年%m月%d日}"})
    until = _last_day(ended, row.after_notice, calendar) if row.after_notice else today
    if today <= until:
        return None
    return Refusal("public_notice_over", f"{pointer}/started_on", {"date": f"{until:%Y年%m月%d日}"})


def _last_day(begun: date, limit: Limit, calendar: Calendar) -> date:
    if limit.unit == "working_days":
        return calendar.add_working_days(begun, limit.amount).day
    return begun + timedelta(days=limit.amount)


def record_objection(
    state: State, command: Command[RecordObjection], now: datetime, _: Reference
) -> Decision | Refusal:
    """Note the objection; the application is not accepted because of it."""
    body = command.body
    if state.item.public_notice is None:
        return Refusal("objection_no_notice")
    if body.raised_on > now.date():
        return Refusal("date_ahead", "/raised_on", {"date": f"{body.raised_on:%Y年%m月%d日}"})
    name = state.in_name_of
    return (
        made(facts.ObjectionRaised, at=now, by=body.by, raised_on=body.raised_on, reason=body.reason),
        made(facts.CaseNotAccepted, at=now, by=body.by, in_name_of=name, reason=body.reason, remedy=body.remedy),
    )


def _unchanged(state: State, _: facts.Fact) -> State:
    return state


CHANGES: Final[Mapping[type[facts.Fact], Callable[[State, Any], State]]] = {facts.ObjectionRaised: _unchanged}
TELLINGS: Final[Mapping[type[facts.Fact], Telling]] = {facts.ObjectionRaised: updated("objection")}
