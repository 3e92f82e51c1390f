"""Where sample filings come from and go to, and what they are for: regions by Zipf's law, items by popularity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random
from typing import Final, NamedTuple

from hub.domain.reference import Reference
from schemas.reference import Item, Region

CROSS_REGION: Final = 0.35
SAME_PREFECTURE: Final = 0.6
"""Of the cases for another region, those that stay in the prefecture."""
ZIPF: Final = 0.9
GROUP_WEIGHTS: Final = {
    "medical_insurance": 20,
    "public_security": 18,
    "human_resources": 16,
    "market": 16,
    "tax": 10,
    "natural_resources": 8,
    "transport": 4,
    "housing_fund": 4,
    "health": 3,
    "civil_affairs": 3,
    "housing": 2,
    "development": 1.5,
}
"""Share of cases by group of items; a group not named counts 1. Within a group, on the spot counts thrice."""
BUNDLE_THEMES: Final = (
    ("企业开办一件事", ("有限责任公司设立登记", "新办纳税人信息确认", "发票票种核定")),
    ("新生儿出生一件事", ("出生登记", "城乡居民基本医疗保险参保登记", "社会保障卡申领")),
    ("二手房转移登记一件事", ("国有建设用地使用权及房屋所有权转移登记", "契税申报")),
    ("开办餐饮店一件事", ("个体工商户设立登记", "食品经营许可", "新办纳税人信息确认")),
    ("退休一件事", ("职工提前退休(退职)申请", "住房公积金提取")),
)


class Theme(NamedTuple):
    """A bundle that people file in one go: its title and items."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Where things happen on a day: the windows by how busy they are, and the items offered."""

    day: date
    reference: Reference
    regions: Sequence[Region]
    busy: Sequence[float]
    """Cumulative weights of the regions."""
    neighbours: Mapping[str, list[Region]]
    """The other regions of each region's prefecture."""
    items: Sequence[Item]
    popular: Sequence[float]
    """Cumulative weights of the items."""
    themes: Sequence[Theme]
    windows: Mapping[str, str]
    """USCC of each region's government services centre."""


def places_on(day: date, reference: Reference) -> Places:
    """Look up once what every filing of the day needs."""
    regions = [region for region in reference.all_regions(day) if region.level == "4"]
    items = list(reference.all_items(day))
    by_name = {item.name: item for item in items}
    centres = {region.code: reference.unit_for_group("government_services", region.code, day) for region in regions}
    return Places(
        day=day,
        reference=reference,
        regions=regions,
        busy=list(accumulate(1 / rank**ZIPF for rank in range(1, len(regions) + 1))),
        neighbours={
            region.code: [other for other in regions if other.parent == region.parent and other != region]
            for region in regions
        },
        items=items,
        popular=list(accumulate(_popularity(item) for item in items)),
        themes=[Theme(title, tuple(by_name[name] for name in names)) for title, names in BUNDLE_THEMES],
        windows={code: unit.uscc for code, unit in centres.items() if unit},
    )


def corridor(places: Places, draw: Random) -> tuple[Region, Region]:
    """Draw the region where the person stands and the region whose matter it is."""
    origin = draw.choices(places.regions, cum_weights=places.busy)[0]
    if draw.random() >= CROSS_REGION:
        return origin, origin
    if draw.random() < SAME_PREFECTURE:
        return origin, draw.choice(places.neighbours[origin.code])
    while (competent := draw.choices(places.regions, cum_weights=places.busy)[0]) == origin:
        pass
    return origin, competent


def offered_item(places: Places, competent: Region, draw: Random) -> Item:
    """Draw an item that is offered there, popular ones more often."""
    while True:
        item = draw.choices(places.items, cum_weights=places.popular)[0]
        if places.reference.is_offered(item, competent.code):
            return item


def _popularity(item: Item) -> float:
    if item.lower_review is not None:
        # never among the mixed load, so that what a seed draws stays what it was
        return 0
    return GROUP_WEIGHTS.get(item.group, 1) * (3 if item.case_type == "1" else 1)
