"""Reads the data files into rows of the ``reference`` topic and into a Reference.

Units are not listed one by one: ``unit_kinds.csv`` names the kinds every region has, and each region gets its
units, their sample USCCs and the routing rules of their group of items. ``units.json`` and ``routing.json`` hold
what is particular. Files are read when a function is called, never at import.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import Final

from pydantic import TypeAdapter

from hub.domain.identifiers import make_uscc
from hub.domain.reference import Reference
from schemas.reference import GROUP, CalendarYear, Region, RoutingRule, Row, Unit

SAMPLE_HEAD: Final = "0001"
"""Staff number of the head of every sample unit."""
_LEVELS: Final = {"2": "province", "3": "prefecture", "4": "county"}
_ROW_FILES: Final = (
    "regimes.json",
    "policy.json",
    "calendar.json",
    "legal_documents.json",
    "forms.json",
    "document_contents.json",
    "items.json",
    "deferral_items.json",
    "credit_measures.json",
    "units.json",
    "routing.json",
    "bundle_kinds.json",
)
_INSTITUTIONS: Final = frozenset({"government_services", "housing_fund"})
"""Kinds that are public institutions (12…) and not organs (11…)."""


def load() -> Reference:
    """Give Guizhou's reference data as shipped. Raises pydantic.ValidationError where a file is wrong."""
    return Reference.from_rows(shipped_rows())


def shipped_rows() -> list[Row]:
    """Give every shipped row, in an order in which they may be written to the topic."""
    regions = list(_regions())
    rows: list[Row] = [*regions, *_units(regions, list(_table("unit_kinds.csv")))]
    for file in _ROW_FILES:
        rows += _rows(file)
    return rows


def calendar_years() -> list[CalendarYear]:
    """Give the shipped years of working days."""
    return [row for row in _rows("calendar.json") if isinstance(row, CalendarYear)]


def _regions() -> Iterator[Region]:
    for line in _table("regions.csv"):
        # empty cells are left out, so that the row's own defaults stand
        yield Region.model_validate({name: cell for name, cell in line.items() if cell}, strict=False)


def _units(regions: Iterable[Region], kinds: Iterable[Mapping[str, str]]) -> Iterator[Unit | RoutingRule]:
    for kind in kinds:
        for region in regions:
            name = kind[_LEVELS[region.level]]
            if name:
                unit = _unit(region, kind, name.format(region=region.name))
                yield unit
                yield RoutingRule(
                    item=GROUP + kind["group"],
                    region=region.code,
                    unit=unit.uscc,
                    valid_from=region.valid_from,
                    valid_to=region.valid_to,
                )


def _unit(region: Region, kind: Mapping[str, str], name: str) -> Unit:
    """Make a region's unit. Its USCC spells YANGB (样本, sample) and is right only in its check characters."""
    department = "12" if kind["group"] in _INSTITUTIONS else "11"
    return Unit(
        uscc=make_uscc(department, region.code, f"YANGB0{kind['number']}"),
        name=name,
        short_name=region.short_name + kind["short_name"],
        region=region.code,
        endpoint=region.code,
        sample=True,
        heads=(SAMPLE_HEAD,),
        valid_from=region.valid_from,
        valid_to=region.valid_to,
    )


def _rows(file: str) -> list[Row]:
    return _ROWS.validate_json(_read(file))


def _table(file: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(_read(file).splitlines())


def _read(file: str) -> str:
    return (resources.files("hub.reference") / "data" / file).read_text(encoding="utf-8")


_ROWS: Final = TypeAdapter(list[Row])
