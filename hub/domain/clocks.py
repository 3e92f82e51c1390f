"""Clocks with their lamps: when a limit is near (yellow) and when it has passed (red)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from hub.domain.calendar import Calendar, due_after, end_of_day
from schemas.facts import Clock, ClockName
from schemas.reference import Limit
from schemas.values import made

_INSTANT: Final = timedelta(microseconds=1)


def start_clock(name: ClockName, limit: Limit, moment: datetime, calendar: Calendar) -> Clock:
    """Start a clock that runs from ``moment`` (the day after it, where the limit counts days)."""
    due = due_after(calendar, moment, limit)
    return made(
        Clock,
        name=name,
        started=moment.date(),
        due=due.at,
        yellow_at=_yellow(limit, moment, due.at, calendar),
        provisional=due.provisional,
    )


def start_promise(promised: Limit, legal: Limit | None, moment: datetime, calendar: Calendar) -> Clock:
    """Start the promise clock: the promised limit, never longer than the legal one."""
    promise = start_clock("promise", promised, moment, calendar)
    if legal is None or due_after(calendar, moment, legal).at >= promise.due:
        return promise
    return start_clock("promise", legal, moment, calendar)


def extend_clock(clock: Clock, days: int, calendar: Calendar) -> Clock:
    """Give the clock with so many working days more, counted from its last day."""
    added = start_clock(clock.name, Limit(amount=days), clock.due - _INSTANT, calendar)
    provisional = clock.provisional or added.provisional
    return added.model_copy(update={"started": clock.started, "provisional": provisional})


def _yellow(limit: Limit, moment: datetime, due: datetime, calendar: Calendar) -> datetime | None:
    before = limit.amount - calendar.yellow.left_of(limit.amount)
    if before < 0:
        return None
    if limit.unit == "working_days":
        return end_of_day(calendar.add_working_days(moment.date(), before).day)
    if limit.unit == "natural_days":
        return end_of_day(moment.date() + timedelta(days=before))
    return due - (due - moment) * calendar.yellow.percent / 100
