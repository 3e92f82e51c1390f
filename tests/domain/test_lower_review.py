"""Plays about a review by a lower organ first: it accepts, reviews within its own limit, and hands the file up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest

from hub.domain.application.state import Lease
from hub.domain.reference import Matter, Reference
from hub.domain.values import HUB, Refusal
from schemas import facts, notices
from schemas.application import Renewal
from schemas.codes import explain
from schemas.codes.lower_review import LOWER_REVIEW
from schemas.commands import (
    AcceptCase,
    AskCorrection,
    AskOpinions,
    ClaimCase,
    DecideCase,
    ExplainLamp,
    ExtendCase,
    MarkUrgent,
    PauseCase,
    RecomputeClocks,
    ReleaseCase,
    RequestExtension,
    ResumeCase,
    ReviewCase,
    SubmitReview,
    TransferCase,
    WithdrawCase,
)
from schemas.parties import Addressee, Officer, Personal
from schemas.reference import Handling, Limit, LowerReview, RegionalCalendar, RoutingRule, Section, Unit
from schemas.times import CHINA
from tests.domain.world import (
    CLERK,
    COMPANY,
    MONDAY,
    POINTS,
    QINGZHEN,
    RENEWAL,
    XIFENG,
    ZUNYI,
    Play,
    case_number,
    company,
    filing,
    happened,
    only,
    play_at,
    reference,
    with_item,
)

GUARDS: Final = "520105011000"
"""保安服务许可证核发: reviewed by the prefecture's police, decided by the province's (保安服务管理条例 art. 9)."""
GUIYANG: Final = "520100"
GUIZHOU: Final = "520000"
TODAY: Final = MONDAY.date()


def organ(region: str, group: str = "public_security") -> Addressee:
    unit = reference().unit_for_group(group, region, TODAY)
    assert unit is not None
    return Addressee(region=unit.region, unit=unit.uscc, endpoint=unit.endpoint, name=unit.name)


LOWER, SUPERIOR = organ(GUIYANG), organ(GUIZHOU)
REVIEWER = Officer(unit=LOWER.unit, staff="GY0101")
DECIDER, CHIEF = Officer(unit=SUPERIOR.unit, staff="GZ0101"), Officer(unit=SUPERIOR.unit, staff="0001")
OPINION: Final = SubmitReview(by=REVIEWER, opinion="材料齐全,符合法定条件", recommends="approved")


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)


def after_working_days(days: int, start: date = TODAY) -> date:
    """The last of so many working days of the province, counted by hand of the calendar."""
    return reference().calendar_for(GUIZHOU, TODAY).add_working_days(start, days).day


def filed(rows: Reference | None = None, region: str = XIFENG) -> Play:
    """A case of a company at 清镇's window."""
    play = Play(case_number(), rows=rows)
    body = filing(GUARDS, region, applicant_kind="2", materials=(), personal=Personal(applicant=company()))
    only(play.when(QINGZHEN, body), facts.CaseFiled)
    return play


def accepted(rows: Reference | None = None) -> Play:
    """The same, accepted and held by the prefecture."""
    play = filed(rows)
    happened(play.when(GUIYANG, ClaimCase(by=REVIEWER)))
    only(play.when(GUIYANG, AcceptCase(by=REVIEWER)), facts.CaseAccepted)
    return play


def submitted(rows: Reference | None = None) -> Play:
    """The same, with the province."""
    play = accepted(rows)
    only(play.when(GUIYANG, OPINION), facts.ReviewSubmitted)
    return play


def told(play: Play) -> list[Any]:
    """Whom the last fact was told, and how."""
    return list(play.aggregate.notices(play.said[-1], play.before, play.state))


def queues(play: Play) -> list[tuple[str, str]]:
    return [(one.endpoint, one.body.ce_type.removeprefix("cn.tongban.")) for one in told(play)]


def clocks(play: Play) -> set[str]:
    return {running.clock.name for running in play.state.clocks}


def guards(**changes: Any) -> Reference:
    """The shipped rows with the item changed."""
    return with_item(GUARDS, **changes)


class TestTheWay:
    def test_filed_to_the_lower_organ(self) -> None:
        """The prefecture is offered the case; the province, which will decide, hears nothing yet."""
        play = filed()
        fact: Any = play.said[0]
        assert (fact.lower, fact.competent) == (LOWER, SUPERIOR)
        assert queues(play) == [(GUIYANG, "work.offered.v1"), (QINGZHEN, "result.received.v1")]
        offer, receipt = (one.body for one in told(play))
        assert (offer.acting, offer.competent) == (LOWER, SUPERIOR)
        assert (receipt.lower, receipt.competent) == (LOWER, SUPERIOR)

    def test_accepted_in_its_own_name(self) -> None:
        """From acceptance the lower organ has its limit; the decision's has not begun."""
        play = accepted()
        fact: Any = play.said[-1]
        assert (fact.in_name_of, fact.handed_to, fact.promise, fact.legal_due) == (None, None, None, None)
        assert (fact.lower_review.name, fact.lower_review.due_day) == ("lower_review", after_working_days(10))
        assert clocks(play) == {"lower_review"}
        progress = told(play)[-1].body
        assert progress.competent == LOWER, "who accepted is who the applicant hears of"

    def test_the_file_goes_up(self) -> None:
        """With its opinion the case leaves the lower organ, and the limit of the decision begins."""
        play = accepted()
        later = at(date(2026, 12, 3))
        happened(play.when(GUIYANG, ClaimCase(by=REVIEWER), later))
        fact = only(play.when(GUIYANG, OPINION), facts.ReviewSubmitted)
        assert (fact.in_time, fact.handed_to) == (True, SUPERIOR)
        assert fact.promise.due_day == after_working_days(10, later.date())
        assert queues(play) == [
            (GUIYANG, "work.withdrawn.v1"), (GUIZHOU, "work.offered.v1"), (QINGZHEN, "result.progressed.v1"),
        ]  # fmt: skip
        _, offer, progress = (one.body for one in told(play))
        assert offer.lower_opinion == notices.LowerOpinion(
            organ=LOWER, recommends="approved", opinion="材料齐全,符合法定条件"
        )
        assert (offer.stage, offer.acting) == ("accepted", None)
        assert offer.application.item == GUARDS, "the whole file, so that nothing is asked for again (art. 35)"
        assert (progress.change, progress.competent) == ("review_submitted", SUPERIOR)
        assert (clocks(play), play.state.lease) == ({"promise", "claim"}, None)

    def test_the_superior_decides(self) -> None:
        """It claims, decides within its own limit, and issues the document in its name."""
        play = submitted()
        happened(play.when(GUIZHOU, ClaimCase(by=DECIDER), play.now + timedelta(days=1)))
        decided = play.when(GUIZHOU, DecideCase(by=DECIDER, outcome="approved"))
        fact = happened(decided)[0]
        assert isinstance(fact, facts.CaseDecided)
        assert (fact.in_time, fact.in_name_of) == (True, None)
        assert fact.identifier is not None
        assert SUPERIOR.unit in fact.identifier

    def test_a_bad_opinion_goes_up_too(self) -> None:
        """The lower organ refuses nothing: whatever it recommends, the superior decides (art. 43)."""
        play = accepted()
        against = SubmitReview(by=REVIEWER, opinion="保安员培训不足", recommends="denied")
        only(play.when(GUIYANG, against), facts.ReviewSubmitted)
        happened(play.when(GUIZHOU, ClaimCase(by=DECIDER)))
        assert not isinstance(play.when(GUIZHOU, DecideCase(by=DECIDER, outcome="approved")), Refusal)

    def test_the_superior_reviews_for_itself(self) -> None:
        """A review inside the lower organ is not the one that the item asks of who decides."""
        play = accepted(guards(review_required=True))
        happened(
            play.when(
                GUIYANG,
                ReviewCase(by=REVIEWER, opinion="可", recommends="approved"),
            )
        )
        happened(play.when(GUIYANG, OPINION))
        happened(play.when(GUIZHOU, ClaimCase(by=DECIDER)))
        refused = play.when(GUIZHOU, DecideCase(by=DECIDER, outcome="approved"))
        assert isinstance(refused, Refusal)
        assert refused.code == "review_missing"


class TestTheLimit:
    def test_the_regime_s(self) -> None:
        """Where the item's law says nothing, it is 20 working days, and a longer promise does not lengthen it."""
        for promised, days in ((15, 15), (30, 20)):
            review = LowerReview(level="3", promised=Limit(amount=promised))
            fact = accepted(guards(lower_review=review)).said[-1]
            assert isinstance(fact, facts.CaseAccepted)
            assert fact.lower_review is not None
            assert fact.lower_review.due_day == after_working_days(days)

    def test_passed(self) -> None:
        """An overdue review turns its lamp, which is the lower organ's; the case waits on, and goes up late."""
        play = accepted()
        play.deadline(at(after_working_days(8) + timedelta(days=1), 0))
        play.deadline(at(after_working_days(10) + timedelta(days=1), 0))
        lamps = [fact for fact in play.said if isinstance(fact, facts.LampTurned) and fact.clock == "lower_review"]
        assert [(fact.lamp, fact.unit) for fact in lamps] == [("yellow", LOWER.unit), ("red", LOWER.unit)]
        assert play.state.stage == "accepted"
        happened(play.when(GUIYANG, ClaimCase(by=REVIEWER)))
        late = only(play.when(GUIYANG, OPINION), facts.ReviewSubmitted)
        assert (late.in_time, late.promise.started) == (False, play.now.date())

    def test_its_lamp_is_explained_below(self) -> None:
        """After the file went up as well, the red lamp is the lower organ's to explain, to its own supervisor."""
        play = accepted()
        play.deadline(at(after_working_days(10) + timedelta(days=1), 0))
        happened(play.when(GUIYANG, ClaimCase(by=REVIEWER)))
        happened(play.when(GUIYANG, OPINION))
        number = next(place for place, lamp in enumerate(play.state.red, 1) if lamp.clock == "lower_review")
        said = ExplainLamp(by=REVIEWER, lamp=number, reason="现场勘查因暴雨推迟")
        assert play.when(GUIZHOU, said.model_copy(update={"by": DECIDER})) == Refusal("lamp_not_yours", "/lamp")
        unknown = play.when(GUIYANG, said.model_copy(update={"lamp": 9}))
        assert unknown == Refusal("lamp_unknown", "/lamp", {"lamp": "9"})
        explained = only(play.when(GUIYANG, said), facts.LampExplained)
        assert explained.supervisor.region == GUIYANG
        assert told(play)[0].body.owner == LOWER

    def test_a_pause(self) -> None:
        """What stands the clock still is left out of every limit of the section, this one too (art. 45)."""
        play = accepted()
        due = play.state.running("lower_review").clock.due_day
        pause = PauseCase(
            by=REVIEWER, procedure="expert_review", reason="需专家评审", paper="评审通知1号",
            planned_end=date(2026, 12, 1),
        )  # fmt: skip
        happened(play.when(GUIYANG, ClaimCase(by=REVIEWER), at(date(2026, 11, 24))))
        paused = only(play.when(GUIYANG, pause), facts.CasePaused)
        assert (paused.promise.name, play.state.stage) == ("lower_review", "paused")
        assert told(play)[-1].body.competent == LOWER
        waits = play.when(GUIYANG, OPINION)
        assert waits == Refusal("step_not_now", params={"stage": "特别程序中"})
        happened(play.when(GUIYANG, ClaimCase(by=REVIEWER), at(date(2026, 11, 27))))
        resumed = only(play.when(GUIYANG, ResumeCase(by=REVIEWER)), facts.CaseResumed)
        assert (resumed.promise.name, resumed.legal_due) == ("lower_review", None)
        assert resumed.promise.due_day == after_working_days(3, due)
        only(play.when(GUIYANG, OPINION), facts.ReviewSubmitted)

    def test_no_extension(self) -> None:
        """Article 42 extends a decision's limit; article 43 knows none. After the file is up, the head may extend."""
        for body in (
            ExtendCase(by=REVIEWER, approved_by=CHIEF, days=5, reason="情形复杂"),
            RequestExtension(by=REVIEWER, days=5, reason="情形复杂"),
        ):
            assert accepted().when(GUIYANG, body) == Refusal("lower_review_not_extended")
        play = submitted()
        happened(play.when(GUIZHOU, ClaimCase(by=DECIDER)))
        extended = play.when(GUIZHOU, ExtendCase(by=DECIDER, approved_by=CHIEF, days=5, reason="情形复杂"))
        assert only(extended, facts.CaseExtended).promise.extended == 5

    def test_by_the_days_of_its_region(self) -> None:
        """A day off that only the prefecture has counts for its limit, and not for the province's."""
        flood = RegionalCalendar(
            valid_from=TODAY, region=GUIYANG, decree="flood", reason="防汛", source="样例",
            days_off=(date(2026, 11, 25),),
        )  # fmt: skip
        rows = reference().with_rows([flood], offset=1)
        assert filed(rows).state.running("acceptance").clock.due_day == after_working_days(6)
        released = accepted(rows)
        happened(released.when(GUIYANG, ClaimCase(by=REVIEWER), at(date(2026, 11, 24), 9)))
        only(released.when(GUIYANG, ReleaseCase(by=REVIEWER)), facts.CaseReleased)
        assert released.state.running("claim").clock.due_day == date(2026, 11, 26)
        play = accepted(rows)
        assert play.state.running("lower_review").clock.due_day == after_working_days(11)
        only(play.when(GUIYANG, OPINION), facts.ReviewSubmitted)
        assert play.state.running("promise").clock.due_day == after_working_days(10)


class TestWhoMay:
    def test_nobody_decides_before(self) -> None:
        """Neither who will decide, nor who reviews: the opinion comes first."""
        play, awaited = accepted(), Refusal("lower_review_pending", params={"unit": LOWER.name})
        approve = DecideCase(by=DECIDER, outcome="approved")
        assert play.when(GUIZHOU, ClaimCase(by=DECIDER)) == awaited
        assert play.when(GUIZHOU, approve) == awaited
        assert play.when(GUIYANG, approve.model_copy(update={"by": REVIEWER})) == awaited
        assert play.when(GUIYANG, AskOpinions(by=REVIEWER, units=(SUPERIOR.unit,))) == awaited
        assert filed().when(GUIZHOU, AcceptCase(by=DECIDER)) == awaited

    def test_afterwards_the_lower_organ_is_done(self) -> None:
        """It knows the case, and may do nothing more with it."""
        play = submitted()
        for body in (ClaimCase(by=REVIEWER), OPINION):
            assert play.when(GUIYANG, body) == Refusal("not_competent")

    def test_the_superior_does_not_accept(self) -> None:
        """Acceptance was the lower organ's, and it is past: nobody was entrusted with anything."""
        play = submitted()
        happened(play.when(GUIZHOU, ClaimCase(by=DECIDER)))
        assert play.when(GUIZHOU, AcceptCase(by=DECIDER)) == Refusal("not_competent")

    def test_no_window_in_its_place(self) -> None:
        """Even where a row entrusts windows as well, who reviews first accepts itself."""
        handling = Handling(stage="accepted_at_window", entrusted_in=(GUIZHOU,), basis="whole-province-2020")
        fact = happened(_file(guards(handling=handling)))[0]
        assert isinstance(fact, facts.CaseFiled)
        assert (fact.acceptor, fact.lower) == (None, LOWER)

    def test_no_other_unit(self) -> None:
        """Not the window, not another unit of the prefecture, not another prefecture."""
        play = accepted()
        assert play.when(QINGZHEN, OPINION) == Refusal("not_competent")
        stranger = OPINION.model_copy(update={"by": CLERK})
        assert play.when(GUIYANG, stranger) == Refusal("not_your_unit", "/by/unit")
        assert play.when(ZUNYI, OPINION) == Refusal("no_part")

    def test_urgent_by_its_own_head(self) -> None:
        """Who heads the lower organ puts the case in front; the province's day is not over by that."""
        unit = reference().unit(SUPERIOR.unit, TODAY)
        assert unit is not None
        play = accepted(reference().with_rows([unit.model_copy(update={"heads": ("9999",)})], 1))
        head = Officer(unit=LOWER.unit, staff="0001")
        only(play.when(GUIYANG, MarkUrgent(by=head, reason="重大活动安保")), facts.CaseMarkedUrgent)
        only(play.when(GUIYANG, OPINION), facts.ReviewSubmitted)
        assert (play.state.urgent, clocks(play)) == (True, {"promise", "claim"})

    def test_its_own_sections(self) -> None:
        """A section of the lower organ claims for itself, and the superior's stays out of it."""
        unit = reference().unit(LOWER.unit, TODAY)
        assert unit is not None
        rows = reference().with_rows([unit.model_copy(update={"sections": (Section(code="S1", name="治安支队"),)})], 1)
        play = filed(rows)
        happened(play.when(GUIYANG, ClaimCase(by=REVIEWER, section="S1")))
        assert (play.state.lower.unit, play.state.lower.section) == (LOWER.unit, "S1")
        assert play.state.competent.section is None


class TestOtherWays:
    def test_withdrawn_below(self) -> None:
        """The applicant may withdraw; who reviews is told, and who never had it is not."""
        play = accepted()
        only(play.when(QINGZHEN, WithdrawCase(by=CLERK, reason="不再需要")), facts.CaseWithdrawn)
        assert queues(play) == [(GUIYANG, "work.withdrawn.v1"), (QINGZHEN, "result.closed.v1")]

    def test_withdrawn_above(self) -> None:
        """After the file went up the superior is told."""
        play = submitted()
        only(play.when(QINGZHEN, WithdrawCase(by=CLERK, reason="不再需要")), facts.CaseWithdrawn)
        assert queues(play)[0] == (GUIZHOU, "work.withdrawn.v1")

    def test_correction_and_refusal_are_its_own(self) -> None:
        """What is missing the lower organ asks for, in its own name."""
        play = filed()
        happened(play.when(GUIYANG, ClaimCase(by=REVIEWER)))
        asked = play.when(GUIYANG, AskCorrection(by=REVIEWER, points=POINTS))
        assert only(asked, facts.CorrectionAsked).in_name_of is None
        assert told(play)[-1].body.competent == LOWER

    def test_silence_accepts(self) -> None:
        """Silence of the lower organ accepts, and its limit to review counts from the day of receipt (art. 32)."""
        play = filed()
        play.deadline(at(after_working_days(5) + timedelta(days=1), 0))
        (deemed,) = [fact for fact in play.said if isinstance(fact, facts.CaseDeemedAccepted)]
        assert (deemed.promise, deemed.handed_to) == (None, None)
        assert deemed.lower_review is not None
        assert (deemed.lower_review.started, deemed.lower_review.due_day) == (TODAY, after_working_days(10))

    def test_silence_corrected(self) -> None:
        """What the lower organ said in time counts until it has handed the file up."""
        late = at(after_working_days(5) + timedelta(days=1), 9)
        in_time = late - timedelta(days=1)
        for body in (AcceptCase(by=REVIEWER), AskCorrection(by=REVIEWER, points=POINTS)):
            play = filed()
            play.deadline(late)
            happened(play.when(GUIYANG, ClaimCase(by=REVIEWER)))
            said = happened(play.when(GUIYANG, body, received=in_time))
            assert isinstance(said[0], facts.SilenceCorrected)
        play = filed()
        play.deadline(late)
        happened(play.when(GUIYANG, ClaimCase(by=REVIEWER)))
        happened(play.when(GUIYANG, OPINION))
        # held then as well, so that nothing but the step it is at speaks against it
        play.state = play.state.changed(lapsed=Lease(by=REVIEWER, until=late))
        gone = play.when(GUIYANG, AskCorrection(by=REVIEWER, points=POINTS), received=in_time)
        assert gone == Refusal("step_not_now", params={"stage": "审查中"})

    def test_silence_that_spoke_early(self) -> None:
        """A later calendar gives who accepts its whole limit, but not once the file is up."""
        flood = RegionalCalendar(
            valid_from=TODAY, region=GUIYANG, decree="flood", reason="防汛", source="样例",
            days_off=(date(2026, 11, 25),),
        )  # fmt: skip
        told_of = RecomputeClocks(row="regional_calendar/520100/flood", because="防汛")
        for goes_up in (False, True):
            play = filed()
            play.deadline(at(after_working_days(5) + timedelta(days=1), 9))
            if goes_up:
                happened(play.when(GUIYANG, ClaimCase(by=REVIEWER)))
                happened(play.when(GUIYANG, OPINION))
            play.reference = reference().with_rows([flood], offset=1)
            said = happened(play.when(HUB, told_of))
            moved = {one.clock.name for fact in said if isinstance(fact, facts.ClocksRecomputed) for one in fact.clocks}
            assert ("acceptance" in moved) is not goes_up

    def test_its_lamp_goes_back_with_silence(self) -> None:
        """A review that was overdue only since silence had accepted has a lamp that is taken back with it."""
        play = filed(guards(lower_review=LowerReview(level="3", promised=Limit(amount=3))))
        late = at(after_working_days(5) + timedelta(days=1), 9)
        play.deadline(late)
        assert {lamp.clock for lamp in play.state.red} >= {"acceptance", "lower_review"}
        happened(play.when(GUIYANG, ClaimCase(by=REVIEWER)))
        happened(play.when(GUIYANG, AcceptCase(by=REVIEWER), received=late - timedelta(days=1)))
        lifted = {lamp.clock: lamp.lifted for lamp in play.state.red}
        assert (lifted["acceptance"], lifted["lower_review"]) == (True, True)

    def test_transferred(self) -> None:
        """A case for another prefecture goes to that one's organ, though the same superior decides."""
        play, zunyi = filed(), organ(ZUNYI)
        happened(play.when(GUIYANG, ClaimCase(by=REVIEWER)))
        body = TransferCase(by=REVIEWER, region="520382", reason="住所在仁怀市")
        moved = only(play.when(GUIYANG, body), facts.CaseTransferred)
        assert (moved.to, moved.lower) == (SUPERIOR, zunyi)
        assert queues(play)[:2] == [(GUIYANG, "work.withdrawn.v1"), (ZUNYI, "work.offered.v1")]
        same = filed()
        happened(same.when(GUIYANG, ClaimCase(by=REVIEWER)))
        near = TransferCase(by=REVIEWER, region=QINGZHEN, reason="住所在清镇市")
        assert same.when(GUIYANG, near) == Refusal("transfer_loop", params={"unit": LOWER.name})
        there = Officer(unit=zunyi.unit, staff="ZY01")
        happened(play.when(ZUNYI, ClaimCase(by=there)))
        back = TransferCase(by=there, region=XIFENG, reason="住所在息烽县")
        assert play.when(ZUNYI, back) == Refusal("transfer_loop", params={"unit": LOWER.name})

    def test_transferred_to_a_named_unit(self) -> None:
        """Whom an officer names is who accepts and reviews there."""
        other = reference().unit_for_group("market", ZUNYI, TODAY)
        assert other is not None
        play = filed()
        happened(play.when(GUIYANG, ClaimCase(by=REVIEWER)))
        named = TransferCase(by=REVIEWER, region=ZUNYI, unit=other.uscc, reason="样例")
        moved = only(play.when(GUIYANG, named), facts.CaseTransferred)
        assert moved.lower is not None
        assert (moved.lower.unit, moved.to) == (other.uscc, SUPERIOR)
        elsewhere = TransferCase(by=Officer(unit=other.uscc, staff="1"), region=XIFENG, unit=other.uscc, reason="样例")
        happened(play.when(ZUNYI, ClaimCase(by=elsewhere.by)))
        refused = play.when(ZUNYI, elsewhere)
        assert isinstance(refused, Refusal)
        assert refused.code == "transfer_nowhere"

    def test_renewed_while_below(self) -> None:
        """Silence that renews takes the case up: the superior, who issues the document, is given it."""
        review = LowerReview(level="4", promised=Limit(amount=20))
        rows = with_item(RENEWAL, levels=("3",), lower_review=review)
        play = Play(case_number(), rows=rows)
        renewal = Renewal(document="JY15201220000001", expires_on=date(2027, 1, 31))
        only(play.when(QINGZHEN, filing(RENEWAL, renewal=renewal)), facts.CaseFiled)
        assert (play.state.acting.region, play.state.competent.region) == (XIFENG, GUIYANG)
        while play.state.stage != "decided":
            due = play.aggregate.due(play.state)
            assert due is not None
            happened(play.deadline(max(due, play.now)))
        fact = next(one for one in reversed(play.said) if isinstance(one, facts.CaseDeemedRenewed))
        assert fact.handed_to == play.state.competent
        assert play.said[-1] is fact
        said = told(play)
        work = [(one.endpoint, one.body.ce_type.removeprefix("cn.tongban.")) for one in said if one.queue == "work"]
        assert work[:2] == [(XIFENG, "work.withdrawn.v1"), (GUIYANG, "work.offered.v1")]


class TestRouting:
    def test_everywhere(self) -> None:
        """Each county's matter is reviewed by its own prefecture's police, and decided by the province's."""
        item = reference().item(GUARDS, TODAY)
        assert item is not None
        for region in reference().all_regions(TODAY):
            if region.level != "4":
                continue
            matter = Matter(item, region.code, "2")
            lower, superior = (
                reference().lower_unit(matter, TODAY),
                reference().competent_unit(item, region.code, TODAY),
            )
            assert lower is not None
            assert superior is not None
            assert (lower.region, superior.region) == (reference().above[region.code][1], GUIZHOU)

    def test_a_rule_of_its_own(self) -> None:
        """A rule for the item at the lower level names who reviews, and leaves who decides alone."""
        market = reference().unit_for_group("market", GUIYANG, TODAY)
        assert isinstance(market, Unit)
        rule = RoutingRule(item=GUARDS, region=GUIYANG, unit=market.uscc, valid_from=date(2026, 1, 1))
        play = filed(reference().with_rows([rule], 1))
        assert (play.state.lower.unit, play.state.competent) == (market.uscc, SUPERIOR)

    def test_never_by_who_decides(self) -> None:
        """A rule that would let the superior organ review for itself leaves nobody to review first."""
        rule = RoutingRule(item=GUARDS, region=GUIYANG, unit=SUPERIOR.unit, valid_from=date(2026, 1, 1))
        assert _file(reference().with_rows([rule], 1)) == _nobody("息烽县")


def _file(rows: Reference | None = None, region: str = XIFENG) -> Any:
    body = filing(GUARDS, region, applicant_kind="2", materials=(), personal=Personal(applicant=company()))
    return Play(case_number(), rows=rows).when(QINGZHEN, body)


def _nobody(region: str) -> Refusal:
    params = {"item": "保安服务许可证核发", "level": "市级", "region": region}
    return Refusal("no_lower_unit", "/application/jurisdiction/region", params)


def _given_again() -> Any:
    play = submitted()
    happened(play.when(GUIZHOU, ClaimCase(by=DECIDER)))
    return play.when(GUIZHOU, OPINION.model_copy(update={"by": DECIDER}))


PROVOKE: Final[dict[str, Callable[[], Any]]] = {
    "no_lower_unit": lambda: _file(region=GUIZHOU),
    "lower_review_pending": lambda: accepted().when(GUIZHOU, DecideCase(by=DECIDER, outcome="approved")),
    "lower_review_none": lambda: play_at("accepted").when(
        XIFENG, SubmitReview(by=_holder(), opinion="可", recommends="approved")
    ),
    "lower_review_given": _given_again,
    "lower_review_not_extended": lambda: accepted().when(
        GUIYANG, RequestExtension(by=REVIEWER, days=5, reason="情形复杂")
    ),
}


def _holder() -> Officer:
    holder: Officer = play_at("accepted").state.lease.by
    return holder


@pytest.mark.parametrize("code", [code for code, _ in LOWER_REVIEW])
def test_each_code(code: str) -> None:
    """One wrong thing gives this code, with a text that names no placeholder."""
    result = PROVOKE[code]()
    assert isinstance(result, Refusal), result
    assert result.code == code
    assert "{" not in explain(code, result.params)
    assert "未说明" not in explain(code, result.params)


def test_no_other_item_has_it() -> None:
    """A registration is accepted and decided by one organ, as before: nothing of this shows in its facts."""
    filed_one = play_at("accepted").said[0]
    assert isinstance(filed_one, facts.CaseFiled)
    assert (filed_one.item.code, filed_one.lower, filed_one.item.lower_review) == (COMPANY, None, None)
