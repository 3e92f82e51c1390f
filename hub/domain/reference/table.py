"""Reference data as one immutable value: what is an item, a region, a unit at a date, and who is competent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from hub.domain.calendar import Calendar, YellowRule
from hub.domain.calendars import Calendars
from hub.domain.forms import FormRules
from hub.domain.identifiers import basic_code, make_subject_number
from hub.domain.reference.periods import Periods, Span, all_at, at, latest, periods_of
from hub.domain.reference.routing import Matter, Rules, Seat, Weighed, rules_of, ties, weigh, winners
from schemas.parties import Addressee, Organisation, Party, SubjectKind, Undisclosed
from schemas.reference import (
    DEFAULT_POLICY,
    EVERYWHERE,
    GROUP,
    BundleKind,
    ContentSchema,
    CreditMeasure,
    FormSchema,
    IssuerKey,
    Item,
    LegalDocument,
    Policy,
    Regime,
    Region,
    RoutingRule,
    Row,
    Substitute,
    Unit,
)
from schemas.reference.policy import PROVINCE

GOVERNMENT: Final = "government"
"""The group whose rule names the government of each region."""
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
    rules: Rules = field(repr=False)
    policies: Periods[Policy] = field(repr=False)
    forms: Periods[FormSchema] = field(repr=False)
    contents: Periods[ContentSchema] = field(repr=False)
    documents: Periods[LegalDocument] = field(repr=False)
    substitutes: Periods[Substitute] = field(repr=False)
    bundle_kinds: Periods[BundleKind] = field(repr=False)
    measures: Periods[CreditMeasure] = field(repr=False)
    keys: Periods[IssuerKey] = field(repr=False)
    unit_keys: Mapping[str, frozenset[str]] = field(repr=False)
    """Names of the keys of each unit."""
    above: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Each region with all above it, the nearest first, then ``*``."""
    subject_key: bytes = field(default=b"", repr=False)
    """The province's key of subject numbers: no row, since it is a secret. Empty where nobody is decided about."""

    compiled: dict[str, FormRules] = field(default_factory=dict, repr=False)
    """Forms and contents by their row's key, each compiled when the first application needs it."""

    @classmethod
    def from_rows(cls, rows: Iterable[Row], offset: int = NOTHING_READ, subject_key: bytes = b"") -> Reference:
        """Build the value; the order of rows does not matter, of one key the highest revision counts."""
        newest = latest(rows)
        regions = periods_of(newest.values(), Region)
        return cls(
            rows=newest,
            offset=offset,
            calendars=Calendars(newest.values()),
            regions=regions,
            units=periods_of(newest.values(), Unit),
            items=periods_of(newest.values(), Item),
            regimes=periods_of(newest.values(), Regime),
            rules=rules_of(periods_of(newest.values(), RoutingRule)),
            policies=periods_of(newest.values(), Policy),
            forms=periods_of(newest.values(), FormSchema),
            contents=periods_of(newest.values(), ContentSchema),
            documents=periods_of(newest.values(), LegalDocument),
            substitutes=periods_of(newest.values(), Substitute),
            bundle_kinds=periods_of(newest.values(), BundleKind),
            measures=periods_of(newest.values(), CreditMeasure),
            keys=periods_of(newest.values(), IssuerKey),
            unit_keys=_unit_keys(newest.values()),
            above={code: (*_lineage(regions, code), EVERYWHERE) for code in regions},
            subject_key=subject_key,
        )

    def with_rows(self, rows: Iterable[Row], offset: int) -> Reference:
        """Give the value after more rows were read up to ``offset``."""
        return Reference.from_rows((*self.rows.values(), *rows), offset, self.subject_key)

    def subject_of(self, party: Party) -> str:
        """Give the number of the subject that a person or a body is."""
        if isinstance(party, Organisation):
            return self.subject_number("uscc", party.uscc)
        assert not isinstance(party, Undisclosed), "refused by check_party"  # noqa: S101
        return self.subject_number(party.identity.kind, party.identity.number)

    def subject_number(self, kind: str, number: str) -> str:
        """Give the number of the subject that has this identity; ``kind`` is ``uscc`` for a body."""
        return make_subject_number(self.subject_key, kind, number)

    def region(self, code: str, on: date) -> Region | None:
        """Give the region at a date; None for a code unknown, retired or not yet made."""
        return at(self.regions, code, on)

    def succession(self, code: str, on: date) -> tuple[str, ...]:
        """Give a region and those that took its place one after the other, the last one that of a date if there is one.

        Empty for a code that no row knows, or that is not made yet.
        """
        rows, followed = self.regions.get(code, ()), []
        if all(row.valid_from > on for row in rows):
            return ()
        following: str | None = code
        while following and following not in followed:
            followed.append(following)
            if self.region(following, on):
                break
            rows = self.regions.get(following, ())
            following = rows[0].succeeded_by if rows else None
        return tuple(followed)

    def unit(self, uscc: str, on: date) -> Unit | None:
        """Give the unit at a date."""
        return at(self.units, uscc, on)

    def item(self, code: str, on: date) -> Item | None:
        """Give the item at a date, by its basic code or an implementation code (31, 33) built on it."""
        return at(self.items, basic_code(code), on)

    def regime(self, code: str, on: date) -> Regime | None:
        """Give the regime at a date."""
        return at(self.regimes, code, on)

    def legal_document(self, code: str, on: date) -> LegalDocument | None:
        """Give a normative document as it stands at a date."""
        return at(self.documents, code, on)

    def form_rules(self, code: str, on: date) -> FormRules | None:
        """Give the rules of a form at a date."""
        return self._compiled(at(self.forms, code, on))

    def content_rules(self, document_type: str, on: date) -> FormRules | None:
        """Give the rules of what documents of a type say at a date; None where their content is free."""
        return self._compiled(at(self.contents, document_type, on))

    def _compiled(self, row: FormSchema | ContentSchema | None) -> FormRules | None:
        if row is None:
            return None
        key = f"{row.kind}/{row.code}/{row.valid_from}"
        known = self.compiled.get(key)
        if known is None:
            known = self.compiled[key] = FormRules(row)
        return known

    def policy(self, on: date) -> Policy:
        """Give what the province has decided for all cases at a date."""
        return at(self.policies, PROVINCE, on) or DEFAULT_POLICY

    def bundle_kind(self, code: str, on: date) -> BundleKind | None:
        """Give the kind of bundle at a date."""
        return at(self.bundle_kinds, code, on)

    def measure(self, code: str, on: date) -> CreditMeasure | None:
        """Give the credit measure (失信惩戒措施) at a date; None: not on the list."""
        return at(self.measures, code, on)

    def issuer_key(self, name: str, on: date) -> IssuerKey | None:
        """Give the public key of a name, as it may sign at a date."""
        return at(self.keys, name, on)

    def keys_of(self, unit: str, on: date) -> tuple[IssuerKey, ...]:
        """Give the public keys with which a unit may sign at a date, the youngest first."""
        rows = [row for code in self.unit_keys.get(unit, ()) if (row := at(self.keys, code, on))]
        return tuple(sorted(rows, key=lambda row: (row.valid_from, row.code), reverse=True))

    def calendar_for(self, region: str, on: date) -> Calendar:
        """Give the working days of a region as they count at a date, and how lamps turn then."""
        policy = self.policy(on)
        yellow = YellowRule(policy.yellow_percent, policy.yellow_days)
        return self.calendars.of(self.above.get(region) or (region,), on, yellow)

    def is_offered(self, item: Item, region: str) -> bool:
        """Tell whether the item is offered for matters in the region, or anywhere above it."""
        return not set(item.offered_in).isdisjoint(self.above.get(region, ()))

    def competent_unit(
        self, item: Item, region: str, on: date, applicant_kind: SubjectKind | None = None
    ) -> Unit | None:
        """Give the unit competent for an item in a region at a date: the most specific rule names it.

        None: not offered, no rule, or rules that tie.
        """
        matter = Matter(item, region, applicant_kind)
        rules = self.routed(matter, on) if self.is_offered(item, region) else ()
        return at(self.units, rules[0].unit, on) if len(rules) == 1 else None

    def routed(self, matter: Matter, on: date) -> tuple[RoutingRule, ...]:
        """Give the rule that counts for a matter; none where nobody is competent, several where they tie."""
        return winners(self.rules, matter, self.seat(matter.item, matter.region, on), on)

    def lower_unit(self, matter: Matter, on: date) -> Unit | None:
        """Give the unit that reviews a matter first (许可法 art. 43): the one that the rules name at its level.

        None: the item has no such review, no rule names one unit at that level, or only the one that decides.
        """
        rules = self.routed_below(matter, on)
        unit = at(self.units, rules[0].unit, on) if len(rules) == 1 else None
        above = self.routed(matter, on)
        return None if unit is None or unit.uscc in {rule.unit for rule in above} else unit

    def routed_below(self, matter: Matter, on: date) -> tuple[RoutingRule, ...]:
        """Give the rule that names who reviews a matter first; none where the item has no such review."""
        review = matter.item.lower_review
        if review is None:
            return ()
        below = matter._replace(item=matter.item.model_copy(update={"levels": (review.level,)}))
        return self.routed(below, on)

    def weighed(self, matter: Matter, on: date) -> Iterator[Weighed]:
        """Give every rule that concerns a matter, with what became of it."""
        return weigh(self.rules, matter, self.seat(matter.item, matter.region, on), on)

    def ties(self) -> Iterator[tuple[RoutingRule, RoutingRule, Span]]:
        """Give every two rules between which some matter could not be decided, with the days."""
        return ties(self.rules)

    def supervisor(self, unit: str, region: str, on: date) -> Unit | None:
        """Give the unit that judges what a unit of a region says about its lamps: never itself."""
        group = self.policy(on).supervising_group
        candidates = (self.unit_for_group(group, place, on) for place in self.above.get(region, ()))
        return next((found for found in candidates if found and found.uscc != unit), None)

    def unit_for_group(self, group: str, region: str, on: date) -> Unit | None:
        """Give the unit that handles a group of items in a region or above, such as ``government_services``."""
        for place in self.above.get(region, ()):
            rule = at(self.rules.rows, f"{GROUP}{group}@{place}", on)
            if rule:
                return at(self.units, rule.unit, on)
        return None

    def government(self, region: str, on: date) -> Unit | None:
        """Give the government of a region, which its departments belong to."""
        rule = at(self.rules.rows, f"{GROUP}{GOVERNMENT}@{region}", on)
        return at(self.units, rule.unit, on) if rule else None

    def is_head(self, of: Addressee, staff: str, on: date) -> bool:
        """Tell whether an officer heads the unit, or the section of it that has the case."""
        unit = at(self.units, of.unit, on)
        if unit is None:
            return False
        sections = (section for section in unit.sections if section.code == of.section)
        return staff in unit.heads or any(staff in section.heads for section in sections)

    def has_section(self, unit: str, section: str, on: date) -> bool:
        """Tell whether the unit has the section."""
        row = at(self.units, unit, on)
        return row is not None and any(known.code == section for known in row.sections)

    def stands_in(self, unit: str, staff: str, substitute: str, on: date) -> bool:
        """Tell whether one officer stands in for another at a date (AB角)."""
        return at(self.substitutes, f"{unit}@{staff}@{substitute}", on) is not None

    def seat(self, item: Item, region: str, on: date) -> Seat:
        """Give where matters of a region are decided: the nearest region of a level that the item allows."""
        places = self.above.get(region, ())
        for number, place in enumerate(places):
            row = at(self.regions, place, on)
            if row and row.level in item.levels:
                return Seat(row.level, places[number:], places[:number])
        return Seat(None, (), places)

    def all_regions(self, on: date) -> Iterator[Region]:
        """Give every region that exists at a date, by code."""
        return all_at(self.regions, on)

    def all_units(self, on: date) -> Iterator[Unit]:
        """Give every unit that exists at a date."""
        return all_at(self.units, on)

    def all_items(self, on: date) -> Iterator[Item]:
        """Give every item that can be applied for at a date."""
        return all_at(self.items, on)

    def all_bundle_kinds(self, on: date) -> Iterator[BundleKind]:
        """Give every kind of bundle that can be filed at a date."""
        return all_at(self.bundle_kinds, on)

    def endpoints(self, on: date) -> tuple[str, ...]:
        """Give every endpoint: the regions, and units with a system of their own."""
        codes = {region.code for region in self.all_regions(on)}
        return tuple(sorted(codes | {unit.endpoint for unit in self.all_units(on)}))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self.rows == other.rows

    def __hash__(self) -> int:
        return hash(frozenset(self.rows))


def _unit_keys(rows: Iterable[Row]) -> dict[str, frozenset[str]]:
    named: dict[str, set[str]] = {}
    for row in rows:
        if isinstance(row, IssuerKey):
            named.setdefault(row.unit, set()).add(row.code)
    return {unit: frozenset(names) for unit, names in named.items()}


def _lineage(regions: Periods[Region], code: str) -> tuple[str, ...]:
    """Follow the parents of the newest rows; a ring of parents ends at the first region met again."""
    places: list[str] = []
    following: str | None = code
    while following and following not in places:
        places.append(following)
        rows = regions.get(following)
        following = rows[0].parent if rows else None
    return tuple(places)
