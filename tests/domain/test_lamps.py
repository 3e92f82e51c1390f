"""Lamps: which steps turn one, whose it is, and what may be said of it once it is red."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.reference import Reference
from hub.domain.values import HUB, Refusal
from schemas import facts, notices
from schemas.commands import (
    AskCorrection,
    ClaimCase,
    DecideCase,
    DeliverCase,
    ExplainLamp,
    JudgeExplanation,
    NotAcceptCase,
    NoteDocument,
    NoteGoodFaithError,
    RecomputeClocks,
    ReleaseCase,
    SupplyCorrection,
    TransferCase,
)
from schemas.parties import Officer
from schemas.reference import Limit, RegionalCalendar
from schemas.times import CHINA
from tests.domain.world import (
    ANOTHER,
    BODIES,
    COMPANY,
    MONDAY,
    OFFICER,
    POINTS,
    QINGZHEN,
    SUPERVISOR,
    XIFENG,
    ZUNYI,
    Play,
    case_number,
    competent,
    filing,
    happened,
    officer,
    only,
    play_at,
    reference,
)

LATE = datetime(2026, 11, 25, tzinfo=CHINA)
"""When the promise of one day, accepted on Monday, has passed."""
EXPLAIN, JUDGE, NOTE = BODIES[ExplainLamp], BODIES[JudgeExplanation], BODIES[NoteGoodFaithError]


def late() -> Play:
    """A case accepted on Monday whose promise has passed: its first red lamp."""
    play = play_at("accepted")
    play.deadline(LATE)
    return play


def red(play: Play) -> list[tuple[str, str | None]]:
    return [(lamp.clock, lamp.officer.staff if lamp.officer else None) for lamp in play.state.red]


def test_not_claimed_is_nobodys_lamp() -> None:
    """A case nobody has claimed in a day shows a lamp of the unit, of nobody in person."""
    play = Play(case_number())
    play.when(QINGZHEN, filing())
    play.deadline(LATE)
    assert red(play) == [("claim", None)]
    assert play.state.red[0].unit == competent().unit


def test_a_late_promise_is_its_holders_lamp() -> None:
    """Past due the lamp is the officer's who holds the case, or held it last."""
    assert red(late()) == [("promise", "XF0101")]
    released = play_at("accepted")
    released.when(XIFENG, ReleaseCase(by=OFFICER))
    released.deadline(LATE)
    assert red(released) == [("promise", "XF0101"), ("claim", None)], "who accepted answers for it"


def test_a_late_delivery_is_nobodys_lamp() -> None:
    """The window delivers: a late delivery is no lamp of the officer who decided."""
    play = play_at("decided")
    play.state = play.state.changed(clocks=late().state.clocks)
    delivery = play.state.clocks[0].clock.model_copy(update={"name": "delivery"})
    play.state = play.state.changed(
        clocks=(play.state.clocks[0].model_copy(update={"clock": delivery, "lamp": "green"}),)
    )
    play.deadline(LATE)
    assert red(play) == [("delivery", None)]


def test_a_correction_asked_twice() -> None:
    """The second notice turns a lamp of its officer, at once; the first does not."""
    play = play_at("correcting")
    assert red(play) == []
    play.when(QINGZHEN, SupplyCorrection(form={"capital": 2000000}))
    play.when(XIFENG, ClaimCase(by=OFFICER))
    _, lamp = happened(play.when(XIFENG, AskCorrection(by=OFFICER, points=POINTS[1:])))
    assert isinstance(lamp, facts.LampTurned)
    assert (lamp.clock, lamp.lamp, lamp.due) == ("second_correction", "red", MONDAY)
    assert red(play) == [("second_correction", "XF0101")]


@pytest.mark.parametrize(("reason", "lamps"), [("不 符 合", 1), ("无", 1), ("不符合第十二条", 0)])
def test_a_refusal_without_a_reason(reason: str, lamps: int) -> None:
    """A refusal whose reason says nothing is a refusal all the same, and a red lamp of its officer."""
    denied = DecideCase(by=OFFICER, outcome="denied", reason=reason, legal_basis="第十二条", remedy="复议")
    away = NotAcceptCase(by=OFFICER, reason=reason, remedy="复议")
    for stage, body in (("accepted", denied), ("filed", away)):
        play = play_at(stage)
        play.when(XIFENG, body)
        assert red(play) == [("reason", "XF0101")] * lamps
        assert play.state.stage in {"decided", "not_accepted"}


def test_an_explanation_granted() -> None:
    """The unit explains, its supervisor hears of it and grants it; the lamp stays on record, explained."""
    play = late()
    explained = only(play.when(XIFENG, EXPLAIN), facts.LampExplained)
    assert explained.supervisor.name == "息烽县政务服务中心"
    (told,) = play.aggregate.notices(explained, play.before, play.state)
    assert isinstance(told.body, notices.WorkExplained)
    assert (told.queue, told.endpoint, told.body.unit, told.body.number) == ("work", XIFENG, SUPERVISOR.unit, 1)
    assert told.body.owner.unit == OFFICER.unit
    judged = only(play.when(XIFENG, JUDGE), facts.ExplanationJudged)
    (answer,) = play.aggregate.notices(judged, play.before, play.state)
    assert isinstance(answer.body, notices.WorkUpdated)
    assert (answer.body.change, answer.body.reason) == ("explanation_granted", "情况属实")
    assert [lamp.explanation for lamp in play.state.red] == ["granted"]
    assert play.state.running("promise").lamp == "red"


def test_an_explanation_refused_after_the_end() -> None:
    """A closed case's lamp may still be explained, said anew while it waits, and refused."""
    play = late()
    for body in (ClaimCase(by=OFFICER), BODIES[DecideCase]):
        play.when(XIFENG, body)
    play.when(HUB, BODIES[NoteDocument])
    play.when(QINGZHEN, BODIES[DeliverCase])
    assert play.state.stage == "delivered"
    play.when(XIFENG, EXPLAIN)
    only(play.when(XIFENG, EXPLAIN), facts.LampExplained)
    only(play.when(XIFENG, JUDGE.model_copy(update={"granted": False})), facts.ExplanationJudged)
    assert [lamp.explanation for lamp in play.state.red] == ["refused"]


def test_an_error_in_good_faith() -> None:
    """容错: noted of the officer whose lamp it is, by whom and on what ground; the lamp itself stays the unit's."""
    play = late()
    noted = only(play.when(XIFENG, NOTE), facts.GoodFaithErrorNoted)
    assert (noted.officer, noted.by, noted.ground) == (OFFICER, SUPERVISOR, "首次试行新流程")
    (lamp,) = play.state.red
    assert (lamp.good_faith, lamp.explanation) == (True, None)
    (told,) = play.aggregate.notices(noted, play.before, play.state)
    assert isinstance(told.body, notices.WorkUpdated)
    assert told.body.change == "good_faith_noted"


def test_a_lamp_stays_with_the_unit_that_had_it() -> None:
    """Transferred after its claim was late: the first unit explains the lamp, the second can't."""
    play = Play(case_number())
    play.when(QINGZHEN, filing())
    play.deadline(LATE)
    play.when(XIFENG, ClaimCase(by=OFFICER))
    play.when(XIFENG, TransferCase(by=OFFICER, region="520123", reason="住所在修文县"))
    other = ExplainLamp(by=officer("XW1", COMPANY, "520123"), lamp=1, reason="不是本单位")
    refused: Any = play.when("520123", other)
    assert refused.code == "lamp_not_yours"
    only(play.when(XIFENG, EXPLAIN), facts.LampExplained)


def test_who_supervises_the_supervisor() -> None:
    """The county's service centre judges the county's units; its own lamps are the city's to judge, 贵州's nobody's."""
    today = MONDAY.date()
    assert reference().supervisor(SUPERVISOR.unit, XIFENG, today) == reference().unit_for_group(
        "government_services", "520100", today
    )
    top = reference().unit_for_group("government_services", "520000", today)
    assert top is not None
    assert reference().supervisor(top.uscc, "520000", today) is None


def test_another_calendar_takes_an_early_lamp_back() -> None:
    """A day decreed off after the fact: the red lamp was early, is lifted, stays on record, and turns again later."""
    play = late()
    flood = RegionalCalendar(
        valid_from=MONDAY.date(),
        region=XIFENG,
        decree="样例",
        reason="防汛",
        source="样例",
        days_off=(LATE.date() - timedelta(days=1),),
    )
    play.reference = reference().with_rows([flood], offset=1)
    play.when(HUB, BODIES[RecomputeClocks])
    assert [lamp.lifted for lamp in play.state.red] == [True]
    refused: Any = play.when(XIFENG, EXPLAIN)
    assert refused.code == "lamp_settled"
    play.deadline(LATE + timedelta(days=1))
    assert [(lamp.clock, lamp.lifted) for lamp in play.state.red] == [("promise", True), ("promise", False)]


JUDGED_BY: Final = datetime(2026, 12, 3, tzinfo=CHINA)
"""Five working days after the day on which late() explains."""


def waiting() -> Play:
    """A late case whose unit has explained its lamp."""
    play = late()
    only(play.when(XIFENG, EXPLAIN), facts.LampExplained)
    return play


def test_an_explanation_has_a_limit_for_its_judge() -> None:
    """The supervisor hears until when; said anew while it waits, the limit runs on."""
    play = waiting()
    (told,) = play.aggregate.notices(play.said[-1], play.before, play.state)
    assert isinstance(told.body, notices.WorkExplained)
    assert told.body.judge is not None
    assert (told.body.judge.name, told.body.judge.due) == ("explanation", JUDGED_BY)
    only(play.when(XIFENG, EXPLAIN, LATE + timedelta(days=2)), facts.LampExplained)
    assert play.state.red[0].judge.clock.due == JUDGED_BY


def test_the_limit_is_the_provinces() -> None:
    """By the policy's row, in working days of the supervisor's region."""
    play = late()
    policy = reference().policy(MONDAY.date())
    shorter = policy.model_copy(update={"judgement": Limit(amount=1), "revision": policy.revision + 1})
    play.reference = reference().with_rows([shorter], offset=1)
    explained = only(play.when(XIFENG, EXPLAIN), facts.LampExplained)
    assert explained.judge is not None
    assert explained.judge.due == LATE + timedelta(days=2)


def test_an_explanation_that_nobody_judges_is_the_supervisors_lamp() -> None:
    """Yellow a day before, then red: a lamp of its own at the supervisor; the explanation stays open, judged late."""
    play = waiting()
    while (due := play.aggregate.due(play.state)) is not None:
        play.deadline(due)
    lamp = play.state.red[-1]
    assert (lamp.clock, lamp.unit, lamp.officer, lamp.due) == ("explanation", SUPERVISOR.unit, None, JUDGED_BY)
    turned = [fact for fact in play.said if isinstance(fact, facts.LampTurned) and fact.clock == "explanation"]
    assert [(fact.lamp, fact.explained, fact.number) for fact in turned] == [
        ("yellow", 1, None),
        ("red", 1, len(play.state.red)),
    ]
    assert play.state.red[0].explanation == "waiting"
    only(play.when(XIFENG, JUDGE), facts.ExplanationJudged)
    assert play.state.red[0].explanation == "granted"


def test_the_supervisor_hears_of_its_lamp_and_explains_it_to_the_one_above() -> None:
    """In its own queue, by its own endpoint; the city's service centre judges, and nobody of the case's unit may."""
    play = waiting()
    turned = happened(play.deadline(JUDGED_BY))[-1]
    number = len(play.state.red)
    (told,) = play.aggregate.notices(turned, play.before, play.state)
    assert isinstance(told.body, notices.WorkUpdated)
    assert (told.endpoint, told.body.unit, told.body.change) == (XIFENG, SUPERVISOR.unit, "lamp_red")
    own = EXPLAIN.model_copy(update={"lamp": number})
    assert play.when(XIFENG, own) == Refusal("lamp_not_yours", "/lamp")
    explained = only(play.when(XIFENG, own.model_copy(update={"by": SUPERVISOR})), facts.LampExplained)
    assert explained.supervisor.region == "520100"
    city = Officer(unit=explained.supervisor.unit, staff="GY0001")
    judge = JUDGE.model_copy(update={"lamp": number, "by": city})
    judged = only(play.when(explained.supervisor.endpoint, judge), facts.ExplanationJudged)
    (answer,) = play.aggregate.notices(judged, play.before, play.state)
    assert isinstance(answer.body, notices.WorkUpdated)
    assert (answer.endpoint, answer.body.unit) == (XIFENG, SUPERVISOR.unit)


def with_days_off(*days: date, region: str = "520100") -> Reference:
    """The shipped rows with a decree that a region's offices stand still on these days."""
    flood = RegionalCalendar(
        valid_from=LATE.date(), region=region, decree="flood", reason="防汛", source="样例", days_off=days
    )
    return reference().with_rows([flood], offset=1)


@settings(deadline=None, max_examples=15)
@given(st.sets(st.dates(LATE.date(), date(2026, 12, 31)), max_size=12))
def test_the_judges_limit_as_if_from_the_start(days: set[date]) -> None:
    """Computed again under the decree of a city, a supervisor's limit is what the decree gives from the start."""
    rows = with_days_off(*sorted(days))
    play, other = waiting(), late()
    play.reference = other.reference = rows
    other.when(XIFENG, EXPLAIN)
    play.when(HUB, BODIES[RecomputeClocks])
    assert play.state.red[0].judge == other.state.red[0].judge


def test_the_judge_hears_of_its_new_limit() -> None:
    """In its own queue, with its own limit; the unit and the window, whose limits are past or unmoved, hear nothing."""
    play = waiting()
    play.state = play.state.changed(stage="delivered", clocks=(), lease=None)
    play.reference = with_days_off(date(2026, 11, 30))
    said = only(play.when(HUB, BODIES[RecomputeClocks]), facts.ClocksRecomputed)
    (told,) = play.aggregate.notices(said, play.before, play.state)
    assert isinstance(told.body, notices.WorkUpdated)
    assert (told.queue, told.endpoint, told.body.unit, told.body.change) == (
        "work", XIFENG, SUPERVISOR.unit, "recomputed",
    )  # fmt: skip
    assert [(clock.name, clock.due) for clock in told.body.clocks] == [("explanation", JUDGED_BY + timedelta(days=1))]
    assert play.when(HUB, BODIES[RecomputeClocks]) == ()


def test_a_supervisors_lamp_that_was_early_is_lifted() -> None:
    """Its red lamp stays on record as early, the limit runs on, and the lamp that it was to judge is as it was."""
    play = waiting()
    play.deadline(JUDGED_BY)
    play.reference = with_days_off(date(2026, 12, 1), date(2026, 12, 2))
    play.when(HUB, BODIES[RecomputeClocks])
    lifted = {lamp.clock: lamp.lifted for lamp in play.state.red}
    assert (lifted["promise"], lifted["explanation"]) == (False, True)
    judge = play.state.red[0].judge
    assert (judge.lamp, judge.clock.due) == ("green", JUDGED_BY + timedelta(days=2))


def test_a_judged_explanation_has_no_limit_any_more() -> None:
    """Judged in time, on the last day: nothing turns."""
    play = waiting()
    play.when(XIFENG, JUDGE, JUDGED_BY - timedelta(seconds=1))
    play.deadline(JUDGED_BY + timedelta(days=30))
    assert [lamp.clock for lamp in play.state.red if lamp.clock == "explanation"] == []


@pytest.mark.parametrize("body", [EXPLAIN, JUDGE, NOTE], ids=lambda body: type(body).__name__)
def test_strangers_have_no_say(body: Any) -> None:
    """A region that has no part in the case says nothing about its lamps."""
    assert late().when(ZUNYI, body) == Refusal("no_part")


def test_an_accepting_officer_of_another_unit_is_not_blamed() -> None:
    """After a transfer the lamp is the new unit's; who held the case in the old one is not named."""
    play = play_at("filed")
    play.deadline(MONDAY + timedelta(hours=2))
    play.when(XIFENG, ClaimCase(by=ANOTHER))
    play.when(XIFENG, TransferCase(by=ANOTHER, region="520123", reason="住所在修文县"))
    play.deadline(datetime(2026, 12, 1, tzinfo=CHINA))
    assert red(play) == [("acceptance", None), ("claim", None)], "nobody there has claimed it either"
    assert play.state.red[0].unit == competent(COMPANY, "520123").unit


def test_late_by_the_clock_but_received_in_time() -> None:
    """A decision that was received in time is in time, though the clock had turned the lamp before it was handled."""
    play = late()
    play.when(XIFENG, ClaimCase(by=OFFICER))
    decided = only(play.when(XIFENG, BODIES[DecideCase], received=LATE - timedelta(minutes=1)), facts.CaseDecided)
    assert decided.in_time
