"""A notice or a decree as a file: read, checked as whole as it must be, and made a row with the day it counts from.

JSON is the row without its period: ``{"year": 2027, "source": "…", "days_off": […], "working_weekends": […]}``, or with
``region``, ``decree`` and ``reason`` for a region's own days (and ``working_days``). CSV says the same by lines
``# source: …`` and the columns ``date`` and ``what`` (``off`` or ``work``).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson
from pydantic import ValidationError

from hub.domain.reference import Reference
from schemas.reference import CalendarYear, RegionalCalendar

Calendar = CalendarYear | RegionalCalendar

EARLIEST: Final = timedelta(minutes=10)
"""A row counts at the earliest so long after it was written, so that every lane knows it by then."""
_SATURDAY: Final = 5
_FIXED: Final = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""Statutory days that have the same date each year (国务院令第795号 adds 2 May from 2025 on)."""
_WHAT: Final = {"off": False, "放假": False, "work": True, "上班": True}


class FileError(ValueError):
    """The file is no calendar: says where and why."""


def read_file(path: Path) -> Calendar:
    """Read a JSON or CSV file. Raises FileError, OSError, UnicodeDecodeError."""
    text = path.read_text(encoding="utf-8-sig")
    fields = _of_csv(text) if path.suffix.lower() == ".csv" else _of_json(text)
    # the period is given when it is imported
    fields = {"valid_from": "2000-01-01"} | fields
    kind: type[Calendar] = RegionalCalendar if "region" in fields else CalendarYear
    try:
        return kind.model_validate_json(orjson.dumps(fields))
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        raise FileError(f"{'/'.join(str(part) for part in first['loc'])}: {first['msg']}") from None


def _of_json(text: str) -> dict[str, Any]:
    try:
        fields = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise FileError(f"不是有效的JSON · no JSON: {error}") from None
    if not isinstance(fields, dict):
        raise FileError("应为一个JSON对象 · one JSON object is expected")
    return fields


def _of_csv(text: str) -> dict[str, Any]:
    said = [line for line in text.splitlines() if line.strip()]
    stated = [line.lstrip("# ").partition(":") for line in said if line.startswith("#")]
    fields: dict[str, Any] = {name.strip(): value.strip() for name, _, value in stated}
    if "year" in fields:
        fields["year"] = int(fields["year"]) if fields["year"].isdecimal() else fields["year"]
    days: dict[bool, list[str]] = {False: [], True: []}
    for line in csv.DictReader(line for line in said if not line.startswith("#")):
        what = (line.get("what") or "").strip()
        if "date" not in line or what not in _WHAT:
            raise FileError(f"{line.get('date')}:应为 date,what(off 或 work) · expected date,what (off or work)")
        days[_WHAT[what]].append(line["date"].strip())
    working = "working_days" if "region" in fields else "working_weekends"
    return fields | {"days_off": days[False], working: days[True]}


def problems_of(row: Calendar, known: Reference) -> list[str]:
    """Say everything that is wrong with a calendar, in words; an empty list when all is well."""
    named = row.working_weekends if isinstance(row, CalendarYear) else row.working_days
    found = [f"{day}:重复 · twice" for day, times in Counter((*row.days_off, *named)).items() if times > 1]
    if isinstance(row, CalendarYear):
        return [*found, *_problems_of_year(row, known)]
    if known.above.get(row.region) is None:
        found.append(f"没有行政区划{row.region} · no such region")
    return found


def _problems_of_year(row: CalendarYear, known: Reference) -> Iterator[str]:
    for day in (*row.days_off, *row.working_weekends):
        if day.year != row.year:
            yield f"{day}:不在{row.year}年 · not in that year"
    for day in row.working_weekends:
        if day.weekday() < _SATURDAY:
            yield f"{day}:不是周末,无需列为调休上班 · no weekend: it is a working day anyway"
    if not row.provisional:
        yield from _gaps(row)
    years = sorted(int(code) for code in known.calendars.codes)
    if years and not years[0] <= row.year <= years[-1] + 1:
        yield f"{row.year}年与已有的{years[0]}至{years[-1]}年不相连 · would leave a gap between years"


def _gaps(row: CalendarYear) -> Iterator[str]:
    off = set(row.days_off)
    fixed = [*_FIXED, *([(5, 2)] if row.year >= _MAY_SECOND else [])]
    for month, day_of_month in fixed:
        statutory = date(row.year, month, day_of_month)
        if statutory not in off:
            yield f"{statutory}:法定节假日缺失 · a statutory day is missing"
    for day in sorted(off):
        between, after = day + timedelta(days=1), day + timedelta(days=2)
        if after in off and between not in off and between.weekday() < _SATURDAY:
            yield f"{between}:假期中间缺一天 · a gap within a holiday"


_MAY_SECOND: Final = 2025


def dated(row: Calendar, known: Reference, now: datetime, *, retroactive: bool) -> Calendar:
    """Give the row with the day it counts from, and the revision that puts it above what is known of that day."""
    day = now.date() if retroactive else (now + EARLIEST).date() + timedelta(days=1)
    at = row.model_copy(update={"valid_from": day, "valid_to": None, "retroactive": retroactive or None})
    before = known.rows.get(f"{at.kind}/{at.code}/{day}")
    return at.model_copy(update={"revision": before.revision + 1 if before else 1})


def says_nothing_new(row: Calendar, known: Reference, on: date) -> bool:
    """Tell whether the days are what counts already."""
    rows: Sequence[Calendar] = (
        list(known.calendars.years(on))
        if isinstance(row, CalendarYear)
        else list(known.calendars.decrees((row.region,), on))
    )
    return any(_content(one) == _content(row) for one in rows if one.code == row.code)


def _content(row: Calendar) -> dict[str, Any]:
    return row.model_dump(exclude={"valid_from", "valid_to", "revision", "retroactive"})
