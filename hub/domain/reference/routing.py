"""Which rule of the routing table counts for a matter. This is the one place that says what *most specific* means.

A rule fits a matter when it is in effect, when it is about the item, the item's group or every item (``*``), when its
region is the seat or lies above it, and when each of its conditions holds: ``field`` (the item's jurisdiction follows
from it), ``level`` (the seat is of it), ``applicant_kinds`` (the applicant is one of them). The *seat* is the nearest
region, going up from where the matter is, whose level the item allows.

Of the rules that fit, the most specific wins; what comes first here counts more:

1. the nearer region; ``*`` is farther than every region;
2. at one region the item's own rule before its group's, and that before one for every item;
3. the rule with more conditions.

Rules that are equal in all three are a tie. Nobody chooses between them: rows with a tie are refused when they are
loaded, and a case that meets one all the same is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from hub.domain.reference.periods import Periods, Span, at, spans
from schemas.parties import SubjectKind
from schemas.reference import EVERYTHING, GROUP, Item, Level, RoutingRule

Verdict = Literal[
    "wins",
    "ties",
    "not_yet",  # begins later
    "ended",  # has ended, or a later rule of the same code has taken its place
    "below_seat",  # its region is below the level at which the item is decided
    "field",
    "level",
    "applicant",
    "farther",  # another rule's region is nearer
    "broader",  # another rule at the region names the item, or its group
    "plainer",  # another rule of the same subject has more conditions
]


class Matter(NamedTuple):
    """What routing asks about: an item for a matter in a region, and for whom."""

    item: Item
    region: str
    applicant_kind: SubjectKind | None = None
    """None: nobody in particular; rules for certain applicants then do not fit."""

    @property
    def subjects(self) -> tuple[str, ...]:
        """What rules may be about that concern the item, the most specific first."""
        return (self.item.code, GROUP + self.item.group, EVERYTHING)


class Seat(NamedTuple):
    """Where the matter is decided: the seat's level, the seat and all above it, and what lies below it."""

    level: Level | None
    places: tuple[str, ...]
    """Empty where no region above is of a level that the item allows."""
    below: tuple[str, ...]


class Weighed(NamedTuple):
    """A rule that concerns the item in the region or above, and what became of it."""

    rule: RoutingRule
    verdict: Verdict


class Rules(NamedTuple):
    """The routing table, ready to look up."""

    rows: Periods[RoutingRule]
    codes: Mapping[str, tuple[str, ...]]
    """Codes of the rules that are about something in a region: ``subject@region``."""


def rules_of(rows: Periods[RoutingRule]) -> Rules:
    """Index rules by what they are about and where."""
    codes: dict[str, list[str]] = defaultdict(list)
    for code, same in rows.items():
        codes[same[0].place].append(code)
    return Rules(rows, {place: tuple(found) for place, found in codes.items()})


def winners(rules: Rules, matter: Matter, seat: Seat, on: date) -> tuple[RoutingRule, ...]:
    """Give the rule that counts; none where nobody is competent, several where they tie."""
    for place in seat.places:
        for subject in matter.subjects:
            codes = rules.codes.get(f"{subject}@{place}")
            if codes:
                fitting = [rule for code in codes if (rule := at(rules.rows, code, on)) and _fits(rule, matter, seat)]
                if fitting:
                    return _most_conditions(fitting)
    return ()


def weigh(rules: Rules, matter: Matter, seat: Seat, on: date) -> Iterator[Weighed]:
    """Give every rule that concerns the item anywhere above the matter, the most specific first, with its verdict."""
    best = winners(rules, matter, seat, on)
    for place in (*seat.below, *seat.places):
        for subject in matter.subjects:
            codes = rules.codes.get(f"{subject}@{place}", ())
            for code in sorted(codes, key=lambda code: (-rules.rows[code][0].conditions, code)):
                for rule in rules.rows[code]:
                    yield Weighed(rule, _verdict(rule, rules, best, (matter, seat, on)))


def ties(rules: Rules) -> Iterator[tuple[RoutingRule, RoutingRule, Span]]:
    """Give every two rules that would tie for some matter, with the days on which they would."""
    for codes in rules.codes.values():
        for number, code in enumerate(codes):
            for other in codes[number + 1 :]:
                yield from _tied(rules.rows[code], rules.rows[other])


def _fits(rule: RoutingRule, matter: Matter, seat: Seat) -> bool:
    return not rule.conditions or _unmet(rule, matter, seat) is None


def _unmet(rule: RoutingRule, matter: Matter, seat: Seat) -> Verdict | None:
    if rule.field is not None and rule.field != matter.item.jurisdiction_field:
        return "field"
    if rule.level is not None and rule.level != seat.level:
        return "level"
    if rule.applicant_kinds and matter.applicant_kind not in rule.applicant_kinds:
        return "applicant"
    return None


def _most_conditions(rules: list[RoutingRule]) -> tuple[RoutingRule, ...]:
    most = max(rule.conditions for rule in rules)
    return tuple([rule for rule in rules if rule.conditions == most])


def _verdict(
    rule: RoutingRule, rules: Rules, best: tuple[RoutingRule, ...], question: tuple[Matter, Seat, date]
) -> Verdict:
    matter, seat, on = question
    if rule in best:
        return "wins" if len(best) == 1 else "ties"
    if rule.valid_from > on:
        return "not_yet"
    if at(rules.rows, rule.code, on) is not rule:
        return "ended"
    if rule.region in seat.below:
        return "below_seat"
    # whatever fits and did not win lost to those that did
    return _unmet(rule, matter, seat) or _lost_to(rule, best[0])


def _lost_to(rule: RoutingRule, best: RoutingRule) -> Verdict:
    if rule.region != best.region:
        return "farther"
    return "broader" if rule.item != best.item else "plainer"


def _tied(
    one: tuple[RoutingRule, ...], other: tuple[RoutingRule, ...]
) -> Iterator[tuple[RoutingRule, RoutingRule, Span]]:
    for rule, span in spans(one):
        for rival, days in spans(other):
            if span.meets(days) and _may_tie(rule, rival):
                yield rule, rival, Span(max(span.first, days.first), min(span.last, days.last))


def _may_tie(one: RoutingRule, other: RoutingRule) -> bool:
    """Tell whether some matter meets the conditions of both, which are as many."""
    return (
        one.conditions == other.conditions
        and (None in {one.field, other.field} or one.field == other.field)
        and (None in {one.level, other.level} or one.level == other.level)
        and (
            not (one.applicant_kinds and other.applicant_kinds)
            or not set(one.applicant_kinds).isdisjoint(other.applicant_kinds)
        )
    )
