"""Plays off the main path: what the law and the field know besides accepting and deciding."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from hub.domain.reference import Reference
from hub.domain.values import HUB, Refusal
from schemas import facts, notices
from schemas.application import PublicNotice
from schemas.commands import (
    AcceptCase,
    AnswerExtension,
    AskCorrection,
    CheckSite,
    ClaimCase,
    CorrectDecision,
    CorrectOnSpot,
    DecideCase,
    DeliverCase,
    ExtendCase,
    MarkUrgent,
    NoteDocument,
    PauseCase,
    RecordObjection,
    ReleaseCase,
    RequestExtension,
    ResumeCase,
    ReviewCase,
    SupplyCorrection,
)
from schemas.parties import Officer
from schemas.reference import Regime, Section, Substitute, Unit
from schemas.times import CHINA
from tests.domain.world import (
    ANOTHER,
    BODIES,
    CLERK,
    COMPANY,
    DEREGISTRATION,
    FOOD,
    HEAD,
    MONDAY,
    OFFICER,
    QINGZHEN,
    RENEWAL,
    XIFENG,
    Play,
    application,
    case_number,
    company,
    competent,
    everything,
    filing,
    officer,
    only,
    play_at,
    reference,
)

HANDLER = officer("XF0101", FOOD)


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)


def accepted(item: str = FOOD, rows: Reference | None = None) -> Play:
    """A case accepted on Monday by the handler of its unit."""
    play, by = Play(case_number(), rows=rows), officer("XF0101", item)
    play.when(QINGZHEN, filing(item))
    play.when(XIFENG, ClaimCase(by=by, minutes=1440))
    only(play.when(XIFENG, AcceptCase(by=by)), facts.CaseAccepted)
    return play


def pause(play: Play, on: date, planned_end: date) -> Any:
    play.when(XIFENG, ClaimCase(by=HANDLER, minutes=1440), at(on))
    body = BODIES[PauseCase].model_copy(update={"by": HANDLER, "planned_end": planned_end})
    return play.when(XIFENG, body, at(on))


def resume(play: Play, on: date) -> facts.CaseResumed:
    play.when(XIFENG, ClaimCase(by=HANDLER, minutes=1440), at(on))
    return only(play.when(XIFENG, ResumeCase(by=HANDLER), at(on)), facts.CaseResumed)


def with_unit(**changes: Any) -> Reference:
    """The shipped rows, with one thing changed about 息烽's market supervision."""
    rows = reference().rows.values()
    return Reference.from_rows(
        row.model_copy(update=changes) if isinstance(row, Unit) and row.uscc == competent().unit else row
        for row in rows
    )


def told(play: Play) -> list[notices.NoticeBody]:
    """The notices of the last fact."""
    return [notice.body for notice in play.aggregate.notices(play.said[-1], play.before, play.state)]


def test_a_pause_moves_the_promise() -> None:
    """A hearing from 24 November to 3 December stands the promise still for 7 working days (许可法 art. 45)."""
    play = accepted()
    assert play.state.running("promise").clock.due_day == date(2026, 11, 30)
    paused = only(pause(play, date(2026, 11, 24), date(2026, 12, 4)), facts.CasePaused)
    assert (paused.pause.name, paused.pause.due_day) == ("pause", date(2026, 12, 4))
    resumed = resume(play, date(2026, 12, 3))
    assert resumed.promise.due_day == date(2026, 12, 9)
    assert resumed.legal_due == datetime(2026, 12, 31, tzinfo=CHINA), "20 working days and 7 more"


def test_several_pauses_add_up() -> None:
    """A second pause adds its own working days to those of the first."""
    play = accepted()
    pause(play, date(2026, 11, 24), date(2026, 12, 4))
    resume(play, date(2026, 12, 3))
    pause(play, date(2026, 12, 4), date(2026, 12, 31))
    assert resume(play, date(2026, 12, 8)).promise.due_day == date(2026, 12, 11)


def test_the_applicant_is_told_how_long() -> None:
    """The notice of a pause names procedure, paper and planned end; work and window both hear of it."""
    play = accepted()
    pause(play, date(2026, 11, 24), date(2026, 12, 4))
    work, result = told(play)
    assert isinstance(work, notices.WorkUpdated)
    assert work.change == "paused"
    assert isinstance(result, notices.ResultPaused)
    assert (result.procedure, result.planned_end) == ("hearing", date(2026, 12, 4))


def test_a_pause_has_its_own_lamp() -> None:
    """While the procedure goes on only the pause's lamp turns, and the case waits however late it is."""
    play = accepted()
    pause(play, date(2026, 11, 24), date(2026, 12, 4))
    play.deadline(at(date(2026, 12, 20)))
    lamps = [(fact.clock, fact.lamp) for fact in play.said if isinstance(fact, facts.LampTurned)]
    assert lamps == [("pause", "red")]
    assert play.state.stage == "paused"


def test_a_check_on_site_does_not_stop_the_clock() -> None:
    """Two officers look at the place (许可法 art. 34), and the promise runs on."""
    play = play_at("accepted")
    before = play.state.clocks
    only(play.when(XIFENG, BODIES[CheckSite]), facts.SiteChecked)
    assert (play.state.stage, play.state.clocks) == ("accepted", before)


def test_an_extension_asked_for_and_granted() -> None:
    """The handler asks, the head of the organ grants; the window hears why (许可法 art. 42)."""
    play = play_at("accepted")
    only(play.when(XIFENG, RequestExtension(by=OFFICER, days=2, reason="情形复杂")), facts.ExtensionRequested)
    assert play.when(XIFENG, AnswerExtension(by=OFFICER, granted=True)) == Refusal("extension_same_officer", "/by")
    granted = only(play.when(XIFENG, AnswerExtension(by=HEAD, granted=True)), facts.CaseExtended)
    assert (granted.by, granted.approved_by) == (OFFICER, HEAD)
    assert granted.promise.due_day == date(2026, 11, 26)
    _, result = told(play)
    assert isinstance(result, notices.ResultProgressed)
    assert result.reason == "情形复杂"


def test_an_extension_by_the_government() -> None:
    """Where the regime names the head of the government, the head of the organ is not enough (许可法 art. 26)."""
    rows = Reference.from_rows(
        row.model_copy(update={"extension_by": "head_of_government"})
        if isinstance(row, Regime) and row.code == "registration"
        else row
        for row in reference().rows.values()
    )
    play = play_at("accepted", rows)
    extend = ExtendCase(by=OFFICER, approved_by=HEAD, days=1, reason="涉及多个部门")
    refused = play.when(XIFENG, extend)
    assert refused == Refusal("extension_not_head", "/approved_by", {"office": "本级人民政府负责人"})
    government = rows.government(XIFENG, MONDAY.date())
    assert government is not None
    mayor = Officer(unit=government.uscc, staff=government.heads[0])
    only(play.when(XIFENG, RequestExtension(by=OFFICER, days=1, reason="涉及多个部门")), facts.ExtensionRequested)
    only(play.when(XIFENG, AnswerExtension(by=mayor, granted=True)), facts.CaseExtended)


def test_silence_renews() -> None:
    """A renewal asked for in time and not decided while the licence holds is renewed (许可法 art. 50)."""
    play = accepted(RENEWAL)
    play.deadline(datetime(2027, 2, 1, tzinfo=CHINA))
    renewed = play.said[-1]
    assert isinstance(renewed, facts.CaseDeemedRenewed)
    assert renewed.expired_on == date(2027, 1, 31)
    assert (play.state.stage, play.state.outcome) == ("decided", "approved")
    assert len(told(play)) == 1, "the result waits for the signature"
    only(play.when(HUB, BODIES[NoteDocument]), facts.CaseDocumentSigned)
    (result,) = told(play)
    assert isinstance(result, notices.ResultDecided)
    assert (result.outcome, result.deemed) == ("approved", True)


def test_a_decision_in_time_is_no_silence() -> None:
    """A renewal decided while the licence holds is what was decided, and nothing is due of it any more but delivery."""
    play = accepted(RENEWAL)
    second = officer("XF0202", RENEWAL)
    play.when(XIFENG, ReleaseCase(by=officer("XF0101", RENEWAL)))
    play.when(XIFENG, ClaimCase(by=second))
    why = {"reason": "条件已变化", "legal_basis": "食品安全法", "remedy": "行政复议"}
    only(play.when(XIFENG, DecideCase(by=second, outcome="denied", **why)), facts.CaseDecided)
    assert [running.clock.name for running in play.state.clocks] == ["delivery"]


def test_simple_deregistration() -> None:
    """Public notice of 20 natural days must have ended the day before; its last day is still too early."""
    personal = application().personal.model_copy(update={"applicant": company()})
    content = application(
        DEREGISTRATION,
        applicant_kind="2",
        personal=personal,
        public_notice=PublicNotice(started_on=date(2026, 11, 3)),
    )
    body = filing().model_copy(update={"application": content})
    refused = Play(case_number()).when(QINGZHEN, body)
    assert isinstance(refused, Refusal)
    assert refused.params == {"date": "2026年11月23日"}
    play = Play(case_number(at=MONDAY + timedelta(days=1)), MONDAY + timedelta(days=1))
    only(play.when(QINGZHEN, body), facts.CaseFiled)


@pytest.mark.parametrize(("started", "until"), [(date(2026, 10, 14), None), (date(2026, 10, 13), "2026年11月22日")])
def test_a_deregistration_comes_within_twenty_days_of_the_notice(started: date, until: str | None) -> None:
    """登记条例 art. 33: on the twentieth day after the notice has ended, and not on the next."""
    personal = application().personal.model_copy(update={"applicant": company()})
    notice = PublicNotice(started_on=started)
    content = application(DEREGISTRATION, applicant_kind="2", personal=personal, public_notice=notice)
    result = Play(case_number()).when(QINGZHEN, filing().model_copy(update={"application": content}))
    late = Refusal("public_notice_over", "/application/public_notice/started_on", {"date": until or ""})
    assert (result == late) is (until is not None)
    assert isinstance(result, Refusal) is (until is not None)


def test_an_objection() -> None:
    """An objection to the public notice ends the case: not accepted, with reason and remedy, and both are told."""
    play = Play(case_number(), rows=everything())
    play.when(QINGZHEN, filing())
    result = play.when(XIFENG, BODIES[RecordObjection])
    assert not isinstance(result, Refusal)
    assert [type(fact) for fact in result] == [facts.ObjectionRaised, facts.CaseNotAccepted]
    assert [type(body) for body in told(play)] == [notices.WorkUpdated, notices.ResultNotAccepted]


def test_a_filing_that_lapses() -> None:
    """Nothing is supplied: a notice when the time to supply is over, and the filing lapses 10 days after it [L]."""
    play = play_at("correcting", everything())
    play.deadline(at(date(2026, 12, 24)))
    notice = play.said[-1]
    assert isinstance(notice, facts.LapseNoticeGiven)
    assert notice.lapse.due_day == date(2027, 1, 3)
    assert [type(body) for body in told(play)] == [notices.WorkUpdated, notices.ResultLapseNotice]
    play.deadline(datetime(2027, 1, 4, tzinfo=CHINA))
    assert play.state.stage == "lapsed"
    assert [type(body) for body in told(play)] == [notices.WorkWithdrawn, notices.ResultClosed]


def test_a_supplement_after_the_notice_saves_the_filing() -> None:
    """What is supplied before the filing lapses is in time; the clock of the lapse is gone."""
    play = play_at("correcting", everything())
    play.deadline(at(date(2026, 12, 24)))
    only(play.when(QINGZHEN, BODIES[SupplyCorrection], at(date(2027, 1, 3))), facts.CorrectionSupplied)
    assert play.state.running("lapse") is None


def test_the_officer_sets_until_when() -> None:
    """The notice names the day by which it should be supplied, and the window is told."""
    play = play_at("filed")
    body = BODIES[AskCorrection].model_copy(update={"supply_by": date(2026, 12, 1)})
    asked = only(play.when(XIFENG, body), facts.CorrectionAsked)
    assert asked.supply is not None
    assert asked.supply.due_day == date(2026, 12, 1)
    assert not asked.again


def test_corrected_on_the_spot() -> None:
    """A slip in the form is mended without a notice; no clock moves, and the unit gets the whole anew."""
    play = play_at("filed")
    field = next(iter(play.state.content().form))
    before = play.state.clocks
    only(play.when(QINGZHEN, BODIES[CorrectOnSpot]), facts.CorrectedOnSpot)
    assert play.state.content().form == application().form | {"capital": 2000000}
    assert field in play.state.content().form
    assert play.state.clocks == before
    work = told(play)[0]
    assert isinstance(work, notices.WorkUpdated)
    assert work.application == play.state.content()


def test_an_urgent_case() -> None:
    """Marked by the head of the unit, it is due the same day, and stays in front when it is accepted."""
    play = play_at("filed")
    marked = only(play.when(XIFENG, BODIES[MarkUrgent]), facts.CaseMarkedUrgent)
    assert marked.urgent.due == datetime(2026, 11, 24, tzinfo=CHINA)
    only(play.when(XIFENG, BODIES[AcceptCase]), facts.CaseAccepted)
    assert play.state.urgent
    assert {running.clock.name for running in play.state.clocks} == {"promise", "urgent"}
    work = told(play)[0]
    assert isinstance(work, notices.WorkUpdated)
    assert work.urgent


def test_a_section_head_marks_urgent_what_her_section_has() -> None:
    """Who heads the section that has the case may mark it; the head of another section may not."""
    sections = (
        Section(code="DJ", name="登记科", heads=("DJ01",), items=(COMPANY,)),
        Section(code="SP", name="食品科", heads=("SP01",)),
    )
    play = Play(case_number(), rows=with_unit(sections=sections))
    play.when(QINGZHEN, filing())
    other = MarkUrgent(by=officer("SP01"), reason="抢险")
    assert play.when(XIFENG, other) == Refusal("urgent_not_head", "/by")
    only(play.when(XIFENG, MarkUrgent(by=officer("DJ01"), reason="抢险")), facts.CaseMarkedUrgent)


def test_queues_by_section() -> None:
    """A case lands in the section its item belongs to; another section of the unit may claim it over."""
    sections = (Section(code="DJ", name="登记科", items=(COMPANY,)), Section(code="ZH", name="综合科"))
    play = Play(case_number(), rows=with_unit(sections=sections))
    filed = only(play.when(QINGZHEN, filing()), facts.CaseFiled)
    assert filed.competent.section == "DJ"
    only(play.when(XIFENG, ClaimCase(by=OFFICER, section="ZH")), facts.CaseClaimed)
    assert play.state.competent.section == "ZH"
    (work,) = told(play)
    assert isinstance(work, notices.WorkUpdated)
    assert work.section == "ZH"


def test_a_substitute_acts_in_her_days() -> None:
    """B acts on what A has claimed while the row of the substitution holds, and is the one on record (AB角)."""
    row = Substitute(
        valid_from=date(2026, 11, 23),
        valid_to=date(2026, 11, 24),
        unit=OFFICER.unit,
        staff=OFFICER.staff,
        substitute=ANOTHER.staff,
    )
    rows = Reference.from_rows((*reference().rows.values(), row))
    play = play_at("filed", rows)
    accepted_by = only(play.when(XIFENG, AcceptCase(by=ANOTHER)), facts.CaseAccepted).by
    assert accepted_by == ANOTHER
    assert play.state.handlers.acceptance == ANOTHER
    play.when(XIFENG, ClaimCase(by=OFFICER, minutes=1440), at(date(2026, 11, 24)))
    late = at(date(2026, 11, 25), 9)
    refused = play.when(XIFENG, DecideCase(by=ANOTHER, outcome="approved"), late)
    assert isinstance(refused, Refusal)
    assert refused.code == "lease_held"


def test_a_substitution_has_a_direction() -> None:
    """That B stands in for A does not let A act on what B has claimed."""
    row = Substitute(valid_from=date(2026, 1, 1), unit=OFFICER.unit, staff=ANOTHER.staff, substitute=OFFICER.staff)
    play = play_at("filed", Reference.from_rows((*reference().rows.values(), row)))
    refused = play.when(XIFENG, AcceptCase(by=ANOTHER))
    assert isinstance(refused, Refusal)


def test_every_step_has_its_handler_and_opinion() -> None:
    """Acceptance, review, decision and delivery are on record with who did them and what they thought."""
    play = play_at("filed")
    play.when(XIFENG, AcceptCase(by=OFFICER, opinion="材料齐全"))
    reviewed = only(play.when(XIFENG, BODIES[ReviewCase]), facts.CaseReviewed)
    decided = only(play.when(XIFENG, DecideCase(by=OFFICER, outcome="approved", opinion="同意")), facts.CaseDecided)
    play.when(HUB, BODIES[NoteDocument])
    play.when(QINGZHEN, BODIES[DeliverCase])
    handlers = play.state.handlers
    assert (handlers.acceptance, handlers.review, handlers.decision) == (OFFICER, OFFICER, OFFICER)
    assert handlers.delivery == CLERK
    assert (reviewed.opinion, decided.opinion) == ("材料齐全,符合法定条件", "同意")


@pytest.mark.parametrize("step", ["acceptance", "review"])
def test_who_decides_did_not_examine(step: str) -> None:
    """Where the item separates persons, neither who accepted nor who reviewed may decide (审批分离)."""
    play = accepted(FOOD)
    reviewer = officer("XF0202", FOOD)
    play.when(XIFENG, ReleaseCase(by=HANDLER))
    play.when(XIFENG, ClaimCase(by=reviewer))
    play.when(XIFENG, ReviewCase(by=reviewer, opinion="符合条件", recommends="approved"))
    decider = HANDLER if step == "acceptance" else reviewer
    play.when(XIFENG, ReleaseCase(by=reviewer))
    play.when(XIFENG, ClaimCase(by=decider))
    assert play.when(XIFENG, DecideCase(by=decider, outcome="approved")) == Refusal("same_person", "/by")


@pytest.mark.parametrize("stage", ["decided", "delivered"])
def test_a_decision_put_right(stage: str) -> None:
    """A correction is a new fact: the decision stays what it was, and both sides are told who, what and why."""
    play = play_at(stage)
    before = play.state
    corrected = only(play.when(XIFENG, BODIES[CorrectDecision]), facts.DecisionCorrected)
    assert corrected.by == ANOTHER
    assert play.state == before
    work, result = told(play)
    assert isinstance(work, notices.WorkUpdated)
    assert isinstance(result, notices.ResultDecisionCorrected)
    assert result.corrections[0].personal.after == "息烽县"
