"""A year of filings: the sample's mixed load, day after day, more on working days than on others."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from hub.client.sample import Filing, sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.domain.reference import Reference

GUIZHOU: Final = "520000"
WITHOUT: Final = 0.4
"""Of the filings of items that allow deferral: deferrable materials are missing."""
IDLE: Final = 0.08
"""Filings of a day without open windows (online), as a share of a working day's."""


def filings(cases: int, seed: int, reference: Reference, days: tuple[date, date]) -> Iterator[Filing]:
    """Give filings of about so many cases between two days, both included, in the order of their arrival."""
    first, last = days
    calendar = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    offices = reference.calendar_for(GUIZHOU, last)
    weights = [1.0 if offices.is_working_day(day) else IDLE for day in calendar]
    due, total = 0.0, sum(weights)
    for day, weight in zip(calendar, weights, strict=True):
        due += cases * weight / total
        today = int(due)
        due -= today
        if today:
            chance = Random(seed + day.toordinal())
            for filing in sample(today, seed + day.toordinal(), reference, day):
                yield _less(filing, reference, day, chance)


def _less(filing: Filing, reference: Reference, day: date, chance: Random) -> Filing:
    """Let more applicants come without a material that may be deferred than the sample does."""
    application = filing.data.get("application")
    item = reference.item(application["item"], day) if application else None
    if application and item and item.deferral != "none" and chance.random() < WITHOUT:
        deferrable = {material.code for material in item.materials if material.deferrable}
        kept = [material for material in application["materials"] if material["code"] not in deferrable]
        application["materials"] = kept
    return filing
