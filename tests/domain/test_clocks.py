"""Laws of clocks: extensions and pauses add up, whatever the unit, and another calendar is as if it had always been."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.calendar import Calendar, calendar_of
from hub.domain.clocks import extend_clock, pause_clock, recompute_clock, resume_clock, start_clock
from hub.reference.load import calendar_years
from schemas import facts
from schemas.reference import Limit, RegionalCalendar
from schemas.times import CHINA
from tests.domain.world import MONDAY

SHIPPED = calendar_of(calendar_years())
UNITS = st.sampled_from(["working_days", "working_days", "natural_days", "hours", "minutes"])
limits = st.builds(Limit, amount=st.integers(0, 90), unit=UNITS)
starts = st.integers(0, 800 * 24).map(lambda hour: datetime(2025, 11, 1, 9, tzinfo=CHINA) + timedelta(hours=hour))
days = st.dates(date(2025, 11, 1), date(2028, 6, 1))


class Act(NamedTuple):
    """Something that happens to a clock, so many hours after what was before."""

    name: str
    hours: int
    days: int = 0


acts = st.lists(
    st.one_of(
        st.builds(Act, st.sampled_from(["pause", "resume"]), st.integers(0, 30 * 24)),
        st.builds(Act, st.just("extend"), st.integers(0, 24), st.integers(1, 20)),
    ),
    max_size=8,
)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """The shipped years with a decree that renames days as it likes."""
    off, working = draw(st.sets(days, max_size=20)), draw(st.sets(days, max_size=20))
    row = RegionalCalendar(
        valid_from=date(2025, 1, 1),
        region="520122",
        decree="样例",
        reason="样例",
        source="样例",
        days_off=tuple(sorted(off)),
        working_days=tuple(sorted(working - off)),
    )
    return calendar_of(calendar_years(), [row])


def lived(clock: facts.Clock, moment: datetime, script: Iterable[Act], calendar: Calendar) -> facts.Clock:
    """Let things happen to a clock under a calendar."""
    for act in script:
        moment += timedelta(hours=act.hours)
        if act.name == "pause":
            clock = pause_clock(clock, moment)
        elif act.name == "resume":
            clock = resume_clock(clock, moment, calendar)
        else:
            clock = extend_clock(clock, act.days, calendar)
    return clock


@given(limits, st.none() | limits, starts, acts, calendars())
def test_another_calendar_is_as_if_from_the_start(
    limit: Limit, cap: Limit | None, start: datetime, script: list[Act], new: Calendar
) -> None:
    """Started, paused and extended under the old calendar, computed again: what the new one gives at once."""
    old = lived(start_clock("promise", limit, start, SHIPPED, cap), start, script, SHIPPED)
    assert recompute_clock(old, new) == lived(start_clock("promise", limit, start, new, cap), start, script, new)


@given(limits, st.none() | limits, st.tuples(starts, starts), calendars())
def test_due_dates_are_monotone_in_start(
    limit: Limit, cap: Limit | None, moments: tuple[datetime, datetime], calendar: Calendar
) -> None:
    """Who starts later is never due earlier, in any unit, under any calendar; yellow never comes after red."""
    one, other = (start_clock("promise", limit, moment, calendar, cap) for moment in sorted(moments))
    assert one.due <= other.due
    assert all(clock.yellow_at is None or clock.yellow_at <= clock.due for clock in (one, other))
    assert cap is None or one.due <= start_clock("promise", cap, min(moments), calendar).due


@given(st.integers(0, 60), starts, st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=5), st.data())
def test_pauses_add_up_in_any_order(
    amount: int, start: datetime, spans: list[tuple[int, int]], data: st.DataObject
) -> None:
    """Due after pauses is due plus the working days paused, in whatever order the pauses are told."""
    clock, moment, still = start_clock("promise", Limit(amount=amount), start, SHIPPED), start, 0
    before = (clock.due - timedelta(seconds=1)).date()
    for wait, length in spans:
        began = moment + timedelta(hours=wait)
        moment = began + timedelta(hours=length)
        clock = resume_clock(pause_clock(clock, began), moment, SHIPPED)
        still += SHIPPED.working_days_between(began.date(), moment.date())
    assert (clock.due - timedelta(seconds=1)).date() == SHIPPED.add_working_days(before, still).day
    order: Any = data.draw(st.permutations(clock.pauses or ()))
    assert recompute_clock(clock.model_copy(update={"pauses": tuple(order)}), SHIPPED).due == clock.due


@given(st.integers(1, 60), starts, st.integers(0, 60))
def test_a_pause_leaves_the_days_that_were_left(amount: int, start: datetime, length: int) -> None:
    """The working days left on the day of the pause are the working days left on the day it ends."""
    began = start + timedelta(days=1)
    ended = began + timedelta(days=length)
    clock = start_clock("promise", Limit(amount=amount), start, SHIPPED)
    resumed = resume_clock(pause_clock(clock, began), ended, SHIPPED)
    left = SHIPPED.working_days_between(began.date(), (clock.due - timedelta(seconds=1)).date())
    assert SHIPPED.working_days_between(ended.date(), (resumed.due - timedelta(seconds=1)).date()) == left


def test_hours_stand_still_to_the_minute() -> None:
    """A promise of eight hours that stood still for 90 minutes is due 90 minutes later, and yellow as much."""
    clock = start_clock("promise", Limit(amount=8, unit="hours"), MONDAY, SHIPPED)
    began = MONDAY + timedelta(hours=1)
    resumed = resume_clock(pause_clock(clock, began), began + timedelta(minutes=90), SHIPPED)
    assert clock.yellow_at is not None
    assert resumed.due - clock.due == timedelta(minutes=90)
    assert resumed.yellow_at == clock.yellow_at + timedelta(minutes=90)


def test_pausing_twice_is_pausing_once() -> None:
    """A second pause within a pause, and a resumption of a clock that runs, change nothing."""
    clock = start_clock("promise", Limit(amount=5), MONDAY, SHIPPED)
    paused = pause_clock(clock, MONDAY)
    assert pause_clock(paused, MONDAY + timedelta(days=1)) is paused
    assert resume_clock(clock, MONDAY, SHIPPED) is clock


def test_a_legal_limit_counted_otherwise() -> None:
    """Promised in 10 natural days, legally 5 working days: the earlier end counts, over National Day the promise's."""
    for start, last in ((MONDAY, date(2026, 11, 30)), (datetime(2026, 9, 29, 9, tzinfo=CHINA), date(2026, 10, 9))):
        clock = start_clock("promise", Limit(amount=10, unit="natural_days"), start, SHIPPED, Limit(amount=5))
        assert (clock.due - timedelta(seconds=1)).date() == last


def test_a_clock_of_an_older_message() -> None:
    """A clock that does not say its limit stays as it is, and is extended from its last day."""
    clock = start_clock("promise", Limit(amount=5), MONDAY, SHIPPED)
    bare = facts.Clock(name="promise", started=clock.started, due=clock.due)
    assert recompute_clock(bare, SHIPPED) is bare
    assert extend_clock(bare, 3, SHIPPED).due == extend_clock(clock, 3, SHIPPED).due
