"""What is wrong with a set of routing rules: ties, rules that never count, matters nobody is competent for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from hub.domain.reference import Matter, Reference
from hub.domain.reference.periods import spans
from hub.reference.findings import Finding, days, region_name, rule_name, some, subject_name
from schemas.parties import SubjectKind
from schemas.reference import EVERYTHING, EVERYWHERE, GROUP, WINDOWS, RoutingRule

_DAY: Final = timedelta(days=1)


ByKind = dict[SubjectKind | None, tuple[RoutingRule, ...]]
"""The rules that count, by kind of applicant where some rule asks for it."""


class Routed(NamedTuple):
    """Where every matter goes on a day: the rules that count for each item and region, for some applicant."""

    on: date
    winners: dict[tuple[str, str], ByKind]
    below: dict[tuple[str, str], ByKind]
    """The same for who reviews first, where a lower organ does."""


def of_rules(reference: Reference, on: date) -> Iterator[Finding]:
    """Find what is wrong with the rules on a day and on every later day on which something changes."""
    yield from _ties(reference)
    yield from _units_and_regions(reference, on)
    routed = [routed_on(reference, day) for day in days_of_change(reference, on)]
    yield from _gaps(reference, routed)
    yield from _gaps_below(reference, routed)
    yield from _unreachable(reference, on, routed)


def days_of_change(reference: Reference, on: date) -> list[date]:
    """Give a day and every later one on which a rule, a region, a unit or an item begins or has ended."""
    found = {on}
    for periods in (reference.rules.rows, reference.regions, reference.units, reference.items):
        for rows in periods.values():
            for row in rows:
                found |= {row.valid_from} | ({row.valid_to + _DAY} if row.valid_to else set())
    return sorted(day for day in found if day >= on)


def routed_on(reference: Reference, on: date) -> Routed:
    """Route every item from every region that offers it at a level at or below the one that decides."""
    special = any(rule.applicant_kinds for rows in reference.rules.rows.values() for rule in rows)
    found: dict[tuple[str, str], ByKind] = {}
    below: dict[tuple[str, str], ByKind] = {}
    for item in reference.all_items(on):
        for region in reference.all_regions(on):
            if not reference.is_offered(item, region.code):
                continue
            if not reference.seat(item, region.code, on).places:
                continue
            kinds: tuple[SubjectKind | None, ...] = item.subjects if special else (None,)
            matters = {kind: Matter(item, region.code, kind) for kind in kinds}
            found[item.code, region.code] = {kind: reference.routed(matter, on) for kind, matter in matters.items()}
            if item.lower_review is not None and region.level >= item.lower_review.level:
                below[item.code, region.code] = {
                    kind: reference.routed_below(matter, on) for kind, matter in matters.items()
                }
    return Routed(on, found, below)


def _ties(reference: Reference) -> Iterator[Finding]:
    for one, other, span in reference.ties():
        names = f"{rule_name(one, reference)} 与 {rule_name(other, reference)}"
        yield Finding("error", "rule_tie", one.place, f"{days(span)}同等优先,无法取舍:{names}", (one.code, other.code))


def _units_and_regions(reference: Reference, on: date) -> Iterator[Finding]:
    for rule in _in_force(reference, on):
        if reference.unit(rule.unit, max(on, rule.valid_from)) is None:
            text = f"规则所指的单位{rule.unit}不存在或已撤销:{rule_name(rule, reference)}"
            yield Finding("error", "rule_unit", rule.code, text)
        if rule.region != EVERYWHERE and reference.region(rule.region, max(on, rule.valid_from)) is None:
            text = f"规则所指的地区{rule.region}不存在或已撤并:{rule_name(rule, reference)}"
            yield Finding("warning", "region_retired", rule.code, text)


def _gaps(reference: Reference, routed: list[Routed]) -> Iterator[Finding]:
    told: set[tuple[str, str]] = set()
    for at in routed:
        lost: dict[str, list[str]] = defaultdict(list)
        for (item, region), by_kind in at.winners.items():
            if (item, region) not in told and any(not _leads(rules, reference, at.on) for rules in by_kind.values()):
                lost[item].append(region)
                told.add((item, region))
        for item, regions in lost.items():
            where = some([region_name(region, reference) for region in regions])
            text = f"{at.on}起{subject_name(item, reference)}在{where}没有主管单位"
            yield Finding("error", "gap", item, text, tuple(regions))


def _gaps_below(reference: Reference, routed: list[Routed]) -> Iterator[Finding]:
    """Find matters that a lower organ has to review first, and no unit does but who decides."""
    told: set[tuple[str, str]] = set()
    for at in routed:
        lost: dict[str, list[str]] = defaultdict(list)
        for place, by_kind in at.below.items():
            above = {rule.unit for rules in at.winners[place].values() for rule in rules}
            alone = any(rules[0].unit in above for rules in by_kind.values() if len(rules) == 1)
            if place not in told and (alone or any(not _leads(rules, reference, at.on) for rules in by_kind.values())):
                lost[place[0]].append(place[1])
                told.add(place)
        for item, regions in lost.items():
            where = some([region_name(region, reference) for region in regions])
            text = f"{at.on}起{subject_name(item, reference)}在{where}没有先行审查的下级单位"
            yield Finding("error", "gap_below", item, text, tuple(regions))


def _leads(rules: tuple[RoutingRule, ...], reference: Reference, on: date) -> bool:
    # a tie is told as such
    return len(rules) > 1 or (len(rules) == 1 and reference.unit(rules[0].unit, on) is not None)


def _unreachable(reference: Reference, on: date, routed: list[Routed]) -> Iterator[Finding]:
    counted = {
        (rule.code, rule.valid_from)
        for at in routed
        for by_kind in (*at.winners.values(), *at.below.values())
        for rules in by_kind.values()
        for rule in rules
    }
    idle: dict[str, list[RoutingRule]] = defaultdict(list)
    for rule in _in_force(reference, on):
        if (rule.code, rule.valid_from) not in counted and rule.item != GROUP + WINDOWS:
            idle[rule.item].append(rule)
    items = {item.code for item in reference.all_items(on)} | {GROUP + row.group for row in reference.all_items(on)}
    for subject, rules in idle.items():
        where = some([region_name(rule.region, reference) for rule in rules])
        why = "总有更具体的规则先适用,或条件不成立" if subject in items or subject == EVERYTHING else "没有这样的事项"
        text = f"{subject_name(subject, reference)}在{where}的规则用不到:{why}"
        yield Finding("warning", "rule_unreachable", subject, text, tuple(rule.code for rule in rules))


def _in_force(reference: Reference, on: date) -> Iterator[RoutingRule]:
    """Give the rules that count on some day from ``on`` on."""
    for rows in reference.rules.rows.values():
        yield from (rule for rule, span in spans(rows) if span.last >= on)
