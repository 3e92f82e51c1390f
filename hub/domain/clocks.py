"""Clocks with their lamps: when a limit is near (yellow) and when it has passed (red).

Start, extend, pause and resume only write down what happened; one function computes the dates from all of it. So a
clock computed again by another calendar is what it would have been by that calendar from the start.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from hub.domain.calendar import Calendar, due_after, end_of_day
from schemas.facts import Clock, ClockName, Lamp, Pause
from schemas.reference import Limit
from schemas.times import CHINA, last_day
from schemas.values import changed, made

_DAYS: Final = frozenset({"working_days", "natural_days"})


class _Dates(NamedTuple):
    """What is computed of a clock."""

    due: datetime
    yellow_at: datetime | None
    provisional: bool


def start_clock(name: ClockName, limit: Limit, moment: datetime, calendar: Calendar, cap: Limit | None = None) -> Clock:
    """Start a clock that runs from ``moment`` (the day after it, where the limit counts days).

    ``cap``: it never ends later than this limit would.
    """
    if cap is not None and cap.unit == limit.unit:
        limit, cap = min(limit, cap, key=lambda one: one.amount), None
    exact = any(one.unit not in _DAYS for one in (limit, cap) if one is not None)
    clock = made(
        Clock,
        name=name,
        started=moment.date(),
        due=moment,
        limit=limit,
        cap=cap,
        since=moment if exact else None,
    )
    return recompute_clock(clock, calendar)


def start_promise(promised: Limit, legal: Limit | None, moment: datetime, calendar: Calendar) -> Clock:
    """Start the promise clock: the promised limit, never longer than the legal one."""
    return start_clock("promise", promised, moment, calendar, cap=legal)


def extend_clock(clock: Clock, days: int, calendar: Calendar) -> Clock:
    """Give the clock with so many working days more, counted from its last day."""
    known = _with_limit(clock, calendar)
    return recompute_clock(_changed(known, extended=(known.extended or 0) + days), calendar)


def pause_clock(clock: Clock, moment: datetime) -> Clock:
    """Let the clock stand still (许可法 art. 45); a second pause within one changes nothing."""
    return clock if clock.paused_at is not None else _changed(clock, paused_at=moment)


def resume_clock(clock: Clock, moment: datetime, calendar: Calendar) -> Clock:
    """Let the clock go on: what it counts in the meantime (working days, days, minutes) is added to its end."""
    if clock.paused_at is None:
        return clock
    known = _with_limit(clock, calendar)
    pauses = (*(known.pauses or ()), made(Pause, began=clock.paused_at, ended=moment))
    return recompute_clock(_changed(known, pauses=pauses, paused_at=None), calendar)


def clock_until(name: ClockName, day: date, moment: datetime, calendar: Calendar) -> Clock:
    """Start a clock that ends with a day somebody named; yellow as if the working days until then were its limit.

    No calendar moves it, so it says no limit.
    """
    days = calendar.working_days_between(moment.date(), day)
    yellow_at = _yellow(calendar, moment.date(), days) if days > 0 else None
    return made(Clock, name=name, started=moment.date(), due=end_of_day(day), yellow_at=yellow_at)


def recompute_clock(clock: Clock, calendar: Calendar) -> Clock:
    """Compute the clock's dates by a calendar. One that does not say its limit (an older message's) stays as it is."""
    if clock.limit is None:
        return clock
    dates = _dates(clock, clock.limit, calendar)
    if clock.cap is not None:
        other = _dates(clock, clock.cap, calendar)
        # either may still move, and then the other one counts
        dates = min(dates, other, key=lambda one: one.due)._replace(provisional=dates.provisional or other.provisional)
    return _changed(clock, due=dates.due, yellow_at=dates.yellow_at, provisional=dates.provisional)


def bounded(clock: Clock, bound: Clock) -> Clock:
    """Give the clock as it ends where another one does, if that is earlier; what it is computed from stays its own."""
    first = min(clock, bound, key=lambda one: one.due)
    # either may still move, and then the other one counts
    provisional = clock.provisional or bound.provisional
    return _changed(clock, due=first.due, yellow_at=first.yellow_at, provisional=provisional)


def lamp_after(clock: Clock, shown: Lamp, at: datetime) -> Lamp:
    """Give the lamp of a clock that runs by new dates: one that they prove early goes back."""
    if at >= clock.due:
        return shown
    if clock.yellow_at is not None and at >= clock.yellow_at:
        return "green" if shown == "green" else "yellow"
    return "green"


def _dates(clock: Clock, limit: Limit, calendar: Calendar) -> _Dates:
    if limit.unit == "working_days":
        return _of_working_days(clock, limit.amount, calendar)
    own = (
        _of_natural_days(clock, limit, calendar)
        if limit.unit == "natural_days"
        else _of_minutes(clock, limit, calendar)
    )
    if not clock.extended:
        return own
    last, days = last_day(own.due), clock.extended
    due = calendar.add_working_days(last, days)
    return _Dates(end_of_day(due.day), _yellow(calendar, last, days), due.provisional)


def _of_working_days(clock: Clock, amount: int, calendar: Calendar) -> _Dates:
    days = amount + (clock.extended or 0)
    still = sum(calendar.working_days_between(pause.began.date(), pause.ended.date()) for pause in clock.pauses or ())
    due = calendar.add_working_days(clock.started, days + still)
    return _Dates(end_of_day(due.day), _yellow(calendar, clock.started, days, still), due.provisional)


def _of_natural_days(clock: Clock, limit: Limit, calendar: Calendar) -> _Dates:
    still = sum((pause.ended.date() - pause.began.date()).days for pause in clock.pauses or ())
    before = limit.amount - calendar.yellow.left_of(limit.amount)
    yellow = end_of_day(clock.started + timedelta(days=before + still)) if before >= 0 else None
    return _Dates(end_of_day(clock.started + timedelta(days=limit.amount + still)), yellow, provisional=False)


def _of_minutes(clock: Clock, limit: Limit, calendar: Calendar) -> _Dates:
    since = clock.since or datetime.combine(clock.started, time(), CHINA)
    due = due_after(calendar, since, limit).at
    still = sum((pause.ended - pause.began for pause in clock.pauses or ()), timedelta())
    return _Dates(due + still, due + still - (due - since) * calendar.yellow.percent / 100, provisional=False)


def _yellow(calendar: Calendar, start: date, days: int, still: int = 0) -> datetime | None:
    before = days - calendar.yellow.left_of(days)
    return end_of_day(calendar.add_working_days(start, before + still).day) if before >= 0 else None


def _with_limit(clock: Clock, calendar: Calendar) -> Clock:
    """Give a clock that does not say its limit one that ends on the same day."""
    if clock.limit is not None:
        return clock
    last = last_day(clock.due)
    return _changed(clock, limit=made(Limit, amount=calendar.working_days_between(clock.started, last)))


def _changed(clock: Clock, **changes: Any) -> Clock:
    return changed(clock, changes)
