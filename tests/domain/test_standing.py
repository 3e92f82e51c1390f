"""Plays about standing (许可法 art. 78, 79): who is barred, how a case learns of it, and what it may do meanwhile."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest

from hub.domain.identifiers import make_uscc
from hub.domain.values import HUB, Refusal, Request
from schemas import facts, notices
from schemas.commands import (
    AcceptCase,
    AskCorrection,
    BarApplicant,
    ClaimCase,
    DecideCase,
    NotAcceptCase,
    NoteChild,
    SupplyCorrection,
    TellStanding,
)
from schemas.commands import Command as Body
from schemas.parties import Personal
from tests.domain.talking import Talk
from tests.domain.world import (
    DOCUMENT,
    MONDAY,
    POINTS,
    QINGZHEN,
    XIFENG,
    bundle_number,
    case_number,
    company,
    filing,
    officer,
    only,
    reference,
)

PHARMACY: Final = "520101020000"
"""药品零售企业许可: a matter of public health, acceptance and decision by different persons."""
CASE, NEXT = case_number(1), case_number(2)
SUBJECT = reference().subject_of(company())
FIRST, SECOND = officer("A1", PHARMACY), officer("B2", PHARMACY)
WHY: Final = {"reason": "提交虚假材料", "legal_basis": "行政许可法第七十八条", "remedy": "可依法申请行政复议"}


def file(stage: Talk, case: str = CASE, now: datetime | None = None, **changes: Any) -> None:
    values = {"applicant_kind": "2", "personal": Personal(applicant=company()), **changes}
    stage.when(case, QINGZHEN, filing(PHARMACY, **values), now)
    stage.when(case, XIFENG, ClaimCase(by=FIRST, minutes=1440))


def denied(ground: Any = "false_statement", now: datetime = MONDAY) -> Talk:
    """A case that ended as the ground needs it, and a bar by it."""
    stage = Talk(now=now)
    file(stage)
    stage.when(CASE, XIFENG, AcceptCase(by=FIRST))
    stage.when(CASE, XIFENG, ClaimCase(by=FIRST))
    stage.when(CASE, XIFENG, ClaimCase(by=SECOND), stage.now + timedelta(hours=24))
    approved, refused = DecideCase(by=SECOND, outcome="approved"), DecideCase(by=SECOND, outcome="denied", **WHY)
    stage.when(CASE, XIFENG, approved if ground == "fraud" else refused)
    bar = BarApplicant(by=SECOND, ground=ground, reason="提交虚假材料", document=DOCUMENT)
    only(stage.when(CASE, XIFENG, bar), facts.ApplicantBarred)
    return stage


def test_a_case_of_public_safety_asks_first() -> None:
    """Filed, asked and answered; a company registration asks nobody, since it may bar nobody."""
    stage = Talk()
    file(stage)
    assert stage.said(SUBJECT) == [facts.StandingAnswered]
    assert stage.state(CASE).standing.status == "clear"
    assert not isinstance(stage.when(CASE, XIFENG, AcceptCase(by=FIRST)), Refusal)
    plain = Talk()
    plain.when(NEXT, QINGZHEN, filing())
    assert list(plain.plays) == [NEXT]


def test_acceptance_waits_for_the_answer() -> None:
    """Until it is there, or given up on after the second question."""
    stage = Talk()
    stage.held = True
    file(stage)
    accept = AcceptCase(by=FIRST)
    assert stage.when(CASE, XIFENG, accept) == Refusal("standing_pending")
    stage.run(MONDAY + timedelta(minutes=5))
    assert stage.state(CASE).standing.asked_again
    assert stage.when(CASE, XIFENG, accept) == Refusal("standing_pending")
    stage.run(MONDAY + timedelta(minutes=10))
    assert stage.state(CASE).standing.status == "unanswered"
    assert any(
        isinstance(notice.body, notices.WorkUpdated) and notice.body.change == "standing_unanswered"
        for notice in stage.notices
    )
    assert not isinstance(stage.when(CASE, XIFENG, accept), Refusal)


@pytest.mark.parametrize(("ground", "until"), [("false_statement", date(2027, 11, 24)), ("fraud", date(2029, 11, 24))])
def test_a_bar_of_one_year_and_of_three(ground: str, until: date) -> None:
    """Decided on 24 November 2026: barred to the same day, and the next filing for the item is not accepted."""
    stage = denied(ground)
    assert stage.state(SUBJECT).bars[0].until == until
    last = datetime.combine(until, MONDAY.time(), MONDAY.tzinfo)
    file(stage, NEXT, last)
    assert stage.state(NEXT).stage == "not_accepted"
    (told,) = [notice for notice in stage.notices if isinstance(notice.body, notices.ResultNotAccepted)]
    assert isinstance(told.body, notices.ResultNotAccepted)
    assert told.body.reason == f"申请人在{until:%Y年%m月%d日}前不得再次申请该事项"
    assert told.endpoint == QINGZHEN


def test_the_day_after_the_last_the_applicant_may_apply_again() -> None:
    """And for another item it always could."""
    stage = denied()
    file(stage, NEXT, datetime(2027, 11, 25, 9, tzinfo=MONDAY.tzinfo))
    assert stage.state(NEXT).standing.status == "clear"
    other = denied()
    body = filing("520101021000", applicant_kind="2", personal=Personal(applicant=company()))
    other.when(NEXT, QINGZHEN, body)
    assert other.state(NEXT).standing.status == "clear"


def test_a_leap_day_has_its_last_day_in_february() -> None:
    """29 February 2028 plus a year is 28 February 2029."""
    stage = denied(now=datetime(2028, 2, 28, 9, tzinfo=MONDAY.tzinfo))
    assert stage.state(SUBJECT).bars[0].until == date(2029, 2, 28)


def test_an_answer_after_acceptance_forbids_approval() -> None:
    """Accepted because nobody answered; the bar comes late and is told to the officer, who can only deny."""
    stage = denied()
    stage.held = True
    file(stage, NEXT)
    stage.run(stage.now + timedelta(minutes=10))
    stage.when(NEXT, XIFENG, AcceptCase(by=FIRST))
    stage.held = False
    stage.deliver()
    assert facts.BarFound in stage.said(NEXT)
    stage.when(NEXT, XIFENG, ClaimCase(by=SECOND), stage.now + timedelta(hours=24))
    approve = stage.when(NEXT, XIFENG, DecideCase(by=SECOND, outcome="approved"))
    assert approve == Refusal("applicant_barred", params={"until": "2027年11月24日"})
    assert not isinstance(stage.when(NEXT, XIFENG, DecideCase(by=SECOND, outcome="denied", **WHY)), Refusal)


def test_another_applicant_is_asked_about_anew() -> None:
    """A correction that names somebody else does not slip past a bar."""
    stage = denied()
    someone = company().model_copy(update={"uscc": make_uscc("91", XIFENG, "MA111111")})
    file(stage, NEXT, personal=Personal(applicant=someone))
    assert stage.state(NEXT).standing.status == "clear"
    stage.when(NEXT, XIFENG, AskCorrection(by=FIRST, points=POINTS))
    stage.when(NEXT, QINGZHEN, SupplyCorrection(personal=Personal(applicant=company())))
    assert stage.state(NEXT).subject == SUBJECT
    assert stage.state(NEXT).stage == "not_accepted"


def test_what_is_said_of_the_former_applicant_comes_too_late() -> None:
    """Asked about one, then about another: the first one's clean record says nothing of the second."""
    stage = denied()
    someone = company().model_copy(update={"uscc": make_uscc("91", XIFENG, "MA111111")})
    stage.held = True
    file(stage, NEXT, personal=Personal(applicant=someone))
    stage.when(NEXT, XIFENG, AskCorrection(by=FIRST, points=POINTS))
    stage.when(NEXT, QINGZHEN, SupplyCorrection(personal=Personal(applicant=company())))
    assert stage.when(NEXT, HUB, TellStanding()) == ()
    assert stage.state(NEXT).standing.status == "asked"
    stage.held = False
    stage.deliver()
    assert stage.state(NEXT).stage == "not_accepted"


def test_a_bundle_hears_of_a_barred_child() -> None:
    """Its case has ended: not accepted."""
    stage = denied()
    body = filing(PHARMACY, applicant_kind="2", personal=Personal(applicant=company()))
    body = body.model_copy(update={"bundle": bundle_number()})
    stage.held = True
    stage.ask(Request(NEXT, body, QINGZHEN))
    told: list[Body] = []
    while stage.post:
        request = stage.post.popleft()
        if request.target == body.bundle:
            told.append(request.body)
        else:
            stage.ask(request)
    assert told == [NoteChild(case=NEXT, outcome="filed"), NoteChild(case=NEXT, outcome="not_accepted")]


def test_false_statements_found_before_acceptance() -> None:
    """Not accepted for that reason is enough for the bar (art. 78), once."""
    stage = Talk()
    file(stage)
    stage.when(CASE, XIFENG, NotAcceptCase(by=FIRST, reason="提交虚假材料", remedy="可依法申请行政复议"))
    bar = BarApplicant(by=SECOND, ground="false_statement", reason="提交虚假材料", document=DOCUMENT)
    only(stage.when(CASE, XIFENG, bar), facts.ApplicantBarred)
    assert stage.when(CASE, XIFENG, bar) == Refusal("bar_already")
    assert [bar.case for bar in stage.state(SUBJECT).bars] == [CASE]
