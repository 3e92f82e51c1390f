"""Working days: the State Council's notices, and what a region decrees beside them.

These rows count for every decision from ``valid_from`` on, whatever year they speak of; none ever ends.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.reference.base import BaseRow
from schemas.values import Code, Name, Region


class _Days(BaseRow):
    """What both kinds have."""

    source: str
    retroactive: bool | None = None
    """Counted at once when it was written; else from a later day on."""


class CalendarYear(_Days):
    """One year of working days: a notice of the State Council, whole, so that none is ever half loaded."""

    kind: Literal["calendar"] = "calendar"
    year: int = Field(ge=2000, le=2100)
    provisional: bool = False
    """No notice yet: statutory days only; due dates that touch the year are 预计."""
    days_off: tuple[date, ...]
    working_weekends: tuple[date, ...] = ()

    @property
    def code(self) -> str:
        """The year is the code."""
        return str(self.year)


class RegionalCalendar(_Days):
    """A decree's days off, or a disaster's, in one region and all below it; taken back by a revision without days."""

    kind: Literal["regional_calendar"] = "regional_calendar"
    region: Region
    decree: Code
    """What the decree is known by, such as ``2026-07-flood``: a region may have several in a year."""
    reason: Name
    days_off: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()
    """Days on which the region's offices work all the same, weekends or not."""

    @property
    def code(self) -> str:
        """A decree is known by its region and its name there."""
        return f"{self.region}@{self.decree}"
