"""Plays about credit: from a breach to its measures and to repair, every step by a person, nothing by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest

from hub.domain.values import HUB, Refusal
from schemas import facts, notices
from schemas.commands import (
    DecideListing,
    DecideRepair,
    NotifyListing,
    RecordBreach,
    RequestDeferral,
    RequestRepair,
    StateDefence,
)
from schemas.credit import ChosenMeasure
from tests.domain.talking import Talk
from tests.domain.world import (
    ANOTHER,
    CLERK,
    DOCUMENT,
    MONDAY,
    OFFICER,
    QINGZHEN,
    XIFENG,
    ZUNYI,
    case_number,
    competent,
    only,
    person,
    reference,
)

CASE, OTHER = case_number(1), case_number(2)
SUBJECT = reference().subject_of(person())
PAPER: Final = "sha256:" + "e" * 64
DAY: Final = timedelta(days=1)
MEASURE: Final = ChosenMeasure(code="C03", starts_on=date(2026, 12, 1), ends_on=date(2027, 5, 31))
NOTICE: Final = NotifyListing(
    by=OFFICER, case=CASE, measures=("C01", "C03"), reason="逾期未补齐容缺材料", legal_basis="容缺受理管理办法[样例]"
)
DEFENCE: Final = StateDefence(by=CLERK, case=CASE, digest=PAPER)
LISTING: Final = DecideListing(
    by=ANOTHER, case=CASE, outcome="listed", reason="无正当理由逾期", document=DOCUMENT, measures=(MEASURE,)
)
REPAIR: Final = RequestRepair(by=CLERK, case=CASE, digest=PAPER)
REPAIRED: Final = DecideRepair(by=ANOTHER, case=CASE, outcome="repaired", reason="已补齐材料", document=DOCUMENT)


def breached(case: str = CASE) -> Talk:
    """A subject with one breach on record."""
    stage = Talk()
    body = RecordBreach(
        case=case, item_name="公司设立", materials=("M05",), due=MONDAY, origin=QINGZHEN, competent=competent()
    )
    only(stage.when(SUBJECT, HUB, body), facts.BreachRecorded)
    return stage


def notified() -> Talk:
    stage = breached()
    stage.when(SUBJECT, XIFENG, NOTICE)
    return stage


def listed() -> Talk:
    """After a notice and a week of silence."""
    stage = notified()
    stage.when(SUBJECT, XIFENG, LISTING, datetime(2026, 12, 1, 9, tzinfo=MONDAY.tzinfo))
    assert stage.state(SUBJECT).breach(CASE).status == "listed"
    return stage


def may_defer(stage: Talk) -> bool:
    result = stage.when(SUBJECT, HUB, RequestDeferral(case=OTHER, deferral="accept_first"))
    assert not isinstance(result, Refusal)
    return isinstance(result[0], facts.DeferralReserved)


def test_the_notice_names_the_measures_and_the_days_to_speak() -> None:
    """Five working days by the province's policy; the window hears it in order to pass it on."""
    stage = notified()
    notice = stage.play(SUBJECT).said[-1]
    assert isinstance(notice, facts.ListingNotified)
    assert notice.statement.due.date() == date(2026, 12, 1), "five working days from Monday 23 November"
    told = stage.notices[-1]
    assert (told.queue, told.endpoint) == ("results", QINGZHEN)
    assert isinstance(told.body, notices.ResultCredit)
    assert (told.body.change, told.body.planned, told.body.measures) == ("notified", ("C01", "C03"), None)


def test_a_decision_waits_for_the_days_to_speak() -> None:
    """Earlier only where the subject has spoken, and then it must say what it made of that."""
    stage = notified()
    early = stage.when(SUBJECT, XIFENG, LISTING)
    assert early == Refusal("listing_too_early", params={"until": "2026年11月30日"})
    stage.when(SUBJECT, QINGZHEN, DEFENCE)
    deaf = stage.when(SUBJECT, XIFENG, LISTING)
    assert deaf == Refusal("defence_not_considered", "/considered", {"field": "采纳情况"})
    now = stage.now.date()
    measure = MEASURE.model_copy(update={"starts_on": now})
    heard = LISTING.model_copy(update={"considered": "所述情形不影响履约,不予采纳", "measures": (measure,)})
    fact = only(stage.when(SUBJECT, XIFENG, heard), facts.SubjectListed)
    assert fact.measures[0].field == "tenders"
    assert fact.measures[0].legal_basis == "中华人民共和国招标投标法第五十四条"


def test_nothing_is_listed_by_itself() -> None:
    """A breach and a notice that nobody follows up stay what they are for years."""
    stage = notified()
    stage.run(MONDAY + 1000 * DAY)
    assert stage.said(SUBJECT) == [facts.BreachRecorded, facts.ListingNotified]


def test_each_measure_ends_with_its_own_day() -> None:
    """Without anybody's doing; the breach still refuses deferral until it is repaired."""
    stage = listed()
    stage.run(datetime(2027, 5, 31, 23, 59, tzinfo=MONDAY.tzinfo))
    assert [measure.code for measure in stage.state(SUBJECT).breach(CASE).measures] == ["C03"]
    stage.run(datetime(2027, 6, 1, tzinfo=MONDAY.tzinfo))
    assert stage.state(SUBJECT).breach(CASE).measures == ()
    assert stage.said(SUBJECT)[-1] is facts.MeasureEnded
    assert not may_defer(stage)


def test_repair_ends_the_measures_and_opens_deferral() -> None:
    """On request, decided by a person, with a paper."""
    stage = listed()
    only(stage.when(SUBJECT, QINGZHEN, REPAIR), facts.RepairRequested)
    assert not may_defer(stage)
    only(stage.when(SUBJECT, XIFENG, REPAIRED), facts.CreditRepaired)
    assert stage.state(SUBJECT).breach(CASE).measures == ()
    assert may_defer(stage)


def test_a_repair_refused_may_be_asked_again() -> None:
    """Measures run on meanwhile."""
    stage = listed()
    stage.when(SUBJECT, QINGZHEN, REPAIR)
    stage.when(SUBJECT, XIFENG, REPAIRED.model_copy(update={"outcome": "refused"}))
    assert stage.state(SUBJECT).breach(CASE).measures != ()
    only(stage.when(SUBJECT, QINGZHEN, REPAIR), facts.RepairRequested)


def test_a_repair_that_nobody_decides_is_overdue() -> None:
    """Ten working days by the province's policy; both sides hear it once, and it can still be decided."""
    stage = listed()
    stage.when(SUBJECT, QINGZHEN, REPAIR)
    stage.run(datetime(2026, 12, 16, tzinfo=MONDAY.tzinfo))
    assert stage.said(SUBJECT)[-1] is facts.RepairOverdue
    stage.run(datetime(2027, 3, 1, tzinfo=MONDAY.tzinfo))
    assert stage.said(SUBJECT).count(facts.RepairOverdue) == 1
    only(stage.when(SUBJECT, XIFENG, REPAIRED), facts.CreditRepaired)


@pytest.mark.parametrize(("outcome", "allowed"), [("excused", True), ("not_listed", False)])
def test_what_is_not_listed(outcome: Any, allowed: bool) -> None:  # noqa: FBT001 - a column of the table
    """An excused breach hinders nothing; one that is only not listed still refuses deferral until repaired."""
    stage = notified()
    stage.when(SUBJECT, QINGZHEN, DEFENCE)
    decision = DecideListing(
        by=ANOTHER, case=CASE, outcome=outcome, reason="道路中断,非本人过错", considered="予以采纳"
    )
    only(stage.when(SUBJECT, XIFENG, decision), facts.ListingDropped)
    assert may_defer(stage) is allowed


def test_a_breach_is_recorded_once_per_case() -> None:
    """However often a case tells of it."""
    stage = breached()
    body = RecordBreach(
        case=CASE, item_name="公司设立", materials=("M05",), due=MONDAY, origin=QINGZHEN, competent=competent()
    )
    assert stage.when(SUBJECT, HUB, body) == ()


def test_two_breaches_are_two_procedures() -> None:
    """Repairing one leaves the other."""
    stage = listed()
    body = RecordBreach(
        case=OTHER, item_name="公司设立", materials=("M05",), due=MONDAY, origin=QINGZHEN, competent=competent()
    )
    stage.when(SUBJECT, HUB, body)
    stage.when(SUBJECT, QINGZHEN, REPAIR)
    stage.when(SUBJECT, XIFENG, REPAIRED)
    assert not may_defer(stage)


CHANGED: Final[dict[str, tuple[Any, str, Any, str]]] = {
    # code: stage, sender, body, pointer
    "breach_unknown": (breached, XIFENG, NOTICE.model_copy(update={"case": OTHER}), "/case"),
    "no_part": (breached, ZUNYI, NOTICE, ""),
    "not_competent": (breached, QINGZHEN, NOTICE, ""),
    "not_your_unit": (breached, XIFENG, NOTICE.model_copy(update={"by": CLERK}), "/by/unit"),
    "measure_unknown": (breached, XIFENG, NOTICE.model_copy(update={"measures": ("C01", "C99")}), "/measures/1"),
    "listing_step": (breached, XIFENG, LISTING, ""),
    "repair_not_asked": (listed, XIFENG, REPAIRED, "/case"),
}


@pytest.mark.parametrize("code", CHANGED)
def test_who_may_do_what(code: str) -> None:
    """Another office, another person, another order: refused by its code, and nothing moves."""
    begin, sender, body, pointer = CHANGED[code]
    stage = begin()
    before = stage.state(SUBJECT)
    result = stage.when(SUBJECT, sender, body)
    assert isinstance(result, Refusal)
    assert (result.code, result.pointer) == (code, pointer)
    assert stage.state(SUBJECT) is before


TIMES: Final[dict[str, tuple[Any, str]]] = {
    "listing_incomplete": (LISTING.model_copy(update={"document": None}), "/document"),
    "measure_not_notified": (
        LISTING.model_copy(update={"measures": (MEASURE.model_copy(update={"code": "C05"}),)}),
        "/measures/0/code",
    ),
    "measure_twice": (LISTING.model_copy(update={"measures": (MEASURE, MEASURE)}), "/measures/1/code"),
    "measure_period": (
        LISTING.model_copy(update={"measures": (MEASURE.model_copy(update={"ends_on": date(2029, 12, 2)}),)}),
        "/measures/0/ends_on",
    ),
    "listing_same_officer": (LISTING.model_copy(update={"by": OFFICER}), "/by"),
}


@pytest.mark.parametrize("code", TIMES)
def test_a_decision_has_its_form(code: str) -> None:
    """A paper, another officer, measures of the list that were told before, each within its longest period."""
    body, pointer = TIMES[code]
    stage = notified()
    result = stage.when(SUBJECT, XIFENG, body, datetime(2026, 12, 1, 9, tzinfo=MONDAY.tzinfo))
    assert isinstance(result, Refusal)
    assert (result.code, result.pointer) == (code, pointer)


def test_the_longest_period_to_the_day() -> None:
    """Thirty-six months from 1 December 2026 end with 30 November 2029."""
    longest = MEASURE.model_copy(update={"ends_on": date(2029, 11, 30)})
    stage = notified()
    body = LISTING.model_copy(update={"measures": (longest,)})
    only(stage.when(SUBJECT, XIFENG, body, datetime(2026, 12, 1, 9, tzinfo=MONDAY.tzinfo)), facts.SubjectListed)


def test_a_defence_comes_in_time() -> None:
    """After the last day it is refused with the day, and a second repair waits for the first."""
    stage = notified()
    late = stage.when(SUBJECT, QINGZHEN, DEFENCE, datetime(2026, 12, 1, tzinfo=MONDAY.tzinfo))
    assert late == Refusal("statement_too_late", params={"until": "2026年11月30日"})
    stage.when(SUBJECT, QINGZHEN, REPAIR)
    assert stage.when(SUBJECT, QINGZHEN, REPAIR) == Refusal("repair_pending")
