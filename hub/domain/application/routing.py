"""Who is competent for an application, or why nobody is, in words a clerk reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from hub.domain.reference import Matter, Reference
from hub.domain.values import Refusal
from schemas.reference import EVERYWHERE, Item, Level, RoutingRule, Unit

LEVELS: Final[dict[Level, str]] = {
    "1": "国家级",
    "2": "省级",
    "3": "市级",
    "4": "县级",
    "5": "镇级",
    "6": "村级",
    "7": "分级",
}
"""GB/T 39046-2020 A.2."""


def levels(item: Item) -> str:
    """Give the levels at which an item is decided, in words."""
    return "、".join([LEVELS[level] for level in item.levels])


def route(matter: Matter, on: date, reference: Reference) -> Unit | Refusal:
    """Give the unit that the rules name for a matter, or why they name none."""
    item, region = matter.item, name_of(matter.region, on, reference)
    rules = reference.routed(matter, on)
    unit = reference.unit(rules[0].unit, on) if len(rules) == 1 else None
    if unit is not None:
        return unit
    if len(rules) > 1:
        return Refusal("routing_tie", params={"item": item.name, "region": region, "rules": _names(rules)})
    seat = reference.seat(item, matter.region, on)
    if not seat.places:
        own = reference.region(matter.region, on)
        level = LEVELS[own.level] if own else region
        return Refusal("item_level", params={"item": item.name, "level": level, "levels": levels(item)})
    tried = [name_of(place, on, reference) for place in seat.places]
    gone = [f"{rule.unit}已撤销" for rule in rules]
    return Refusal(
        "no_competent_unit", params={"item": item.name, "region": region, "tried": "、".join([*tried, *gone])}
    )


def route_lower(matter: Matter, on: date, reference: Reference) -> Unit | Refusal | None:
    """Give the unit that reviews a matter first; None: none does. It is never the one that decides."""
    item, review = matter.item, matter.item.lower_review
    if review is None:
        return None
    unit = reference.lower_unit(matter, on)
    if unit is not None:
        return unit
    params = {"item": item.name, "level": LEVELS[review.level], "region": name_of(matter.region, on, reference)}
    return Refusal("no_lower_unit", params=params)


def name_of(region: str, on: date, reference: Reference) -> str:
    """Give a region's Chinese name, its code where it has none at a date."""
    if region == EVERYWHERE:
        return "全省通用规则"
    row = reference.region(region, on)
    return row.name if row else region


def _names(rules: Iterable[RoutingRule]) -> str:
    return "、".join([rule.code for rule in rules])
