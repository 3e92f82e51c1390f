"""What a new set of rows would change in where matters go, told before the rows are applied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from hub.domain.reference import Reference
from hub.reference.findings import region_name, some, subject_name
from hub.reference.rules import Routed, days_of_change, routed_on


class Change(NamedTuple):
    """From a day on, matters of an item in these regions go to another unit, or are reviewed first by another.

    None: to nobody.
    """

    on: date
    item: str
    before: str | None
    after: str | None
    regions: tuple[str, ...]
    text: str
    reviews: bool = False
    """Who reviews first changes (许可法 art. 43), not who decides."""


class _Place(NamedTuple):
    item: str
    region: str
    reviews: bool = False


def changes(before: Reference, after: Reference, on: date) -> Iterator[Change]:
    """Give every change of competence, on the first day on which it shows."""
    known: dict[_Place, tuple[str | None, str | None]] = {}
    for day in sorted({*days_of_change(before, on), *days_of_change(after, on)}):
        old, new = _units(routed_on(before, day)), _units(routed_on(after, day))
        moved: dict[tuple[str, str | None, str | None, bool], list[str]] = defaultdict(list)
        for place in sorted({*old, *new}):
            pair = (old.get(place), new.get(place))
            if pair[0] != pair[1] and known.get(place) != pair:
                moved[place.item, *pair, place.reviews].append(place.region)
            known[place] = pair
        yield from (_change(day, what, regions, after) for what, regions in moved.items())


def _units(routed: Routed) -> dict[_Place, str | None]:
    """Give the units, joined by ``|`` where they depend on the applicant or tie."""
    return {
        _Place(*place, reviews): "|".join(sorted({rule.unit for rules in by_kind.values() for rule in rules})) or None
        for reviews, places in ((False, routed.winners), (True, routed.below))
        for place, by_kind in places.items()
    }


def _change(
    day: date, what: tuple[str, str | None, str | None, bool], regions: list[str], reference: Reference
) -> Change:
    item, before, after, reviews = what
    where = some([region_name(region, reference) for region in regions])
    step = "先行审查" if reviews else ""
    moved = f"{_name(before, reference)} → {_name(after, reference)}"
    text = f"{day}起{subject_name(item, reference)}在{where}{step}:{moved}"
    return Change(day, item, before, after, tuple(regions), text, reviews)


def _name(units: str | None, reference: Reference) -> str:
    if units is None:
        return "无主管单位"
    rows = [reference.units.get(unit) for unit in units.split("|")]
    return "、".join([row[0].name if row else unit for row, unit in zip(rows, units.split("|"), strict=True)])
