"""What is said of a set of rows before it is applied: ties, gaps, rules that never count, periods, documents."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, Final

from hub.domain.reference import Matter, Reference
from hub.reference.changes import changes
from hub.reference.check import findings
from hub.reference.explain import VERDICTS, explain
from hub.reference.findings import Finding
from hub.reference.load import load, shipped_rows
from hub.reference.resting import resting_on
from schemas.reference import Handling, Item, LegalDocument, Limit, RoutingRule, Row, Unit

TODAY: Final = date(2026, 11, 23)
NEW_YEAR: Final = date(2027, 1, 1)
COMPANY: Final = "520701001000"
GUARDS: Final = "520105011000"
"""保安服务许可证核发: the prefecture's police reviews first, the province's decides."""
MARKET: Final = "group:market"
XIFENG: Final = "520122"


@cache
def reference() -> Reference:
    return load()


def unit(region: str, group: str = "market") -> Unit:
    found = reference().unit_for_group(group, region, TODAY)
    assert found
    return found


def rule(what: str, region: str, to: Unit, **changes: Any) -> RoutingRule:
    return RoutingRule(item=what, region=region, unit=to.uscc, valid_from=date(2026, 1, 1), **changes)


def found(kind: str, *rows: Row, on: date = TODAY) -> list[Finding]:
    """What is found of one kind when these rows are laid over the shipped ones."""
    return [finding for finding in findings(reference().with_rows(rows, 0), on) if finding.kind == kind]


def item(code: str = COMPANY) -> Item:
    row = reference().item(code, TODAY)
    assert row
    return row


class TestRules:
    def test_a_tie(self) -> None:
        """Both rules and the days are named."""
        (tie,) = found(
            "rule_tie",
            rule(MARKET, XIFENG, unit("520181"), level="4"),
            rule(MARKET, XIFENG, unit("520122"), field="place_of_business", valid_to=date(2026, 12, 31)),
        )
        assert tie.severity == "error"
        assert set(tie.codes) == {f"{MARKET}@{XIFENG};level=4", f"{MARKET}@{XIFENG};field=place_of_business"}
        assert "2026-01-01至2026-12-31" in tie.text

    def test_a_gap(self) -> None:
        """An item offered where no rule leads is an error that names the regions."""
        orphan = item().model_copy(update={"code": "520799001000", "name": "无人主管的事项", "group": "nobody"})
        (gap,) = found("gap", orphan)
        assert (gap.severity, gap.subject) == ("error", "520799001000")
        assert len(gap.codes) == 90, "88 counties and two zones"
        assert "南明区" in gap.text

    def test_a_gap_that_opens_later(self) -> None:
        """A rule that will end without another is found today, with the day from which nobody is competent."""
        bare = [row for row in shipped_rows() if not (row.kind == "routing" and row.item == MARKET)]
        ending = rule(MARKET, "*", unit("520000"), valid_to=date(2026, 12, 31))
        later = rule("group:tax", "*", unit("520000", "tax")).model_copy(update={"valid_from": date(2027, 6, 1)})
        gaps = [one for one in findings(Reference.from_rows([*bare, ending, later]), TODAY) if one.kind == "gap"]
        assert len(gaps) == len({one.subject for one in gaps}) > 0, "each is told once, on its first day"
        assert all(one.text.startswith("2027-01-01起") for one in gaps)

    def test_a_rule_that_never_counts(self) -> None:
        """A rule behind a more specific one, and one for an item that is not there, are pointed out."""
        hidden = rule(MARKET, "*", unit("520000"))
        for_nothing = rule("520799001000", XIFENG, unit("520122"))
        idle = {code for finding in found("rule_unreachable", hidden, for_nothing) for code in finding.codes}
        assert {hidden.code, for_nothing.code} <= idle
        assert f"{MARKET}@{XIFENG}" not in idle
        assert not any("government_services" in code for code in idle), "windows have no items but are used"

    def test_a_rule_that_will_count(self) -> None:
        """A rule that begins later is not taken for one that never counts."""
        later = rule(COMPANY, XIFENG, unit("520181")).model_copy(update={"valid_from": NEW_YEAR})
        assert all(later.code not in finding.codes for finding in found("rule_unreachable", later))

    def test_a_rule_for_some_applicants(self) -> None:
        """A rule for companies only counts, since companies may apply; one for authorities does not."""
        for_companies = rule(COMPANY, XIFENG, unit("520181"), applicant_kinds=("2",))
        for_offices = rule(COMPANY, XIFENG, unit("520181"), applicant_kinds=("5",))
        idle = {code for one in found("rule_unreachable", for_companies, for_offices) for code in one.codes}
        assert for_offices.code in idle
        assert for_companies.code not in idle

    def test_a_unit_that_is_gone(self) -> None:
        """A rule that names a unit nobody knows is an error."""
        lost = rule(COMPANY, XIFENG, unit("520122")).model_copy(update={"unit": "91520000YANGB9999X"})
        assert [finding.subject for finding in found("rule_unit", lost)] == [lost.code]

    def test_a_retired_region(self) -> None:
        """A rule for a county that was retired is a warning."""
        old = rule(COMPANY, "520522", unit("520122"))
        assert [(one.severity, one.subject) for one in found("region_retired", old)] == [("warning", old.code)]


class TestPeriods:
    def test_overlap_and_gap(self) -> None:
        """Rows of one code that overlap, or leave days without one, are warnings that name the days."""
        first = rule(COMPANY, XIFENG, unit("520122"), valid_to=date(2026, 6, 30))
        second = first.model_copy(update={"valid_from": date(2026, 6, 1), "valid_to": date(2026, 12, 31)})
        third = first.model_copy(update={"valid_from": date(2027, 2, 1), "valid_to": None})
        (overlap,) = found("period_overlap", first, second, third)
        (gap,) = found("period_gap", first, second, third)
        assert "2026-06-30" in overlap.text
        assert "2027-01-01至2027-01-31" in gap.text

    def test_replacing_is_neither(self) -> None:
        """An open row followed by a newer one is how a rule is replaced."""
        first = rule(COMPANY, XIFENG, unit("520122"))
        second = first.model_copy(update={"valid_from": NEW_YEAR})
        assert found("period_overlap", first, second) == found("period_gap", first, second) == []


class TestDocuments:
    def test_every_item_as_shipped_rests_on_a_document_in_force(self) -> None:
        """No shipped item names an unknown or repealed document."""
        assert found("basis_unknown") == found("basis_repealed") == []
        assert len(resting_on("market-entity-registration", reference(), TODAY)) >= 18

    def test_repealed(self) -> None:
        """A repealed document lists the items and rules that rest on it, also when it ends later."""
        known = reference().legal_document("urban-water", TODAY)
        assert known
        repealed = known.model_copy(update={"status": "repealed", "valid_from": NEW_YEAR, "replaced_by": "new"})
        resting = rule("group:water", "520100", unit("520100"), basis=("urban-water",), level="3")
        told = found("basis_repealed", repealed, resting)
        assert {finding.subject for finding in told} == {"522017001000", resting.code}
        assert all(
            finding.severity == "warning" and "自2027-01-01起已废止,由new取代" in finding.text for finding in told
        )
        after = reference().with_rows([repealed, resting], 0)
        assert {one.code for one in resting_on("urban-water", after, NEW_YEAR)} == {"522017001000", resting.code}

    def test_unknown(self) -> None:
        """A rule that rests on a document no row holds is an error."""
        resting = rule(COMPANY, XIFENG, unit("520122"), basis=("no-such-law",))
        assert [finding.severity for finding in found("basis_unknown", resting)] == ["error"]


class TestEntrusting:
    def test_without_a_public_basis(self) -> None:
        """An organ that entrusts says by which document and whom (许可法 art. 24)."""
        bare = item().model_copy(update={"handling": Handling(stage="accepted_at_window", entrusted_in=("520000",))})
        assert [(one.severity, one.subject) for one in found("entrusting_unfounded", bare)] == [("error", COMPANY)]
        assert found("entrusting_unfounded") == [], "the shipped ones say so"

    def test_rests_on_its_document(self) -> None:
        """What entrusts is listed with the document that makes it public."""
        resting = resting_on("whole-province-2020", reference(), TODAY)
        assert {one.kind for one in resting} == {"handling"}


class TestLowerReview:
    def reviewed(self, **changes: Any) -> Item:
        """The shipped item that a lower organ reviews first, with something changed about that."""
        row = item(GUARDS)
        assert row.lower_review
        return row.model_copy(update={"lower_review": row.lower_review.model_copy(update=changes)})

    def test_as_shipped(self) -> None:
        """Every matter of every county has an organ below that reviews it."""
        assert not [one for one in findings(reference(), TODAY) if one.subject == GUARDS]

    def test_below_who_decides(self) -> None:
        """The level that reviews lies below every level that decides."""
        assert [one.subject for one in found("lower_review_level", self.reviewed(level="2"))] == [GUARDS]

    def test_never_longer_than_the_law(self) -> None:
        """Not longer than the item's own law says, else the regime (许可法 art. 43)."""
        assert found("promise_too_long", self.reviewed(promised=Limit(amount=16)))
        assert not found("promise_too_long", self.reviewed(promised=Limit(amount=16), legal=None))
        assert found("promise_too_long", self.reviewed(promised=Limit(amount=21), legal=None))

    def test_a_law_without_a_limit(self) -> None:
        """A regime that knows no such review leaves the item to say the limit."""
        bare = self.reviewed(legal=None).model_copy(update={"regime": "service"})
        assert [one.subject for one in found("lower_review_limit", bare)] == [GUARDS]

    def test_in_its_own_name(self) -> None:
        """Who reviews first accepts; no window is entrusted beside it."""
        handling = Handling(stage="accepted_at_window", entrusted_in=("520000",), basis="whole-province-2020")
        both = item(GUARDS).model_copy(update={"handling": handling})
        assert [one.subject for one in found("lower_review_entrusted", both)] == [GUARDS]

    def test_nobody_below(self) -> None:
        """A prefecture whose rule is gone leaves its counties without one: an error that names them."""
        rows = [
            row for row in shipped_rows() if not (row.kind == "routing" and row.code == "group:public_security@520100")
        ]
        (gap,) = [one for one in findings(Reference.from_rows(rows), TODAY) if one.kind == "gap_below"]
        assert (gap.severity, gap.subject) == ("error", GUARDS)
        assert {XIFENG, "520181", "520100"} <= set(gap.codes)
        assert "520300" not in gap.codes

    def test_its_rules_count(self) -> None:
        """A rule that only names who reviews is no idle one, and a change of it is told as such."""
        market = rule(GUARDS, "520100", unit("520100")).model_copy(update={"valid_from": NEW_YEAR})
        assert all(market.code not in one.codes for one in found("rule_unreachable", market))
        (change,) = changes(reference(), reference().with_rows([market], 0), TODAY)
        assert (change.on, change.item, change.reviews, change.after) == (NEW_YEAR, GUARDS, True, market.unit)
        assert "先行审查:贵阳市公安局 → 贵阳市市场监督管理局" in change.text

    def test_explained(self) -> None:
        """Who asks where a matter goes hears who reviews it first."""
        told = explain(Matter(item(GUARDS), XIFENG, "2"), TODAY, reference())
        assert told.answer == "贵州省公安厅"
        assert told.handling.startswith("贵阳市公安局受理并先行审查")
        nowhere = explain(Matter(item(GUARDS), "520000", "2"), TODAY, reference())
        assert "贵州省没有这样的单位" in nowhere.handling


class TestChanges:
    def test_told_before_they_happen(self) -> None:
        """New rows are laid beside the old: which item moves from whom to whom, where, from when; each told once."""
        new = rule(COMPANY, "520100", unit("520100")).model_copy(update={"valid_from": NEW_YEAR, "level": "4"})
        for_xifeng = rule(COMPANY, XIFENG, unit("520181")).model_copy(update={"valid_from": NEW_YEAR})
        unrelated = rule("group:tax", "*", unit("520000", "tax")).model_copy(update={"valid_from": date(2027, 6, 1)})
        after = reference().with_rows([new, for_xifeng, unrelated], 0)
        (change,) = changes(reference(), after, TODAY)
        assert (change.on, change.item, change.regions) == (NEW_YEAR, COMPANY, (XIFENG,))
        assert change.text.endswith("息烽县市场监督管理局 → 清镇市市场监督管理局")

    def test_none(self) -> None:
        """The same rows change nothing."""
        assert list(changes(reference(), reference(), TODAY)) == []


class TestExplanation:
    def test_why(self) -> None:
        """Each candidate is told with its verdict; the first is the one that counts."""
        told = explain(Matter(item(), XIFENG, "1"), TODAY, reference())
        assert told.answer == "息烽县市场监督管理局"
        assert [candidate.verdict for candidate in told.candidates] == ["wins", "farther", "farther"]
        assert (told.level, told.places) == ("县级", ("息烽县", "贵阳市", "贵州省", "全省"))

    def test_why_not(self) -> None:
        """Where nobody is competent the answer is what an application would be refused with."""
        elsewhere = explain(Matter(item("522017001000"), "520302"), TODAY, reference())
        assert (elsewhere.unit, "不办理" in elsewhere.answer) == (None, True)
        above = explain(Matter(item(), "520000"), TODAY, reference())
        assert (above.unit, above.candidates[0].verdict) == (None, "below_seat")

    def test_every_verdict_has_its_words(self) -> None:
        """Whoever keeps the rules reads Chinese."""
        assert all(any("一" <= sign <= "鿿" for sign in words) for words in VERDICTS.values())


def test_documents_are_known_by_their_period() -> None:
    """A document that is not made yet, or has ended, is not there."""
    law = LegalDocument(code="x", title="样例", number="1号", issuer="样例", valid_from=NEW_YEAR)
    known = reference().with_rows([law], 0)
    assert known.legal_document("x", TODAY) is None
    assert known.legal_document("x", NEW_YEAR) == law
