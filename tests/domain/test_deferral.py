"""Plays about deferral (容缺): two windows, one applicant, and every way a promise may end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hub.domain.values import HUB, Decision, Refusal
from schemas import facts, notices
from schemas.application import Application, Material
from schemas.commands import (
    AcceptCase,
    AskCorrection,
    ClaimCase,
    DecideCase,
    DeferMaterials,
    DeliverCase,
    GrantDeferral,
    RefuseDeferral,
    ReleaseDeferral,
    SupplyCorrection,
    SupplyDeferred,
    WithdrawApproval,
    WithdrawCase,
)
from schemas.parties import Personal
from schemas.reference import Limit
from tests.domain.talking import Talk
from tests.domain.world import (
    BODIES,
    CLERK,
    COMMITMENT,
    MONDAY,
    OFFICER,
    POINTS,
    QINGZHEN,
    XIFENG,
    case_number,
    filing,
    only,
    person,
    reference,
    with_deferral,
)

CASE, OTHER = case_number(1), case_number(2)
SUBJECT = reference().subject_of(person())
FOURTH = Material(code="M04", title="任职文件", medium="paper")
WITHOUT = filing().application.model_copy(
    update={"personal": Personal(applicant=person()), "materials": (*filing().application.materials[:1], FOURTH)}
)
"""One applicant at the window, without the last material."""
DAY = timedelta(days=1)


def talk(kind: str = "accept_first", limit: Limit | None = None, **changes: Any) -> Talk:
    return Talk(with_deferral(kind, limit, ("M04", "M05"), **changes))


def file(stage: Talk, case: str = CASE, application: Application = WITHOUT) -> None:
    stage.when(case, QINGZHEN, filing().model_copy(update={"application": application}))
    stage.when(case, XIFENG, ClaimCase(by=OFFICER, minutes=1440))


def defer(stage: Talk, case: str = CASE, **changes: Any) -> Any:
    commitment = COMMITMENT.model_copy(update=changes)
    return stage.when(case, QINGZHEN, DeferMaterials(by=CLERK, commitment=commitment))


def accept_without() -> Any:
    """Accept what lacks a material that was not promised either."""
    stage = talk()
    file(stage)
    return stage.when(CASE, XIFENG, AcceptCase(by=OFFICER))


def supply(stage: Talk, *codes: str, case: str = CASE, now: Any = None) -> Any:
    materials = tuple(Material(code=code, title=code, medium="paper") for code in codes or ("M05",))
    return stage.when(case, QINGZHEN, SupplyDeferred(by=CLERK, materials=materials), now)


def deferred(kind: str = "accept_first") -> Talk:
    """A case that was accepted with a deferral; where approval comes first, approved."""
    limit = Limit(amount=10 if kind == "approve_first" else 1)
    stage = talk(kind, limit)
    file(stage)
    defer(stage, within=limit)
    stage.when(CASE, XIFENG, AcceptCase(by=OFFICER))
    if kind == "approve_first":
        stage.when(CASE, XIFENG, DecideCase(by=OFFICER, outcome="approved"))
    return stage


def said(result: Decision | Refusal) -> Decision:
    """What was said, which must be no refusal."""
    assert not isinstance(result, Refusal), result
    return result


def told(stage: Talk, queue: str) -> list[tuple[str, str]]:
    """What a queue heard of deferral and credit: endpoint and change."""
    kinds = (notices.WorkDeferral, notices.ResultDeferral, notices.WorkCredit, notices.ResultCredit)
    heard = [notice for notice in stage.notices if notice.queue == queue and isinstance(notice.body, kinds)]
    return [(notice.endpoint, notice.body.change) for notice in heard]  # type: ignore[attr-defined]


def test_a_deferral_is_granted_by_the_subject() -> None:
    """Asked at the window, reserved by the subject, granted to the case: both sides hear each turn."""
    stage = talk()
    file(stage)
    only(defer(stage), facts.DeferralAsked)
    assert stage.said(SUBJECT) == [facts.DeferralReserved]
    assert stage.state(CASE).deferral.status == "granted"
    assert told(stage, "results") == [(QINGZHEN, "asked"), (QINGZHEN, "granted")]
    assert told(stage, "work") == [(XIFENG, "asked"), (XIFENG, "granted")]


def test_acceptance_waits_for_the_answer() -> None:
    """An officer does not accept while the subject has not answered, and is told to wait."""
    stage = talk()
    file(stage)
    stage.held = True
    defer(stage)
    assert stage.when(CASE, XIFENG, AcceptCase(by=OFFICER)) == Refusal("deferral_pending")
    stage.held = False
    stage.deliver()
    assert not isinstance(stage.when(CASE, XIFENG, AcceptCase(by=OFFICER)), Refusal)


def test_the_limit_of_a_first_acceptance_never_passes_the_promise() -> None:
    """Ten days were promised for the materials, one day for the decision: the earlier end counts."""
    stage = talk("accept_first", Limit(amount=10))
    file(stage)
    defer(stage, within=Limit(amount=10))
    accepted, started = said(stage.when(CASE, XIFENG, AcceptCase(by=OFFICER)))
    assert isinstance(accepted, facts.CaseAccepted)
    assert isinstance(started, facts.CommitmentStarted)
    assert accepted.promise is not None
    assert (started.commitment.name, started.commitment.due) == ("commitment", accepted.promise.due)


def test_the_limit_may_be_shorter_than_the_promise() -> None:
    """Two hours, said in the commitment, are two hours."""
    stage = talk("accept_first", Limit(amount=1))
    file(stage)
    defer(stage, within=Limit(amount=2, unit="hours"))
    _, started = said(stage.when(CASE, XIFENG, AcceptCase(by=OFFICER)))
    assert isinstance(started, facts.CommitmentStarted)
    assert started.commitment.due == MONDAY + timedelta(hours=2)


def test_approval_waits_for_what_was_promised() -> None:
    """容缺受理: no approval while a promised material is missing; a denial needs none."""
    stage = deferred()
    approve = DecideCase(by=OFFICER, outcome="approved")
    assert stage.when(CASE, XIFENG, approve) == Refusal("commitment_open", params={"materials": "M05"})
    supply(stage)
    assert not isinstance(stage.when(CASE, XIFENG, approve), Refusal)
    denied = deferred()
    reasons = {"reason": "不符合", "legal_basis": "条例", "remedy": "复议"}
    denied.when(CASE, XIFENG, DecideCase(by=OFFICER, outcome="denied", **reasons))
    assert denied.state(CASE).outcome == "denied"
    assert denied.state(SUBJECT).reservations == ()


def test_a_kept_promise_frees_the_reservation() -> None:
    """What was supplied stands in the application, and the subject may defer elsewhere again."""
    stage = deferred()
    assert len(stage.state(SUBJECT).reservations) == 1
    fact = only(supply(stage), facts.DeferredSupplied)
    assert (fact.outstanding, fact.late) == ((), None)
    assert [material.code for material in stage.state(CASE).content().materials] == ["M01", "M04", "M05"]
    assert stage.state(SUBJECT).reservations == ()
    assert stage.state(CASE).deferral.status == "fulfilled"


def test_a_promise_may_be_kept_in_parts() -> None:
    """Two materials in two goes: the reservation stays until the last one is there."""
    stage = talk()
    file(stage, application=WITHOUT.model_copy(update={"materials": WITHOUT.materials[:1]}))
    both = (COMMITMENT.materials[0], COMMITMENT.materials[0].model_copy(update={"code": "M04"}))
    defer(stage, materials=both)
    stage.when(CASE, XIFENG, AcceptCase(by=OFFICER))
    assert only(supply(stage, "M04"), facts.DeferredSupplied).outstanding == ("M05",)
    assert len(stage.state(SUBJECT).reservations) == 1
    supply(stage, "M05")
    assert stage.state(SUBJECT).reservations == ()


def test_a_reminder_comes_before_the_day() -> None:
    """The applicant's window is reminded while there is still time, once, with what is missing and by when."""
    stage = deferred("approve_first")
    due = stage.state(CASE).deferral.clock.due
    stage.run(due - DAY)
    (reminder,) = [fact for fact in stage.play(CASE).said if isinstance(fact, facts.CommitmentReminded)]
    assert (reminder.materials, reminder.due) == (("M05",), due)
    assert reminder.at < due


def test_a_broken_promise_is_a_fact_at_once() -> None:
    """The day passes: the case says so, the subject records it, both sides hear, and nothing is listed by itself."""
    stage = deferred()
    due = stage.state(CASE).deferral.clock.due
    stage.run(due)
    broken = stage.play(CASE).said[-1]
    assert isinstance(broken, facts.CommitmentBroken | facts.LampTurned)
    assert facts.BreachRecorded in stage.said(SUBJECT)
    breach = stage.state(SUBJECT).breach(CASE)
    assert (breach.status, breach.measures) == ("recorded", ())
    assert stage.state(SUBJECT).reservations == ()
    assert (QINGZHEN, "breach_recorded") in told(stage, "results")
    assert (XIFENG, "breach_recorded") in told(stage, "work")


def test_a_breach_refuses_deferral_anywhere_in_the_province() -> None:
    """Another window, another item's case, the same person: no, with the reason in Chinese."""
    stage = deferred()
    stage.run(stage.state(CASE).deferral.clock.due)
    file(stage, OTHER)
    defer(stage, OTHER)
    assert stage.state(OTHER).deferral.status == "refused"
    notice = next(notice for notice in reversed(stage.notices) if isinstance(notice.body, notices.ResultDeferral))
    assert isinstance(notice.body, notices.ResultDeferral)
    assert notice.body.code == "credit_breach"
    assert notice.body.text == "申请人有未修复的容缺失信记录。请提交全部材料,或先申请信用修复。"
    accept = stage.when(OTHER, XIFENG, AcceptCase(by=OFFICER))
    assert accept == Refusal("deferral_needed", params={"materials": "M05"}), "the material has to come now"


def test_what_comes_late_is_taken_but_the_breach_stays() -> None:
    """The officer can approve now; credit is a matter of its own."""
    stage = deferred()
    due = stage.state(CASE).deferral.clock.due
    stage.run(due)
    stage.when(CASE, XIFENG, ClaimCase(by=OFFICER), due + DAY)
    approve = DecideCase(by=OFFICER, outcome="approved")
    assert stage.when(CASE, XIFENG, approve) == Refusal("commitment_broken", params={"materials": "M05"})
    assert only(supply(stage), facts.DeferredSupplied).late
    assert not isinstance(stage.when(CASE, XIFENG, approve), Refusal)
    assert stage.state(SUBJECT).open_breach is not None


def test_late_by_a_moment_is_late() -> None:
    """Received after the day, before the clock said so: broken first, then supplied."""
    stage = deferred()
    result = supply(stage, now=stage.state(CASE).deferral.clock.due)
    assert [type(fact) for fact in result] == [facts.CommitmentBroken, facts.DeferredSupplied]
    assert facts.BreachRecorded in stage.said(SUBJECT)
    in_time = deferred()
    last = in_time.state(CASE).deferral.clock.due - timedelta(microseconds=1)
    assert only(supply(in_time, now=last), facts.DeferredSupplied).late is None


def test_approve_first_issues_conditionally() -> None:
    """容缺后补: approved at once, on a limit of its own that outlives delivery."""
    stage = deferred("approve_first")
    decided = next(fact for fact in stage.play(CASE).said if isinstance(fact, facts.CaseDecided))
    assert decided.conditional
    stage.when(CASE, QINGZHEN, DeliverCase(by=CLERK, way="window"))
    due = stage.state(CASE).deferral.clock.due
    assert due.date().isoformat() == "2026-12-08", "ten working days from 23 November, then midnight"
    assert only(supply(stage, now=due - DAY), facts.DeferredSupplied).outstanding == ()
    assert stage.state(SUBJECT).reservations == ()


def test_a_conditional_approval_is_withdrawn_after_the_applicant_could_speak() -> None:
    """Breach, notice with a limit, then an officer may take it back: not before, not by silence, not when supplied."""
    stage = deferred("approve_first")
    stage.when(CASE, QINGZHEN, DeliverCase(by=CLERK, way="window"))
    stage.run(stage.state(CASE).deferral.clock.due)
    broken = stage.play(CASE).said[-1]
    assert isinstance(broken, facts.CommitmentBroken)
    assert broken.statement_by is not None
    withdraw = BODIES[WithdrawApproval]
    refused = stage.when(CASE, XIFENG, withdraw)
    assert refused == Refusal("approval_statement_open", params={"until": "2026年12月15日"})
    stage.run(broken.statement_by + 30 * DAY)
    assert stage.state(CASE).stage == "delivered", "nothing is withdrawn by itself"
    only(stage.when(CASE, XIFENG, withdraw), facts.ApprovalWithdrawn)
    assert stage.state(CASE).stage == "revoked"


def test_a_late_supply_saves_the_approval() -> None:
    """What is complete is not conditional any more."""
    stage = deferred("approve_first")
    stage.run(stage.state(CASE).deferral.clock.due)
    supply(stage)
    result = stage.when(CASE, XIFENG, BODIES[WithdrawApproval], stage.now + 60 * DAY)
    assert result == Refusal("approval_not_conditional")


def test_no_answer_within_the_limit() -> None:
    """The case is told, and may ask again: the subject answers both questions, and the second changes nothing."""
    stage = talk()
    file(stage)
    stage.held = True
    defer(stage)
    stage.run(MONDAY + timedelta(minutes=5))
    assert stage.state(CASE).deferral.status == "unanswered"
    only(defer(stage), facts.DeferralAsked)
    stage.held = False
    stage.deliver()
    assert stage.said(SUBJECT) == [facts.DeferralReserved, facts.DeferralReserved]
    assert len(stage.state(SUBJECT).reservations) == 1
    assert stage.said(CASE).count(facts.DeferralGranted) == 1


def test_only_the_answer_to_the_last_question_counts() -> None:
    """A no to the first question comes after the second was asked: the second's yes is what holds."""
    stage = talk()
    file(stage)
    stage.held = True
    defer(stage)
    stage.run(MONDAY + timedelta(minutes=5))
    defer(stage)
    no = RefuseDeferral(code="deferral_too_many", params={"count": "3"})
    assert stage.when(CASE, HUB, no) == ()
    assert stage.when(CASE, HUB, GrantDeferral()) == ()
    only(stage.when(CASE, HUB, GrantDeferral(ask=2)), facts.DeferralGranted)


def test_going_on_without_an_answer() -> None:
    """Supplied after all and accepted: what the subject may have reserved is given back, whenever its answer comes."""
    stage = talk()
    file(stage)
    stage.held = True
    defer(stage)
    stage.run(MONDAY + timedelta(minutes=5))
    refused = stage.when(CASE, XIFENG, AcceptCase(by=OFFICER))
    assert refused == Refusal("deferral_needed", params={"materials": "M05"})
    stage.when(CASE, XIFENG, AskCorrection(by=OFFICER, points=POINTS))
    last = Material(code="M05", title="住所(经营场所)相关文件", medium="paper")
    stage.when(CASE, QINGZHEN, SupplyCorrection(materials=(last,)))
    stage.when(CASE, XIFENG, ClaimCase(by=OFFICER))
    result = said(stage.when(CASE, XIFENG, AcceptCase(by=OFFICER)))
    assert [type(fact) for fact in result] == [facts.CaseAccepted, facts.DeferralDropped]
    stage.held = False
    stage.deliver()
    assert stage.said(SUBJECT) == [facts.DeferralReserved, facts.DeferralReleased]
    assert stage.state(CASE).deferral.status == "dropped"


def test_a_late_answer_still_counts() -> None:
    """Nobody went on without it: granted is granted."""
    stage = talk()
    file(stage)
    stage.held = True
    defer(stage)
    stage.run(MONDAY + timedelta(minutes=6))
    stage.held = False
    stage.deliver()
    assert stage.state(CASE).deferral.status == "granted"


@pytest.mark.parametrize("answer", ["there", "on its way"])
def test_a_withdrawn_case_gives_its_reservation_back(answer: str) -> None:
    """Whether the answer had come or was on its way."""
    stage = talk()
    file(stage)
    stage.held = answer == "on its way"
    defer(stage)
    stage.when(CASE, QINGZHEN, WithdrawCase(by=CLERK, reason="不办了"))
    stage.held = False
    stage.deliver()
    assert stage.state(SUBJECT).reservations == ()
    assert stage.state(CASE).stage == "withdrawn"
    assert stage.said(SUBJECT)[-1] is facts.DeferralReleased


@pytest.mark.parametrize("first", [CASE, OTHER])
def test_two_windows_in_the_same_second(first: str) -> None:
    """Where one more deferral is allowed, exactly one of two is granted: the one that the subject hears first."""
    rows = with_deferral("accept_first")
    policy = next(row for row in rows.rows.values() if row.kind == "policy")
    stage = Talk(rows.with_rows([policy.model_copy(update={"most_open_deferrals": 1, "revision": 2})], 1))
    file(stage)
    file(stage, OTHER)
    stage.held = True
    second = OTHER if first == CASE else CASE
    defer(stage, first)
    defer(stage, second)
    stage.held = False
    stage.deliver()
    assert (stage.state(first).deferral.status, stage.state(second).deferral.status) == ("granted", "refused")
    refused = next(fact for fact in stage.play(second).said if isinstance(fact, facts.DeferralRefused))
    assert (refused.code, refused.params) == ("deferral_too_many", {"count": "1"})


@pytest.mark.parametrize("first", ["breach", "request"])
def test_a_breach_and_a_request_in_the_same_second(first: str) -> None:
    """Whichever the subject hears first decides; a grant is never taken back, and none follows a breach."""
    stage = deferred()
    file(stage, OTHER)
    due = stage.state(CASE).deferral.clock.due
    stage.run(due - timedelta(seconds=1))
    stage.held = True
    if first == "breach":
        stage.run(due)
    defer(stage, OTHER)
    stage.run(due)
    stage.held = False
    stage.deliver()
    assert stage.state(SUBJECT).open_breach is not None
    assert stage.state(OTHER).deferral.status == ("refused" if first == "breach" else "granted")


def test_the_applicant_may_not_change_under_a_deferral() -> None:
    """The commitment is one person's: another applicant is another case."""
    stage = talk()
    file(stage)
    defer(stage)
    stage.when(CASE, XIFENG, AskCorrection(by=OFFICER, points=POINTS))
    another = Personal(applicant=person("另一人", MONDAY.date().replace(year=1980)))
    result = stage.when(CASE, QINGZHEN, SupplyCorrection(personal=another))
    assert result == Refusal("deferral_other_applicant", "/personal/applicant")
    same = Personal(applicant=person("王晓明"))
    assert not isinstance(stage.when(CASE, QINGZHEN, SupplyCorrection(personal=same)), Refusal)


def test_answers_that_nobody_waits_for_change_nothing() -> None:
    """A second grant, a grant for a case that never asked, a release of what was never reserved."""
    stage = deferred()
    assert stage.when(CASE, HUB, GrantDeferral()) == ()
    plain = talk()
    file(plain)
    assert plain.when(CASE, HUB, GrantDeferral()) == ()
    assert plain.when(SUBJECT, HUB, ReleaseDeferral(case=CASE, why="ended")) == ()


def test_silence_of_the_officer_does_not_shorten_the_promise() -> None:
    """Deemed accepted from the day of receipt, but the applicant's days count from when it could know."""
    stage = talk("accept_first", Limit(amount=3), regime="licence", promised=Limit(amount=5))
    file(stage)
    defer(stage, within=Limit(amount=3))
    acceptance = stage.state(CASE).running("acceptance").clock.due
    stage.run(acceptance)
    assert stage.state(CASE).stage == "accepted"
    started = next(fact for fact in stage.play(CASE).said if isinstance(fact, facts.CommitmentStarted))
    assert started.commitment.started == acceptance.date()
    assert started.commitment.due > acceptance + 2 * DAY
