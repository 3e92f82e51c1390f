"""Rows that hold for a period: which one counts at a date, and from when to when each of them does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple, TypeVar

from schemas.reference import BaseRow, Row, key_of

R = TypeVar("R", bound=BaseRow)
Periods = Mapping[str, tuple[R, ...]]
"""Rows by code, those of one code with the latest ``valid_from`` first."""
FOR_EVER: Final = date.max
_DAY: Final = timedelta(days=1)


class Span(NamedTuple):
    """The days on which a row counts, both included."""

    first: date
    last: date

    def meets(self, other: Span) -> bool:
        """Tell whether some day is in both."""
        return self.first <= other.last and other.first <= self.last


def latest(rows: Iterable[Row]) -> dict[str, Row]:
    """Give the rows by key without revision, in its order: of one key the highest revision counts."""
    newest: dict[str, Row] = {}
    for row in rows:
        key = key_of(row).rpartition("/")[0]
        known = newest.get(key)
        if known is None or row.revision >= known.revision:
            newest[key] = row
    return dict(sorted(newest.items()))


def periods_of(rows: Iterable[Row], kind: type[R]) -> Periods[R]:
    """Give the rows of one kind by their code."""
    periods: dict[str, list[R]] = defaultdict(list)
    for row in rows:
        if isinstance(row, kind):
            periods[row.code].append(row)
    return {code: tuple(sorted(same, key=lambda row: row.valid_from, reverse=True)) for code, same in periods.items()}


def at(periods: Periods[R], code: str, on: date) -> R | None:
    """Give the row that counts at a date: the one that began last, unless it has ended."""
    for row in periods.get(code, ()):
        if row.valid_from <= on:
            return row if row.valid_to is None or on <= row.valid_to else None
    return None


def all_at(periods: Periods[R], on: date) -> Iterator[R]:
    """Give every row that counts at a date."""
    return (row for code in periods if (row := at(periods, code, on)))


def spans(rows: tuple[R, ...]) -> Iterator[tuple[R, Span]]:
    """Give the rows of one code with the days on which each counts, the latest first; one that never does is left out.

    A row that begins later ends the one before it, also where that one's own ``valid_to`` is later still.
    """
    until = FOR_EVER
    for row in rows:
        last = min(row.valid_to or FOR_EVER, until)
        if row.valid_from <= last:
            yield row, Span(row.valid_from, last)
        until = row.valid_from - _DAY
