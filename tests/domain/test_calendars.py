"""Each region's working days at each date: notices that come, decrees of one region, the province's policy."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from hub.domain.calendar import YellowRule
from hub.domain.reference import Reference
from hub.reference.load import load
from schemas import facts
from schemas.commands import TransferCase
from schemas.reference import CalendarYear, Limit, Policy, RegionalCalendar
from schemas.times import CHINA
from tests.domain.world import BODIES, FOOD, MONDAY, QINGZHEN, XIFENG, Play, case_number, filing, only, play_at

TODAY = MONDAY.date()
THURSDAY = date(2026, 11, 26)
SATURDAY = date(2026, 11, 28)


@cache
def shipped() -> Reference:
    return load()


def decree(region: str, **changes: Any) -> RegionalCalendar:
    row = RegionalCalendar(
        valid_from=TODAY, region=region, decree="2026-11-flood", reason="防汛", source="样例", days_off=(THURSDAY,)
    )
    return row.model_copy(update=changes)


def with_rows(*rows: Any) -> Reference:
    return shipped().with_rows(rows, offset=1)


def test_a_decree_counts_in_its_region_and_below() -> None:
    """息烽's day off moves a due date of 息烽, not of 修文; 贵阳's one moves both, 遵义's neither."""
    for region, moved in ((XIFENG, {XIFENG}), ("520100", {XIFENG, "520123"}), ("520300", set())):
        known = with_rows(decree(region))
        for county in (XIFENG, "520123"):
            due = known.calendar_for(county, TODAY).add_working_days(TODAY, 3).day
            assert due == (date(2026, 11, 27) if county in moved else THURSDAY)


def test_the_nearest_decree_counts() -> None:
    """A county that works on the city's day off, and on a Saturday for it, does; a later decree replaces an earlier."""
    own = decree(XIFENG, days_off=(), working_days=(THURSDAY, SATURDAY))
    known = with_rows(decree("520100"), own)
    assert known.calendar_for(XIFENG, TODAY).is_working_day(THURSDAY)
    assert known.calendar_for(XIFENG, TODAY).is_working_day(SATURDAY)
    taken_back = with_rows(decree(XIFENG), decree(XIFENG, revision=2, days_off=()))
    assert taken_back.calendar_for(XIFENG, TODAY).is_working_day(THURSDAY)


def test_rows_count_from_their_day() -> None:
    """Before its first day a notice or decree changes nothing: what was decided earlier is decided the same again."""
    notice = CalendarYear(
        valid_from=date(2026, 11, 25), year=2027, source="样例", days_off=(date(2027, 1, 1), date(2027, 1, 4))
    )
    known = with_rows(decree(XIFENG, valid_from=date(2026, 11, 25)), notice)
    for on, thursday, january in (
        (date(2026, 11, 24), True, date(2027, 1, 4)),
        (date(2026, 11, 25), False, date(2027, 1, 5)),
    ):
        calendar = known.calendar_for(XIFENG, on)
        assert calendar.is_working_day(THURSDAY) is thursday
        due = calendar.add_working_days(date(2026, 12, 31), 1)
        assert due == (january, january.day == 4)


def test_regions_without_a_decree_share_a_calendar() -> None:
    """A province of a hundred regions makes one calendar, and one more for who differs."""
    known = with_rows(decree(XIFENG))
    made = {id(known.calendar_for(region.code, TODAY)) for region in known.all_regions(TODAY)}
    assert len(made) == 2


def test_a_case_runs_by_the_days_of_its_competent_region() -> None:
    """Filed at 清镇 for 息烽: 息烽's day off moves acceptance, 清镇's own does not."""
    for region, last in ((XIFENG, date(2026, 12, 1)), (QINGZHEN, date(2026, 11, 30))):
        play = Play(case_number(), rows=with_rows(decree(region)))
        filed = only(play.when(QINGZHEN, filing(FOOD)), facts.CaseFiled)
        clock = next(clock for clock in filed.clocks if clock.name == "acceptance")
        assert clock.due == datetime.combine(last + timedelta(days=1), datetime.min.time(), CHINA)


def test_the_policy_is_dated() -> None:
    """From its first day a policy's limits count: claim in two days, yellow at half, one transfer."""
    policy = Policy(
        valid_from=TODAY, source="样例", claim=Limit(amount=2), yellow_percent=50, yellow_days=0, most_hops=0
    )
    known = with_rows(policy)
    yesterday = TODAY - timedelta(days=1)
    assert known.policy(yesterday).claim == Limit(amount=1)
    assert known.calendar_for(XIFENG, yesterday).yellow == YellowRule(20, 1)
    play = Play(case_number(), rows=known)
    claim, acceptance = only(play.when(QINGZHEN, filing(FOOD)), facts.CaseFiled).clocks
    assert claim.due == datetime(2026, 11, 26, tzinfo=CHINA)
    assert acceptance.yellow_at == datetime(2026, 11, 27, tzinfo=CHINA)
    held = play_at("filed")
    held.reference = known
    refusal: Any = held.when(XIFENG, BODIES[TransferCase])
    assert refusal.code == "transfer_too_far"


def test_without_a_policy_the_defaults_hold() -> None:
    """A province that has written no policy is served by the defaults of the row's model."""
    bare = Reference.from_rows(())
    assert bare.policy(TODAY).most_hops == 3
    assert bare.calendar_for(XIFENG, TODAY).add_working_days(TODAY, 5) == (date(2026, 11, 30), True)
