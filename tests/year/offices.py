"""When people in offices do things: working days, office hours, and who of a unit is on duty."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from schemas.parties import Officer
from schemas.times import CHINA, from_milliseconds, to_milliseconds

if TYPE_CHECKING:
    from random import Random

    from hub.domain.calendar import Calendar

OPEN_AT: Final = 9
HOURS: Final = 8


class Offices:
    """All of them keep the same hours."""

    def __init__(self, calendar: Calendar, chance: Random) -> None:
        self._calendar = calendar
        self._chance = chance
        self._following = lru_cache(maxsize=4096)(self._find)

    def after(self, moment: int, days: float) -> int:
        """Give a moment (ms) in office hours, about so many working days after another."""
        drawn = days * (0.5 + self._chance.random())
        whole = int(drawn)
        at = from_milliseconds(moment)
        day = self._following(at.date(), whole)
        hour = OPEN_AT + (drawn - whole) * HOURS if whole else max(self._hour(at), OPEN_AT) + drawn * HOURS
        if hour >= OPEN_AT + HOURS:
            day, hour = self._following(day, 1), OPEN_AT + hour % 1
        elif not self._calendar.is_working_day(day):
            day = self._following(day, 1)
        return to_milliseconds(datetime.combine(day, time(), CHINA) + timedelta(hours=hour))

    def _find(self, day: date, days: int) -> date:
        return self._calendar.add_working_days(day, days).day

    @staticmethod
    def _hour(at: datetime) -> float:
        return at.hour + at.minute / 60


def staff(unit: str, number: int) -> Officer:
    """Give an officer of a unit: 1 accepts, 2 decides, 3 is the head of the organ."""
    return Officer(unit=unit, staff=f"N{number:02d}")
