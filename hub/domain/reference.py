"""Reference data as one immutable value: what is an item, a region, a unit at a date, and who is competent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from hub.domain.calendar import Calendar, YellowRule
from hub.domain.calendars import Calendars
from hub.domain.identifiers import basic_code, make_subject_number
from schemas.parties import Organisation, Party
from schemas.reference import (
    DEFAULT_POLICY,
    EVERYWHERE,
    GROUP,
    Item,
    Policy,
    Regime,
    Region,
    RoutingRule,
    Row,
    Unit,
    key_of,
)
from schemas.reference.policy import PROVINCE

R = TypeVar("R", Region, Unit, Item, RoutingRule, Regime, Policy)
Periods = Mapping[str, tuple[R, ...]]
"""Rows by code, those of one code with the latest ``valid_from`` first."""

NOTHING_READ: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """All rows up to ``offset`` of the ``reference`` topic, ready to look up; make one by ``from_rows``.

    Two are equal when they hold the same rows, wherever they were read from.
    """

    rows: Mapping[str, Row]
    """Every row that was not replaced by a higher revision, by its key without the revision."""
    offset: int
    calendars: Calendars = field(repr=False)
    regions: Periods[Region] = field(repr=False)
    units: Periods[Unit] = field(repr=False)
    items: Periods[Item] = field(repr=False)
    regimes: Periods[Regime] = field(repr=False)
    rules: Periods[RoutingRule] = field(repr=False)
    policies: Periods[Policy] = field(repr=False)
    above: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Each region with all above it, the nearest first, then ``*``."""
    subject_key: bytes = field(default=b"", repr=False)
    """The province's key of subject numbers: no row, since it is a secret. Empty where nobody is decided about."""

    @classmethod
    def from_rows(cls, rows: Iterable[Row], offset: int = NOTHING_READ, subject_key: bytes = b"") -> Reference:
        """Build the value; the order of rows does not matter, of one key the highest revision counts."""
        latest = _latest(rows)
        regions = _periods(latest.values(), Region)
        return cls(
            rows=latest,
            offset=offset,
            calendars=Calendars(latest.values()),
            regions=regions,
            units=_periods(latest.values(), Unit),
            items=_periods(latest.values(), Item),
            regimes=_periods(latest.values(), Regime),
            rules=_periods(latest.values(), RoutingRule),
            policies=_periods(latest.values(), Policy),
            above={code: (*_lineage(regions, code), EVERYWHERE) for code in regions},
            subject_key=subject_key,
        )

    def with_rows(self, rows: Iterable[Row], offset: int) -> Reference:
        """Give the value after more rows were read up to ``offset``."""
        return Reference.from_rows((*self.rows.values(), *rows), offset, self.subject_key)

    def subject_of(self, party: Party) -> str:
        """Give the number of the subject that a person or a body is."""
        if isinstance(party, Organisation):
            return make_subject_number(self.subject_key, "uscc", party.uscc)
        return make_subject_number(self.subject_key, party.identity.kind, party.identity.number)

    def region(self, code: str, on: date) -> Region | None:
        """Give the region at a date; None for a code unknown, retired or not yet made."""
        return _at(self.regions, code, on)

    def unit(self, uscc: str, on: date) -> Unit | None:
        """Give the unit at a date."""
        return _at(self.units, uscc, on)

    def item(self, code: str, on: date) -> Item | None:
        """Give the item at a date, by its basic code or an implementation code (31, 33) built on it."""
        return _at(self.items, basic_code(code), on)

    def regime(self, code: str, on: date) -> Regime | None:
        """Give the regime at a date."""
        return _at(self.regimes, code, on)

    def policy(self, on: date) -> Policy:
        """Give what the province has decided for all cases at a date."""
        return _at(self.policies, PROVINCE, on) or DEFAULT_POLICY

    def calendar_for(self, region: str, on: date) -> Calendar:
        """Give the working days of a region as they count at a date, and how lamps turn then."""
        policy = self.policy(on)
        yellow = YellowRule(policy.yellow_percent, policy.yellow_days)
        return self.calendars.of(self.above.get(region) or (region,), on, yellow)

    def is_offered(self, item: Item, region: str) -> bool:
        """Tell whether the item is offered for matters in the region, or anywhere above it."""
        return not set(item.offered_in).isdisjoint(self.above.get(region, ()))

    def competent_unit(self, item: Item, region: str, on: date) -> Unit | None:
        """Give the unit competent for an item in a region: the most specific rule at a date names it.

        The nearest region whose level the item allows is the seat; from there upwards the nearest region with a
        rule counts, and at one region the item's own rule before its group's. None: not offered, or no rule.
        """
        if not self.is_offered(item, region):
            return None
        return self._ruled((item.code, GROUP + item.group), self._seats(item, region, on), on)

    def unit_for_group(self, group: str, region: str, on: date) -> Unit | None:
        """Give the unit that handles a group of items in a region or above, such as ``government_services``."""
        return self._ruled((GROUP + group,), self.above.get(region, ()), on)

    def _ruled(self, subjects: tuple[str, ...], places: tuple[str, ...], on: date) -> Unit | None:
        for place in places:
            for what in subjects:
                rule = _at(self.rules, f"{what}@{place}", on)
                if rule:
                    return _at(self.units, rule.unit, on)
        return None

    def _seats(self, item: Item, region: str, on: date) -> tuple[str, ...]:
        places = self.above[region]
        for number, place in enumerate(places):
            row = _at(self.regions, place, on)
            if row and row.level in item.levels:
                return places[number:]
        return ()

    def all_regions(self, on: date) -> Iterator[Region]:
        """Give every region that exists at a date, by code."""
        return _all_at(self.regions, on)

    def all_units(self, on: date) -> Iterator[Unit]:
        """Give every unit that exists at a date."""
        return _all_at(self.units, on)

    def all_items(self, on: date) -> Iterator[Item]:
        """Give every item that can be applied for at a date."""
        return _all_at(self.items, on)

    def endpoints(self, on: date) -> tuple[str, ...]:
        """Give every endpoint: the regions, and units with a system of their own."""
        codes = {region.code for region in self.all_regions(on)}
        return tuple(sorted(codes | {unit.endpoint for unit in self.all_units(on)}))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self.rows == other.rows

    def __hash__(self) -> int:
        return hash(frozenset(self.rows))


def _latest(rows: Iterable[Row]) -> dict[str, Row]:
    latest: dict[str, Row] = {}
    for row in rows:
        key = key_of(row).rpartition("/")[0]
        known = latest.get(key)
        if known is None or row.revision >= known.revision:
            latest[key] = row
    return dict(sorted(latest.items()))


def _periods(rows: Iterable[Row], kind: type[R]) -> Periods[R]:
    periods: dict[str, list[R]] = defaultdict(list)
    for row in rows:
        if isinstance(row, kind):
            periods[row.code].append(row)
    return {
        code: tuple(sorted(of_code, key=lambda row: row.valid_from, reverse=True)) for code, of_code in periods.items()
    }


def _lineage(regions: Periods[Region], code: str) -> tuple[str, ...]:
    """Follow the parents of the newest rows; a ring of parents ends at the first region met again."""
    places: list[str] = []
    following: str | None = code
    while following and following not in places:
        places.append(following)
        rows = regions.get(following)
        following = rows[0].parent if rows else None
    return tuple(places)


def _at(periods: Periods[R], code: str, on: date) -> R | None:
    for row in periods.get(code, ()):
        if row.valid_from <= on:
            return row if row.valid_to is None or on <= row.valid_to else None
    return None


def _all_at(periods: Periods[R], on: date) -> Iterator[R]:
    return (row for code in periods if (row := _at(periods, code, on)))
