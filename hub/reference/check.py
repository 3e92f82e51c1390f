"""What rows can't say of themselves: that they fit each other. For tests and for operators before they publish."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from hub.domain.identifiers import check_item_code, check_region, check_uscc
from hub.domain.reference import Reference
from schemas.reference import Item, Limit

_COUNTY: Final = "4"


def problems(reference: Reference, on: date) -> list[str]:
    """Say everything that does not fit at a date, in words; an empty list when all is well."""
    found = [
        f"region {region.code} {region.name}: {fault.text}"
        for region in reference.all_regions(on)
        if (fault := check_region(region.code))
    ]
    found += [
        f"region {row.code}: no parent {row.parent}"
        for row in reference.all_regions(on)
        if not _held(row.parent, reference, on)
    ]
    found += [
        f"unit {unit.uscc} {unit.name}: {fault.text}"
        for unit in reference.all_units(on)
        if (fault := check_uscc(unit.uscc))
    ]
    for item in reference.all_items(on):
        found += _item_problems(item, reference, on)
    return found


def _held(parent: str | None, reference: Reference, on: date) -> bool:
    return parent is None or reference.region(parent, on) is not None


def _item_problems(item: Item, reference: Reference, on: date) -> Iterator[str]:
    regime = reference.regime(item.regime, on)
    if check_item_code(item.code):
        yield f"item {item.code}: code is not well-formed"
    if regime is None:
        yield f"item {item.code}: unknown regime {item.regime}"
    elif _longer(item.promised, item.legal or regime.decision):
        yield f"item {item.code}: promises more than the law allows"
    for region in reference.all_regions(on):
        if (
            region.level == _COUNTY
            and reference.is_offered(item, region.code)
            and reference.competent_unit(item, region.code, on) is None
        ):
            yield f"item {item.code} {item.name}: nobody is competent in {region.code} {region.name}"


def _longer(promised: Limit, legal: Limit | None) -> bool:
    return legal is not None and promised.unit == legal.unit and promised.amount > legal.amount
