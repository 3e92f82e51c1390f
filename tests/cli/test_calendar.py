"""`hub calendar`: a year on screen, a file checked before it is written, and exit codes that say what was wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from hub.local import EmbeddedKafka
from tests.cli.running import Ran, hub
from tests.cli.test_on_kafka import environment
from tests.reference.test_calendar_file import DECREE, NOTICE


def checked(folder: Path, content: dict[str, Any], *words: str) -> Ran:
    file = folder / "days.json"
    file.write_bytes(orjson.dumps(content))
    return hub("calendar", "import", str(file), "--dry-run", "--shipped", *words)


def test_a_year() -> None:
    """2026 has 248 working days, 18 of them in October; 2027 is told as 预计."""
    told = hub("calendar", "show", "2026", "--shipped", "--json").lines[0]
    assert (told["working_days"], told["by_month"][9], told["provisional"]) == (248, 18, False)
    assert told["working_weekends"][0] == "2026-01-04"
    assert "预计" in hub("calendar", "show", "2027", "--shipped").out
    assert hub("calendar", "show", "2026", "--region", "990101", "--shipped").code == 1


def test_the_years_there_are() -> None:
    """Eleven years are shipped, each with its notice and the day from which it counts."""
    rows = hub("calendar", "list", "--shipped", "--json").lines[0]["calendars"]
    assert [row["year"] for row in rows] == list(range(2020, 2031))
    assert rows[6]["valid_from"] == "2025-11-04"
    assert "国办发明电〔2025〕7号" in hub("calendar", "list", "--shipped").out


def test_a_right_file_is_checked_and_not_written(tmp_path: Path) -> None:
    """A dry run says from when the days would count, and writes nothing."""
    ran = checked(tmp_path, NOTICE, "--json")
    assert (ran.code, ran.lines[0]["problems"], ran.lines[0]["written"]) == (0, [], False)
    assert "将自" in checked(tmp_path, DECREE).out
    assert checked(tmp_path, DECREE, "--retroactive", "--json").lines[0]["retroactive"] is True


def test_a_wrong_calendar_is_refused(tmp_path: Path) -> None:
    """A gap is one line of words and exit code 1."""
    days = [day for day in NOTICE["days_off"] if day != "2027-10-05"]
    ran = checked(tmp_path, NOTICE | {"days_off": days})
    assert ran.code == 1
    assert ran.out.startswith("2027-10-05:假期中间缺一天")


def test_what_is_no_calendar_is_wrong_usage(tmp_path: Path) -> None:
    """A file that can't be read, or is none, is exit code 2, as is writing to what is shipped."""
    assert hub("calendar", "import", str(tmp_path / "none.json"), "--shipped", "--dry-run").code == 2
    assert checked(tmp_path, {"year": 2027}).code == 2
    file = tmp_path / "days.json"
    assert hub("calendar", "import", str(file), "--shipped").code == 2


def test_imported_by_an_operator(kafka: EmbeddedKafka, tmp_path: Path) -> None:
    """Written to the topic once; a second time the days count already; an endpoint may look, and not write."""
    file = tmp_path / "2027.json"
    file.write_bytes(orjson.dumps(NOTICE))
    operator = environment(kafka, "operator", str(tmp_path))
    first = hub("calendar", "import", str(file), "--retroactive", "--json", settings=operator)
    assert (first.code, first.lines[0]["written"]) == (0, True), first.err
    again = hub("calendar", "import", str(file), "--retroactive", "--json", settings=operator)
    assert (again.lines[0]["written"], again.lines[0]["known_already"]) == (False, True)
    rows = hub("calendar", "list", "--json", settings=operator).lines[0]["calendars"]
    assert [(row["year"], row["source"]) for row in rows if row["kind"] == "calendar"] == [(2027, NOTICE["source"])]
