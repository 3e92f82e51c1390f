"""Periods of months and years end as 民法典 art. 200 to 202 say."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from hub.domain.periods import last_day_of
from hub.domain.values import Refusal
from tests.domain.test_credit import LISTING, MEASURE, SUBJECT, notified
from tests.domain.world import MONDAY, XIFENG


@pytest.mark.parametrize(
    ("begun", "months", "last"),
    [
        (date(2026, 11, 24), 12, date(2027, 11, 24)),  # art. 202: the same day of the month in which it ends
        (date(2028, 2, 29), 12, date(2029, 2, 28)),  # art. 202: there is none, so the month's last day
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2027, 2, 28), 12, date(2028, 2, 28)),  # the day is there: not the month's last
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 12, 1), 36, date(2029, 12, 1)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_the_last_day(begun: date, months: int, last: date) -> None:
    """The day of its beginning is not counted (art. 201)."""
    assert last_day_of(begun, months) == last


@pytest.mark.parametrize(("ends_on", "is_right"), [(date(2029, 12, 1), True), (date(2029, 12, 2), False)])
def test_a_measure_of_36_months(ends_on: date, *, is_right: bool) -> None:
    """From 1 December 2026 to 1 December 2029 at most."""
    stage = notified()
    listing = LISTING.model_copy(update={"measures": (MEASURE.model_copy(update={"ends_on": ends_on}),)})
    result = stage.when(SUBJECT, XIFENG, listing, datetime(2026, 12, 1, 9, tzinfo=MONDAY.tzinfo))
    wrong = Refusal("measure_period", "/measures/0/ends_on", {"measure": "C03", "months": "36"})
    assert (result != wrong) is is_right
