"""Items that a lower organ reviews first (许可法 art. 43), filed beside the mixed load: its draws stay as they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from hub.client.places import corridor, places_on
from hub.client.sample import case_of
from schemas.times import CHINA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from random import Random

    from hub.client.sample import Filing
    from hub.domain.reference import Reference

CASES_PER_REVIEW: Final = 500
"""Of the year's cases, for each that a lower organ reviews first."""
_OPENS: Final = 9


def reviewed_below(cases: int, chance: Random, reference: Reference, days: tuple[date, date]) -> Iterator[Filing]:
    """Give their filings, spread over all days, in the order of their arrival."""
    first, last = days
    count = (last - first).days + 1
    due = 0.0
    for day in (first + timedelta(days=place) for place in range(count)):
        due += cases / CASES_PER_REVIEW / count
        while due >= 1:
            due -= 1
            yield _filed(day, chance, reference)


def _filed(day: date, chance: Random, reference: Reference) -> Filing:
    places = places_on(day, reference)
    item = chance.choice([item for item in places.items if item.lower_review is not None])
    at = datetime(day.year, day.month, day.day, _OPENS, tzinfo=CHINA) + timedelta(minutes=chance.randrange(400))
    return case_of(item, corridor(places, chance), places, at, chance)
