"""A notice as a file: what makes it wrong, from when it counts, and that every shipped year would pass."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest

from hub.domain.reference import Reference
from hub.reference.calendar_file import FileError, dated, problems_of, read_file, says_nothing_new
from hub.reference.load import calendar_years, load
from schemas.reference import CalendarYear, RegionalCalendar
from schemas.times import CHINA

NOON = datetime(2026, 11, 25, 12, tzinfo=CHINA)
NOTICE: dict[str, Any] = {
    "year": 2027,
    "source": "国务院办公厅关于2027年部分节假日安排的通知(样例)",
    "days_off": [
        "2027-01-01", "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11",
        "2027-04-05", "2027-05-01", "2027-05-02", "2027-05-03", "2027-06-09", "2027-09-15",
        "2027-10-01", "2027-10-02", "2027-10-03", "2027-10-04", "2027-10-05", "2027-10-06", "2027-10-07",
    ],
    "working_weekends": ["2027-02-13", "2027-09-26", "2027-10-09"],
}  # fmt: skip
DECREE = {
    "region": "520122",
    "decree": "2026-11-flood",
    "reason": "防汛",
    "source": "息府发〔2026〕9号(样例)",
    "days_off": ["2026-11-26"],
}


@cache
def known() -> Reference:
    return load()


def file(folder: Path, text: str | bytes, name: str = "notice.json") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(folder: Path, **changes: Any) -> Any:
    return read_file(file(folder, orjson.dumps(NOTICE | changes)))


def test_a_right_notice(tmp_path: Path) -> None:
    """A notice of the next year has no problems and is a row of its kind."""
    row = read(tmp_path)
    assert isinstance(row, CalendarYear)
    assert problems_of(row, known()) == []
    assert (row.year, len(row.days_off), row.provisional) == (2027, 21, False)


def test_a_right_decree(tmp_path: Path) -> None:
    """A file that names a region is that region's decree."""
    row = read_file(file(tmp_path, orjson.dumps(DECREE)))
    assert isinstance(row, RegionalCalendar)
    assert problems_of(row, known()) == []


def test_csv_says_the_same(tmp_path: Path) -> None:
    """Lines of date and what, with the year and the source above them, are the same row as the JSON."""
    lines = [f"# year: 2027\n# source: {NOTICE['source']}\ndate,what"]
    lines += [f"{day},off" for day in NOTICE["days_off"]] + [f"{day},上班" for day in NOTICE["working_weekends"]]
    assert read_file(file(tmp_path, "\n".join(lines), "notice.csv")) == read(tmp_path)
    head = "# region: 520122\n# decree: 2026-11-flood\n# reason: 防汛\n# source: 样例\ndate,what\n"
    decree = f"{head}2026-11-26,off\n2026-11-28,work"
    row = read_file(file(tmp_path, decree, "decree.csv"))
    assert isinstance(row, RegionalCalendar)
    assert (row.days_off, row.working_days) == ((date(2026, 11, 26),), (date(2026, 11, 28),))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"days_off": [*NOTICE["days_off"], "2026-12-31"]}, "2026-12-31:不在2027年"),
        ({"days_off": [*NOTICE["days_off"], "2027-01-01"]}, "2027-01-01:重复"),
        ({"working_weekends": ["2027-10-04"]}, "2027-10-04:重复"),
        ({"working_weekends": ["2027-02-15"]}, "2027-02-15:不是周末"),
        ({"days_off": [day for day in NOTICE["days_off"] if day != "2027-05-01"]}, "2027-05-01:法定节假日缺失"),
        ({"days_off": [day for day in NOTICE["days_off"] if day != "2027-10-05"]}, "2027-10-05:假期中间缺一天"),
        ({"days_off": [day for day in NOTICE["days_off"] if day != "2027-05-02"]}, "2027-05-02:法定节假日缺失"),
    ],
    ids=["wrong year", "twice", "off and on", "no weekend", "statutory", "gap in a holiday", "second of May"],
)
def test_wrong_notices(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    """Each thing that is wrong with a notice is said with its day."""
    assert any(problem.startswith(words) for problem in problems_of(read(tmp_path, **changes), known()))


def test_a_gap_between_years(tmp_path: Path) -> None:
    """A year that would leave one before it unsaid is refused; the next after the last is not."""
    for year, wrong in ((2032, True), (2031, False), (2019, True)):
        days = [day.replace("2027", str(year)) for day in NOTICE["days_off"]]
        row = read(tmp_path, year=year, days_off=days, working_weekends=[])
        assert any("不相连" in problem for problem in problems_of(row, known())) is wrong


def test_an_unknown_region(tmp_path: Path) -> None:
    """A decree for a region nobody knows is refused."""
    row = read_file(file(tmp_path, orjson.dumps(DECREE | {"region": "990101"})))
    assert problems_of(row, known()) == ["没有行政区划990101 · no such region"]


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("{", "a.json", "不是有效的JSON"),
        ("[]", "a.json", "应为一个JSON对象"),
        ('{"year": 2027}', "a.json", "source"),
        (orjson.dumps(NOTICE | {"days_off": ["2027-02-30"]}), "a.json", "days_off/0"),
        (orjson.dumps(NOTICE | {"colour": "red"}), "a.json", "colour"),
        ("# year: 2027\n# source: s\ndate,what\n2027-01-01,maybe", "a.csv", "2027-01-01"),
        ("# year: 2027\n# source: s\nday\n2027-01-01", "a.csv", "date,what"),
        ("# year: soon\n# source: s\ndate,what\n2027-01-01,off", "a.csv", "year"),
    ],
)
def test_files_that_are_no_calendar(tmp_path: Path, text: str | bytes, name: str, words: str) -> None:
    """What can't be read says where and why."""
    with pytest.raises(FileError, match=words):
        read_file(file(tmp_path, text, name))


def test_every_shipped_notice_would_pass() -> None:
    """The years of the State Council's notices have no problem that the check would see."""
    for row in calendar_years():
        assert problems_of(row, known()) == [], row.year


def test_from_when_it_counts(tmp_path: Path) -> None:
    """From the next day on, at least ten minutes away; a retroactive one at once; a second one replaces the first."""
    row = read(tmp_path)
    late = datetime(2026, 11, 25, 23, 50, 1, tzinfo=CHINA)
    assert dated(row, known(), NOON, retroactive=False).valid_from == date(2026, 11, 26)
    assert dated(row, known(), late, retroactive=False).valid_from == date(2026, 11, 27)
    first = dated(row, known(), NOON, retroactive=True)
    assert (first.valid_from, first.revision, first.retroactive) == (date(2026, 11, 25), 1, True)
    again = dated(row, known().with_rows([first], 1), NOON, retroactive=True)
    assert again.revision == 2


def test_nothing_new(tmp_path: Path) -> None:
    """Days that count already need no second row; other days do."""
    row = read(tmp_path)
    first = dated(row, known(), NOON, retroactive=True)
    rows = known().with_rows([first], 1)
    assert not says_nothing_new(row, known(), NOON.date())
    assert says_nothing_new(row, rows, NOON.date())
    assert not says_nothing_new(row.model_copy(update={"working_weekends": ()}), rows, NOON.date())
