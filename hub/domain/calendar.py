"""Working days: pure functions over a Calendar value made of years of reference data and of a region's decrees.

A year without its notice counts Monday to Friday less the statutory days, and a date that touches it is
provisional (预计). Days are China's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from schemas.reference import CalendarYear, Limit, RegionalCalendar
from schemas.times import CHINA, in_china

_SATURDAY: Final = 5
_SPARE_YEARS: Final = 3
"""Years of plain Monday to Friday after the last row, so that a late date is still answered quickly."""


class YellowRule(NamedTuple):
    """When a lamp turns yellow [L]: at so much of its limit left, or so many days if that is more."""

    percent: int = 20
    days: int = 1

    def left_of(self, amount: int) -> int:
        """Give how many of a limit's days are left when its lamp turns yellow."""
        return max(self.days, amount * self.percent // 100)


_FIFTH: Final = YellowRule()


class DueDay(NamedTuple):
    """A day something is due, and whether a notice still to come may move it."""

    day: date
    provisional: bool


class Due(NamedTuple):
    """The moment something is due (what happens before it is in time), and whether it may still move."""

    at: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days of a span of whole years, by ordinal (``date.toordinal``); make one by ``calendar_of``.

    It belongs to a region at a date, and brings along how lamps turn there.
    """

    first: int
    """Ordinal of the first day of the span."""
    working: tuple[int, ...]
    """Ordinals of the working days, rising."""
    passed: tuple[int, ...]
    """For each day of the span: working days up to and including it."""
    provisional_years: frozenset[int]
    """Years of the span that have no notice yet."""
    yellow: YellowRule = _FIFTH

    def is_covered(self, day: date) -> bool:
        """Tell whether a notice has settled the day's year."""
        return 0 <= day.toordinal() - self.first < len(self.passed) and day.year not in self.provisional_years

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices work on the day."""
        place = day.toordinal() - self.first
        if not 0 <= place < len(self.passed):
            return day.weekday() < _SATURDAY
        return self.passed[place] > (self.passed[place - 1] if place else 0)

    def add_working_days(self, start: date, days: int) -> DueDay:
        """Give the day so many working days on, counted from the next day; 0 is ``start`` itself."""
        if not days:
            return DueDay(start, not self.is_covered(start))
        place = start.toordinal() - self.first
        if place < 0:
            return self._walk(start, days)
        try:
            day = date.fromordinal(self.working[self.passed[place] + days - 1])
        except IndexError:
            return self._walk(start, days)
        return DueDay(day, day.year in self.provisional_years or start.year in self.provisional_years)

    def _walk(self, start: date, days: int) -> DueDay:
        """Count day by day, where the span ends."""
        day = start
        while days:
            day += timedelta(days=1)
            days -= self.is_working_day(day)
        return DueDay(day, provisional=True)

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days of the span after ``start`` up to ``end``, included; negative when it is before."""
        return self._count(end) - self._count(start)

    def _count(self, day: date) -> int:
        return bisect_right(self.working, day.toordinal())


def calendar_of(
    years: Iterable[CalendarYear], decrees: Iterable[RegionalCalendar] = (), yellow: YellowRule = _FIFTH
) -> Calendar:
    """Build the calendar of one row per year; years missing between them count as provisional.

    Of decrees about one day the last one counts.
    """
    rows = {row.year: row for row in years}
    begin, end = min(rows, default=2020), max(rows, default=2020) + _SPARE_YEARS
    first, last = date(begin, 1, 1).toordinal(), date(end, 12, 31).toordinal()
    renamed = _renamed(rows.values(), decrees)
    working, passed = [], []
    for ordinal in range(first, last + 1):
        # ordinal 1 is a Monday
        if renamed.get(ordinal, (ordinal - 1) % 7 < _SATURDAY):
            working.append(ordinal)
        passed.append(len(working))
    settled = {year for year, row in rows.items() if not row.provisional}
    provisional = frozenset(range(begin, end + 1)) - settled
    return Calendar(first, tuple(working), tuple(passed), provisional, yellow)


def _renamed(years: Iterable[CalendarYear], decrees: Iterable[RegionalCalendar]) -> dict[int, bool]:
    """Give the days that are not what their weekday says, by ordinal: whether offices work."""
    renamed: dict[int, bool] = {}
    for year in years:
        renamed |= dict.fromkeys([day.toordinal() for day in year.days_off], False)
        renamed |= dict.fromkeys([day.toordinal() for day in year.working_weekends], True)
    for decree in decrees:
        renamed |= dict.fromkeys([day.toordinal() for day in decree.days_off], False)
        renamed |= dict.fromkeys([day.toordinal() for day in decree.working_days], True)
    return renamed


def due_after(calendar: Calendar, moment: datetime, limit: Limit) -> Due:
    """Give the moment a limit ends that began at ``moment``: for days the midnight that ends the last of them."""
    if limit.unit == "working_days":
        day, provisional = calendar.add_working_days(in_china(moment).date(), limit.amount)
        return Due(end_of_day(day), provisional)
    if limit.unit == "natural_days":
        return Due(end_of_day(in_china(moment).date() + timedelta(days=limit.amount)), provisional=False)
    minutes = limit.amount * (60 if limit.unit == "hours" else 1)
    return Due(moment + timedelta(minutes=minutes), provisional=False)


@lru_cache(maxsize=4096)  # a lane asks for the same few days over and over
def end_of_day(day: date) -> datetime:
    """Give the midnight, China's time, that ends the day."""
    return datetime.combine(day + timedelta(days=1), time(), CHINA)
