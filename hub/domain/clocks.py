"""Clocks with their lamps: when a limit is near (yellow) and when it has passed (red).

Yellow is [L] for now: at one fifth of the limit left, or one working day if that is more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from hub.domain.calendar import Calendar, due_after
from schemas.facts import Clock, ClockName
from schemas.reference import Limit

_DAYS: Final = frozenset({"working_days", "natural_days"})
_MINUTES: Final = {"hours": 60, "minutes": 1}
_INSTANT: Final = timedelta(microseconds=1)


def start_clock(name: ClockName, limit: Limit, moment: datetime, calendar: Calendar) -> Clock:
    """Start a clock that runs from ``moment`` (the day after it, where the limit counts days)."""
    due = due_after(calendar, moment, limit)
    return Clock(
        name=name,
        started=moment.date(),
        due=due.at,
        yellow_at=_yellow(limit, moment, calendar),
        provisional=due.provisional,
    )


def start_promise(promised: Limit, legal: Limit | None, moment: datetime, calendar: Calendar) -> Clock:
    """Start the promise clock: the promised limit, never longer than the legal one."""
    promise = start_clock("promise", promised, moment, calendar)
    if legal is None:
        return promise
    lawful = start_clock("promise", legal, moment, calendar)
    return lawful if lawful.due < promise.due else promise


def extend_clock(clock: Clock, days: int, calendar: Calendar) -> Clock:
    """Give the clock with so many working days more, counted from its last day."""
    added = start_clock(clock.name, Limit(amount=days), clock.due - _INSTANT, calendar)
    return Clock(
        name=clock.name,
        started=clock.started,
        due=added.due,
        yellow_at=added.yellow_at,
        provisional=clock.provisional or added.provisional,
    )


def _yellow(limit: Limit, moment: datetime, calendar: Calendar) -> datetime | None:
    if not limit.amount:
        return None
    if limit.unit in _DAYS:
        before = limit.amount - max(1, limit.amount // 5)
        return due_after(calendar, moment, Limit(amount=before, unit=limit.unit)).at
    return moment + timedelta(minutes=limit.amount * _MINUTES[limit.unit] * 4 / 5)
