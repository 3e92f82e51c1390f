"""Who is competent: the most specific rule, ties, gaps, and that every matter is routed or refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.application.routing import route
from hub.domain.identifiers import implementation_code
from hub.domain.reference import Matter, Reference
from hub.domain.reference.periods import Span
from hub.domain.values import Refusal
from hub.reference.feed import TiedRulesError, refuse_ties
from schemas import facts
from schemas.codes import explain
from schemas.commands import ClaimCase
from schemas.reference import Item, RoutingRule, Unit
from tests.domain.world import COMPANY, MONDAY, QINGZHEN, XIFENG, Play, case_number, filing, officer, only, reference

TODAY: Final = MONDAY.date()
LONG_AGO: Final = date(2000, 1, 1)
BARE: Final = [row for row in reference().rows.values() if not isinstance(row, RoutingRule)]
UNITS: Final = sorted(reference().all_units(TODAY), key=lambda unit: unit.uscc)


def item(code: str = COMPANY) -> Item:
    found = reference().item(code, TODAY)
    assert found
    return found


def rule(what: str, region: str, unit: Unit = UNITS[0], **changes: Any) -> RoutingRule:
    """A rule that counts for ever, with conditions."""
    return RoutingRule(item=what, region=region, unit=unit.uscc, valid_from=LONG_AGO, **changes)


def ruled(*rules: RoutingRule) -> Reference:
    """The shipped rows with these rules and no others."""
    return Reference.from_rows([*BARE, *rules])


def verdicts(known: Reference, matter: Matter) -> list[str]:
    return [weighed.verdict for weighed in known.weighed(matter, TODAY)]


class TestSpecificity:
    def test_order(self) -> None:
        """Nearest region first, there the item before its group before everything, there more conditions first."""
        ordered = (
            rule(COMPANY, XIFENG, UNITS[0], applicant_kinds=("1",), level="4"),
            rule(COMPANY, XIFENG, UNITS[1], level="4"),
            rule(COMPANY, XIFENG, UNITS[2]),
            rule("group:market", XIFENG, UNITS[3], level="4"),
            rule("group:market", XIFENG, UNITS[4]),
            rule("*", XIFENG, UNITS[5]),
            rule(COMPANY, "520100", UNITS[6]),
            rule("*", "520100", UNITS[7]),
            rule(COMPANY, "*", UNITS[8]),
            rule("*", "*", UNITS[9]),
        )
        for first in range(len(ordered)):
            known = ruled(*reversed(ordered[first:]))
            assert known.competent_unit(item(), XIFENG, TODAY, "1") == UNITS[first]

    @pytest.mark.parametrize(
        ("conditions", "verdict"),
        [
            ({"field": "property"}, "field"),
            ({"level": "3"}, "level"),
            ({"applicant_kinds": ("2", "3")}, "applicant"),
            ({"valid_to": TODAY - timedelta(days=1)}, "ended"),
        ],
    )
    def test_a_condition_not_met(self, conditions: dict[str, Any], verdict: str) -> None:
        """A rule whose condition does not hold is passed over, and its verdict says which."""
        known = ruled(rule(COMPANY, XIFENG, UNITS[1], **conditions), rule("group:market", "520100"))
        assert known.competent_unit(item(), XIFENG, TODAY, "1") == UNITS[0]
        assert verdicts(known, Matter(item(), XIFENG, "1")) == [verdict, "wins"]

    def test_nobody_in_particular(self) -> None:
        """Asked without an applicant, a rule for companies only does not count."""
        known = ruled(rule(COMPANY, XIFENG, UNITS[1], applicant_kinds=("2",)), rule(COMPANY, "520100"))
        assert known.competent_unit(item(), XIFENG, TODAY) == UNITS[0]
        assert known.competent_unit(item(), XIFENG, TODAY, "2") == UNITS[1]

    def test_verdicts(self) -> None:
        """Every rule that concerns the matter is weighed, and each that lost says to what."""
        known = ruled(
            rule(COMPANY, XIFENG, UNITS[0], level="4"),
            rule(COMPANY, XIFENG, UNITS[1]),
            rule("group:market", XIFENG, UNITS[2]),
            rule("group:market", "520100", UNITS[3]),
            rule("group:market", "520300", UNITS[4]),
            rule("group:tax", XIFENG, UNITS[5]),
            rule(COMPANY, "*", UNITS[6]).model_copy(update={"valid_from": TODAY + timedelta(days=1)}),
        )
        assert verdicts(known, Matter(item(), XIFENG)) == ["wins", "plainer", "broader", "farther", "not_yet"]

    def test_below_the_seat(self) -> None:
        """A county's rule does not count for an item that is decided at the prefecture."""
        ecology = next(one for one in reference().all_items(TODAY) if one.levels == ("3",))
        known = ruled(rule(ecology.code, XIFENG, UNITS[1]), rule(ecology.code, "520100"))
        assert verdicts(known, Matter(ecology, XIFENG)) == ["below_seat", "wins"]


class TestTies:
    def tied(self, *rules: RoutingRule) -> list[tuple[date, date]]:
        return [days[:] for _, _, days in ruled(*rules).ties()]

    def test_found_with_their_days(self) -> None:
        """Two rules as specific as each other tie on the days on which both count."""
        half = rule(COMPANY, XIFENG, field="place_of_business", valid_to=date(2026, 12, 31))
        other = rule(COMPANY, XIFENG, UNITS[1], level="4").model_copy(update={"valid_from": date(2026, 7, 1)})
        assert self.tied(half, other) == [(date(2026, 7, 1), date(2026, 12, 31))]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({"field": "property"}, {"field": "place_of_business"}),
            ({"level": "3"}, {"level": "4"}),
            ({"applicant_kinds": ("1",)}, {"applicant_kinds": ("2", "3")}),
            ({"level": "4"}, {"level": "4", "field": "place_of_business"}),
            ({"level": "4", "valid_to": TODAY}, {"field": "property", "valid_from": TODAY + timedelta(days=1)}),
        ],
    )
    def test_none_where_no_matter_meets_both(self, one: dict[str, Any], other: dict[str, Any]) -> None:
        """Conditions that exclude each other, more conditions, or other days: no tie."""
        rules = [rule(COMPANY, XIFENG).model_copy(update=which) for which in (one, other)]
        assert self.tied(*rules) == []

    def test_none_as_shipped(self) -> None:
        """The shipped rules hold no tie."""
        assert list(reference().ties()) == []
        refuse_ties(reference())

    def test_refused_when_rows_are_loaded(self) -> None:
        """Rows with a tie are not written to the topic: the error names both rules and the days."""
        known = ruled(rule(COMPANY, XIFENG, field="place_of_business"), rule(COMPANY, XIFENG, UNITS[1], level="4"))
        with pytest.raises(TiedRulesError, match=r"field=place_of_business = .*;level=4 \(2000-01-01"):
            refuse_ties(known)

    def test_a_case_is_refused(self) -> None:
        """A filing that meets a tie is refused with both rules, and never decided by chance."""
        known = ruled(rule(COMPANY, XIFENG, field="place_of_business"), rule(COMPANY, XIFENG, UNITS[1], level="4"))
        result = Play(case_number(), rows=known).when(QINGZHEN, filing())
        assert isinstance(result, Refusal)
        assert (result.code, result.pointer) == ("routing_tie", "/application/jurisdiction/region")
        text = explain(result.code, result.params)
        assert "息烽县" in text
        assert f"{COMPANY}@{XIFENG};field=place_of_business、{COMPANY}@{XIFENG};level=4" in text


class TestRefusals:
    def test_what_was_tried(self) -> None:
        """Where no rule is, the refusal names every place that was looked at, in Chinese."""
        result = Play(case_number(), rows=ruled()).when(QINGZHEN, filing())
        assert isinstance(result, Refusal)
        assert result.params["tried"] == "息烽县、贵阳市、贵州省、全省通用规则"

    def test_a_unit_that_is_gone(self) -> None:
        """A rule that names a unit nobody knows leads nowhere, and the refusal says so."""
        lost = rule(COMPANY, XIFENG).model_copy(update={"unit": "91520000YANGB9999X"})
        result = Play(case_number(), rows=ruled(lost)).when(QINGZHEN, filing())
        assert isinstance(result, Refusal)
        assert "91520000YANGB9999X已撤销" in result.params["tried"]

    def test_a_level_at_which_it_is_not_offered(self) -> None:
        """Neither an implementation code of another level is taken, nor a matter of the whole province."""
        code = implementation_code(UNITS[0].uscc, "3", COMPANY)
        application = filing().application
        by_code = Play(case_number()).when(
            QINGZHEN, filing().model_copy(update={"application": application.model_copy(update={"item": code})})
        )
        assert by_code == Refusal(
            "item_level",
            "/application/item",
            {"item": "有限责任公司设立登记", "level": "市级", "levels": "县级"},
        )
        by_region = Play(case_number()).when(QINGZHEN, filing(region="520000"))
        assert isinstance(by_region, Refusal)
        assert (by_region.code, by_region.params["level"]) == ("item_level", "省级")

    def test_an_implementation_code_of_its_level(self) -> None:
        """The code under which a county's unit offers the item is as good as the basic code."""
        code = implementation_code(UNITS[0].uscc, "4", COMPANY)
        application = filing().application.model_copy(update={"item": code})
        filed = Play(case_number()).when(QINGZHEN, filing().model_copy(update={"application": application}))
        assert only(filed, facts.CaseFiled).item.code == code


def test_a_changed_rule_moves_no_case_under_way() -> None:
    """A case stays with the unit that was competent when it was filed, whatever rules come later."""
    play = Play(case_number())
    before = only(play.when(QINGZHEN, filing()), facts.CaseFiled).competent
    play.reference = ruled(rule(COMPANY, XIFENG, UNITS[5]))
    claimed = play.when(XIFENG, ClaimCase(by=officer()))
    only(claimed, facts.CaseClaimed)
    assert play.state.competent == before
    other = Play(case_number(2), rows=play.reference)
    assert only(other.when(QINGZHEN, filing()), facts.CaseFiled).competent.unit == UNITS[5].uscc


@st.composite
def rule_sets(draw: st.DrawFn) -> Iterable[RoutingRule]:
    """A few rules about company registration around 息烽, any conditions, any days."""
    made = []
    for _ in range(draw(st.integers(0, 6))):
        first = draw(st.dates(date(2020, 1, 1), date(2027, 12, 31)))
        last = draw(st.one_of(st.none(), st.dates(first, date(2028, 12, 31))))
        made.append(
            RoutingRule(
                item=draw(st.sampled_from([COMPANY, "group:market", "*"])),
                region=draw(st.sampled_from([XIFENG, "520100", "520000", "*"])),
                unit=draw(st.sampled_from(UNITS[:4])).uscc,
                valid_from=first,
                valid_to=last,
                field=draw(st.sampled_from([None, "place_of_business", "property"])),
                level=draw(st.sampled_from([None, "4", "3"])),
                applicant_kinds=draw(st.sampled_from([(), ("1",), ("1", "2"), ("2",)])),
            )
        )
    return made


@settings(deadline=None, max_examples=200)
@given(rule_sets(), st.sampled_from([XIFENG, "520100", "520000", QINGZHEN]), st.sampled_from([None, "1", "2"]))
def test_routing_is_total_or_refused(rules: Iterable[RoutingRule], region: str, kind: Any) -> None:
    """Whatever the rules: a matter gets one unit or a refusal with its reason, and ties are exactly those foreseen."""
    known = Reference.from_rows([*SOME, *rules])
    matter = Matter(item(), region, kind)
    result = route(matter, TODAY, known)
    weighed = list(known.weighed(matter, TODAY))
    won = [one.rule for one in weighed if one.verdict in {"wins", "ties"}]
    if isinstance(result, Unit):
        assert [one.unit for one in won] == [result.uscc]
        return
    assert result.code in {"no_competent_unit", "routing_tie", "item_level"}
    assert (result.code == "routing_tie") == (len(won) > 1)
    if len(won) > 1:
        today = Span(TODAY, TODAY)
        foreseen = [{one.code, other.code} for one, other, days in known.ties() if days.meets(today)]
        assert {won[0].code, won[1].code} in foreseen


SOME: Final = [
    row
    for row in BARE
    if row.kind in {"region", "calendar", "regime"} or row in UNITS[:4] or (row.kind == "item" and row.code == COMPANY)
]
"""Enough of the shipped rows to route company registration."""
