"""Rows for a running hub: which would be written, from when they count, and what keeps them out."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest

from hub.domain.reference import Reference
from hub.reference.applying import Plan, earliest_day, plan
from hub.reference.files import WrongRowsError, rows_in
from schemas.reference import CalendarYear, Item, Limit, LowerReview, RoutingRule, Row
from schemas.times import CHINA
from schemas.values import encode
from tests.domain.world import COMPANY, XIFENG, reference

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=CHINA)
TOMORROW = date(2026, 11, 24)


@cache
def known() -> Reference:
    """息烽 and what is above it: quick to check."""
    near = {"520000", "520100", XIFENG}
    rows = [row for row in reference().rows.values() if getattr(row, "region", XIFENG) in near]
    return Reference.from_rows([row for row in rows if row.kind != "region" or row.code in near])


def item(**changes: Any) -> Item:
    row = known().item(COMPANY, NOW.date())
    assert row is not None
    return row.model_copy(update={"valid_from": TOMORROW, **changes})


def rule(**changes: Any) -> RoutingRule:
    unit = known().unit_for_group("housing", XIFENG, NOW.date())
    assert unit is not None
    return RoutingRule(item=COMPANY, region=XIFENG, unit=unit.uscc, valid_from=TOMORROW, **changes)


def planned(*rows: Row, retroactive: bool = False) -> Plan:
    return plan(rows, known(), NOW, retroactive=retroactive)


def refused(told: Plan) -> list[str]:
    return [finding.kind for finding in told.refused]


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2026, 11, 23, 9, 30, tzinfo=CHINA), date(2026, 11, 24)),
        (datetime(2026, 11, 23, 23, 49, 59, tzinfo=CHINA), date(2026, 11, 24)),
        (datetime(2026, 11, 23, 23, 50, tzinfo=CHINA), date(2026, 11, 25)),
    ],
)
def test_every_lane_knows_a_row_before_it_counts(now: datetime, first: date) -> None:
    """Ten minutes before midnight it is too late for the next day."""
    assert earliest_day(now) == first


def test_a_right_row_is_planned_with_what_it_changes() -> None:
    """The rule is to be written, and from tomorrow company registrations of 息烽 go to another unit."""
    told = planned(rule())
    assert (refused(told), [row.code for row in told.rows]) == ([], [rule().code])
    assert [(change.on, change.item, change.regions) for change in told.changes] == [(TOMORROW, COMPANY, (XIFENG,))]


def test_from_today_on_is_too_early() -> None:
    """Unless the rows are retroactive."""
    early = item(valid_from=NOW.date(), name="公司登记")
    assert refused(planned(early)) == ["too_early"]
    assert "最早为2026-11-24" in planned(early).refused[0].text
    assert refused(planned(early, retroactive=True)) == []


def test_what_is_known_is_not_written_again() -> None:
    """Nor is it too early: it counts already."""
    told = planned(*known().rows.values())
    assert (told.rows, told.known_already, refused(told)) == ((), len(known().rows), [])


def test_another_row_of_the_same_day_gets_the_next_revision() -> None:
    """Of one first day the highest revision counts, so a correction is written above what it corrects."""
    first = item(name="公司登记")
    after = known().with_rows([first], offset=1)
    (second,) = plan([item(name="企业登记")], after, NOW, retroactive=False).rows
    assert second.revision == first.revision + 1
    current = after.with_rows([second], offset=2).item(COMPANY, TOMORROW)
    assert current is not None
    assert current.name == "企业登记"


def test_errors_keep_rows_out() -> None:
    """A tie, a promise longer than the law, one row twice, a calendar with a gap: each by its name."""
    assert refused(planned(rule(level="4"), rule(field="place_of_business"))) == ["rule_tie"]
    assert refused(planned(item(promised=Limit(amount=90)))) == ["promise_too_long"]
    assert "row_twice" in refused(planned(rule(), rule()))
    gap = CalendarYear(valid_from=TOMORROW, year=2027, source="样例", days_off=(date(2027, 1, 1),))
    assert set(refused(planned(gap))) == {"calendar"}


def test_an_error_that_was_there_before_keeps_nobody_out() -> None:
    """It is shown, and not the new row's."""
    bad = known().with_rows([item(regime="none")], offset=1)
    told = plan([rule()], bad, NOW, retroactive=False)
    assert "regime_unknown" in [finding.kind for finding in told.findings]
    assert refused(told) == []


def test_a_calendar_of_today_is_marked_retroactive() -> None:
    """So that open cases are computed again; an office's new endpoint is named."""
    years = [row for row in known().rows.values() if isinstance(row, CalendarYear) and row.year == 2027]
    (row,) = planned(years[0].model_copy(update={"valid_from": NOW.date(), "source": "样例"}), retroactive=True).rows
    assert isinstance(row, CalendarYear)
    assert row.retroactive
    unit = known().unit_for_group("housing", XIFENG, NOW.date())
    assert unit is not None
    moved = unit.model_copy(update={"valid_from": TOMORROW, "endpoint": f"{XIFENG}-housing"})
    assert planned(moved).endpoints == (f"{XIFENG}-housing",)


def test_a_review_by_a_lower_level_says_which(tmp_path: Path) -> None:
    """许可法 art. 43: a row that gives a limit alone, and no level whose unit reviews, is refused by name."""
    file = tmp_path / "rows.json"
    row = orjson.loads(encode(item()))
    review = {"level": "4", "promised": {"amount": 10}}
    file.write_bytes(orjson.dumps([row | {"lower_review": review}]))
    (read,) = rows_in([file])
    assert read == item().model_copy(update={"lower_review": LowerReview(level="4", promised=Limit(amount=10))})
    file.write_bytes(orjson.dumps([row | {"lower_review": {"amount": 20}}]))
    with pytest.raises(WrongRowsError, match="/0/item/lower_review/level"):
        rows_in([file])
