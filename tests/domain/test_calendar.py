"""Working days: the examples of the field, the notices' own counts, and laws that hold for every date."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

import chinese_calendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub.domain.calendar import Calendar, DueDay, calendar_of, due_after
from hub.reference.load import calendar_years
from schemas.reference import CalendarYear, Limit
from schemas.times import CHINA

settled = st.dates(date(2020, 1, 1), date(2026, 12, 31))
anywhen = st.dates(date(2018, 1, 1), date(2045, 12, 31))


@cache
def calendar() -> Calendar:
    return calendar_of(calendar_years())


def test_days_of_2026() -> None:
    """2026 has 248 working days, six of them on weekends."""
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    working = [day for day in days if calendar().is_working_day(day)]
    assert len(working) == 248
    assert [f"{day:%m-%d}" for day in working if day.weekday() >= 5] == [
        "01-04", "02-14", "02-28", "05-09", "09-20", "10-10",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 9, 30), 5, DueDay(date(2026, 10, 13), provisional=False)),
        (date(2026, 2, 13), 5, DueDay(date(2026, 2, 27), provisional=False)),
        (date(2026, 10, 1), 1, DueDay(date(2026, 10, 8), provisional=False)),
        (date(2026, 11, 21), 0, DueDay(date(2026, 11, 21), provisional=False)),
        # 2027: no notice yet; New Year's Day is statutory and falls on a Friday
        (date(2026, 12, 31), 1, DueDay(date(2027, 1, 4), provisional=True)),
        (date(2026, 12, 25), 20, DueDay(date(2027, 1, 25), provisional=True)),
        # beyond all rows: Monday to Friday
        (date(2044, 5, 6), 5, DueDay(date(2044, 5, 13), provisional=True)),
        # before all rows likewise
        (date(2017, 12, 29), 1, DueDay(date(2018, 1, 1), provisional=True)),
        # into the rows: 2020-01-01 is off
        (date(2019, 12, 31), 1, DueDay(date(2020, 1, 2), provisional=True)),
    ],
)
def test_examples(start: date, days: int, due: DueDay) -> None:
    """Days count from the next day, across 放假调休, and are provisional where no notice reaches."""
    assert calendar().add_working_days(start, days) == due


@given(settled)
def test_agrees_with_the_package(day: date) -> None:
    """Our rows say of every day what the package made from the notices says."""
    assert calendar().is_working_day(day) == chinese_calendar.is_workday(day)


@given(anywhen, st.integers(1, 60))
@example(date(2019, 10, 9), 60)
def test_counts_one_by_one(start: date, days: int) -> None:
    """Adding is the same as walking on from the next day and counting working days."""
    day, left = start, days
    while left:
        day += timedelta(days=1)
        left -= calendar().is_working_day(day)
    assert calendar().add_working_days(start, days).day == day


@given(settled, st.integers(0, 60), st.integers(1, 60))
def test_adds_up(start: date, first: int, second: int) -> None:
    """So many days and then so many more is both at once, and between counts what was added."""
    once = calendar().add_working_days(start, first + second).day
    assert calendar().add_working_days(calendar().add_working_days(start, first).day, second).day == once
    assert calendar().working_days_between(start, once) == first + second


@given(anywhen, st.integers(0, 60))
def test_provisional_beyond_the_notices(start: date, days: int) -> None:
    """A due date is provisional exactly when it starts or ends in a year without a notice."""
    due = calendar().add_working_days(start, days)
    assert due.provisional != (start.year >= 2020 and due.day.year <= 2026)


def test_a_notice_moves_provisional_days() -> None:
    """When the notice is loaded, the same sum gives another day, no longer provisional."""
    notice = CalendarYear(
        valid_from=date(2027, 1, 1),
        year=2027,
        source="made-up notice",
        days_off=(date(2027, 1, 1), date(2027, 1, 4)),
        working_weekends=(date(2027, 1, 9),),
    )
    known = calendar_of([*calendar_years(), notice])
    assert known.add_working_days(date(2026, 12, 31), 5) == (date(2027, 1, 9), False)


def test_no_rows_at_all() -> None:
    """Without any row it is Monday to Friday, provisional."""
    assert calendar_of([]).add_working_days(date(2026, 9, 30), 5) == (date(2026, 10, 7), True)


@pytest.mark.parametrize(
    ("limit", "at"),
    [
        # 16:30 UTC on 30 September is half past midnight on 1 October in China
        (Limit(amount=1), datetime(2026, 10, 9, tzinfo=CHINA)),
        (Limit(amount=0), datetime(2026, 10, 2, tzinfo=CHINA)),
        (Limit(amount=20, unit="natural_days"), datetime(2026, 10, 22, tzinfo=CHINA)),
        (Limit(amount=2, unit="hours"), datetime(2026, 10, 1, 2, 30, tzinfo=CHINA)),
        (Limit(amount=55, unit="minutes"), datetime(2026, 10, 1, 1, 25, tzinfo=CHINA)),
    ],
)
def test_moments(limit: Limit, at: datetime) -> None:
    """Days end at China's midnight after the last of them; hours and minutes run through."""
    moment = datetime(2026, 9, 30, 16, 30, tzinfo=UTC)
    assert due_after(calendar(), moment, limit) == (at, False)
