"""The calendar of each region at each date: the State Council's years, with the decrees of the region and those above.

Made when it is first asked for and kept: most regions have no decree and share one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from hub.domain.calendar import Calendar, YellowRule, calendar_of
from schemas.reference import CalendarYear, RegionalCalendar, Row

C = TypeVar("C", CalendarYear, RegionalCalendar)


class Calendars:
    """Calendars by region and date, from rows of which none replaces another by its revision."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Take the rows about working days out of all."""
        years: dict[str, list[CalendarYear]] = defaultdict(list)
        decrees: dict[str, dict[str, list[RegionalCalendar]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            if isinstance(row, CalendarYear):
                years[row.code].append(row)
            elif isinstance(row, RegionalCalendar):
                decrees[row.region][row.code].append(row)
        self._years: Mapping[str, Sequence[CalendarYear]] = years
        self._decrees: Mapping[str, Mapping[str, Sequence[RegionalCalendar]]] = decrees
        self._asked: dict[tuple[str, date, YellowRule], Calendar] = {}
        self._made: dict[tuple[object, ...], Calendar] = {}

    def of(self, places: Sequence[str], on: date, yellow: YellowRule) -> Calendar:
        """Give the calendar of a region as it counts at a date; ``places``: the region, then those above it."""
        asked = (places[0], on, yellow)
        known = self._asked.get(asked)
        if known is None:
            known = self._asked[asked] = self._make(places, on, yellow)
        return known

    @property
    def codes(self) -> Collection[str]:
        """The years that have a row, whenever it counts."""
        return self._years.keys()

    def years(self, on: date) -> Iterator[CalendarYear]:
        """Give the row of each year that counts at a date."""
        return _in_force(self._years, on)

    def decrees(self, places: Sequence[str], on: date) -> Iterator[RegionalCalendar]:
        """Give the decrees that count at a date in a region, the nearest region's last."""
        for place in reversed(places):
            of_place = _in_force(self._decrees.get(place, {}), on)
            yield from sorted(of_place, key=lambda row: (row.valid_from, row.decree))

    def _make(self, places: Sequence[str], on: date, yellow: YellowRule) -> Calendar:
        years, decrees = list(self.years(on)), list(self.decrees(places, on))
        of_rows = (*[_place(row) for row in years], *[_place(row) for row in decrees], yellow)
        if of_rows not in self._made:
            self._made[of_rows] = calendar_of(years, decrees, yellow)
        return self._made[of_rows]


def _in_force(rows: Mapping[str, Sequence[C]], on: date) -> Iterator[C]:
    for of_code in rows.values():
        begun = [row for row in of_code if row.valid_from <= on]
        if begun:
            yield max(begun, key=lambda row: row.valid_from)


def _place(row: CalendarYear | RegionalCalendar) -> tuple[str, date, int]:
    return row.code, row.valid_from, row.revision
