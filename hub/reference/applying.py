"""Rows that somebody wants to apply to a running hub: what would be written, what it changes, what speaks against it.

Rows count by whole days, and every lane must know a row before it counts (ten minutes): so one written now counts from
tomorrow at the earliest, unless it is marked retroactive. Cases under way keep what stood when they were filed; only a
calendar moves them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from hub.domain.reference import Reference
from hub.reference.calendar_file import EARLIEST, problems_of
from hub.reference.changes import Change, changes
from hub.reference.check import findings
from hub.reference.findings import Finding, errors
from schemas.reference import CalendarYear, RegionalCalendar, Row, key_of


class Plan(NamedTuple):
    """What applying rows would do."""

    rows: tuple[Row, ...]
    """To be written, each with the revision that puts it above what is known of its first day."""
    known_already: int
    """Rows of the files that say nothing new."""
    findings: tuple[Finding, ...]
    """What does not fit, of the rows and of everything together with them, errors first."""
    refused: tuple[Finding, ...]
    """Errors that the rows bring; one that was there before keeps nobody from applying others."""
    changes: tuple[Change, ...]
    endpoints: tuple[str, ...]
    """Endpoints that come to be: their topics and rights have to be made."""


def earliest_day(now: datetime) -> date:
    """Give the first day from which a row written now may count, where it is not retroactive."""
    return (now + EARLIEST).date() + timedelta(days=1)


def plan(rows: Sequence[Row], known: Reference, now: datetime, *, retroactive: bool) -> Plan:
    """Lay the rows over those that are known, and see what comes of it."""
    fresh = tuple([_raised(row, known, now) for row in rows if not _says_nothing_new(row, known)])
    after = known.with_rows(fresh, known.offset)
    days = sorted({now.date(), *(row.valid_from for row in fresh if row.valid_from > now.date())})
    before = {finding for day in days for finding in findings(known, day)}
    found = {finding for day in days for finding in findings(after, day)}
    own = [*_too_early(fresh, now, retroactive=retroactive), *_twice(fresh), *_calendars(fresh, known)]
    whole = sorted({*found, *own}, key=lambda one: (one.severity, one.kind, one.subject, one.text))
    return Plan(
        rows=fresh,
        known_already=len(rows) - len(fresh),
        findings=tuple(whole),
        refused=tuple([finding for finding in errors(whole) if finding not in before]),
        changes=tuple(changes(known, after, now.date())) if fresh else (),
        endpoints=tuple(sorted(set(after.endpoints(days[-1])) - set(known.endpoints(now.date())))),
    )


def _says_nothing_new(row: Row, known: Reference) -> bool:
    there = known.rows.get(_place(row))
    return there is not None and row.model_copy(update={"revision": there.revision}) == there


def _raised(row: Row, known: Reference, now: datetime) -> Row:
    there = known.rows.get(_place(row))
    raised = row if there is None or row.revision > there.revision else _of(row, there.revision + 1)
    if isinstance(raised, CalendarYear | RegionalCalendar) and raised.valid_from <= now.date():
        raised = raised.model_copy(update={"retroactive": True})
    return raised


def _of(row: Row, revision: int) -> Row:
    return row.model_copy(update={"revision": revision})


def _place(row: Row) -> str:
    return key_of(row).rpartition("/")[0]


def _too_early(rows: Sequence[Row], now: datetime, *, retroactive: bool) -> list[Finding]:
    first = earliest_day(now)
    early = [] if retroactive else [row for row in rows if row.valid_from < first]
    return [
        Finding(
            "error",
            "too_early",
            key_of(row),
            f"{_place(row)}:自{row.valid_from}起生效太早,最早为{first},以便各处先读到;追溯生效的加 --retroactive",
        )
        for row in early
    ]


def _twice(rows: Sequence[Row]) -> list[Finding]:
    places = [_place(row) for row in rows]
    return [
        Finding("error", "row_twice", place, f"{place}:同一条记录出现多次")
        for place in sorted(set(places))
        if places.count(place) > 1
    ]


def _calendars(rows: Sequence[Row], known: Reference) -> list[Finding]:
    return [
        Finding("error", "calendar", key_of(row), f"{_place(row)}:{problem}")
        for row in rows
        if isinstance(row, CalendarYear | RegionalCalendar)
        for problem in problems_of(row, known)
    ]
