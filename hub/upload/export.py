"""The export: rows of all histories, checked, into files, and a report of what could not be filled and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hub.upload.cells import Given, Instead, Missing, Row, Unfilled
from hub.upload.columns import Cell, Column, Table, fault_of, tables
from hub.upload.files import Format, write
from hub.upload.tables import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from hub.upload.history import History, Period
    from hub.upload.profile import Profile

NOT_ASKED: Final = "来源中没有 · the case has none"
NO_FEES: Final = "本期没有登记缴费 · nobody paid in this period"
MOST_LISTED: Final = 10_000


class Held(NamedTuple):
    """A row that was not written."""

    table: str
    case: str
    column: str
    reason: str


@dataclass
class Report:
    """What became of everything."""

    histories: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    """Written, by table."""
    held: list[Held] = field(default_factory=list)
    """The first of those that were not."""
    held_rows: int = 0
    empty: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Cells left empty, by ``table.column`` and reason."""
    instead: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Cells with a value that is not quite what the column means."""

    def hold(self, held: Held) -> None:
        """Note a row that is not written."""
        self.held_rows += 1
        if len(self.held) < MOST_LISTED:
            self.held.append(held)

    def as_fields(self) -> dict[str, Any]:
        """Give it for machines; nothing personal is in it."""
        return {
            "histories": self.histories,
            "rows": dict(self.rows),
            "held_rows": self.held_rows,
            "held": [one._asdict() for one in self.held],
            "empty": {name: dict(reasons) for name, reasons in sorted(self.empty.items())},
            "instead": {name: dict(remarks) for name, remarks in sorted(self.instead.items())},
        }


class Stamp(NamedTuple):
    """What marks all rows of one export."""

    batch: str
    made_at: datetime


class Export:
    """Collects the rows of one period."""

    def __init__(self, period: Period, given: Profile, stamp: Stamp) -> None:
        self.report = Report()
        self._period = period
        self._given = given
        self._stamp = stamp
        self._tables = tables()
        self._rows: dict[str, list[dict[str, Cell]]] = {name: [] for name in self._tables}

    def take(self, history: History) -> None:
        """Add the rows of a case."""
        self.report.histories += 1
        for row in rows_of(history, self._period, self._given):
            if isinstance(row, Unfilled):
                self.report.hold(Held(row.table, row.case, "", row.reason))
            else:
                self._add(row)

    def hold_back(self, case: str, reason: str) -> None:
        """Note a case that can't be exported at all."""
        self.report.hold(Held("", case, "", reason))

    def _add(self, row: Row) -> None:
        table = self._tables[row.table]
        cells = {name: row.cells.get(name, given) for name, given in self._exchange(table).items()} | row.cells
        made, fault = self._checked(row, table, cells)
        if fault is not None:
            self.report.hold(fault)
            return
        self._rows[row.table].append(made)
        self.report.rows[row.table] += 1
        self._note(row.table, cells, made)

    def _checked(self, row: Row, table: Table, cells: Mapping[str, Given]) -> tuple[dict[str, Cell], Held | None]:
        made: dict[str, Cell] = {}
        for name, column in table.items():
            value = _value(cells.get(name))
            found = fault_of(column, value)
            if found is not None and found.stops:
                return made, Held(row.table, row.case, name, found.reason)
            if found is not None:
                kept = len(str(value)) <= column.length
                (self.report.instead if kept else self.report.empty)[f"{row.table}.{name}"][found.reason] += 1
                value = value if kept else None
            made[name] = value
        return made, None

    def _note(self, table: str, cells: Mapping[str, Given], made: Mapping[str, Cell]) -> None:
        for name, value in made.items():
            given = cells.get(name)
            if isinstance(given, Instead):
                self.report.instead[f"{table}.{name}"][given.remark] += 1
            elif value is None and not (isinstance(given, str) and given):
                reason = given.reason if isinstance(given, Missing) else NOT_ASKED
                self.report.empty[f"{table}.{name}"][reason] += 1

    def _exchange(self, table: Table) -> dict[str, Given]:
        """Give the marks of the exchange, where the table has them."""
        marks: dict[str, Given] = {
            "cd_batch": self._stamp.batch,
            "cd_operation": self._given.operation,
            "cd_time": self._stamp.made_at,
            "data_source": self._given.data_source,
        }
        return {name: mark for name, mark in marks.items() if name in table}

    def write(self, folder: Path, formats: Sequence[Format]) -> list[Path]:
        """Write all tables, those without rows too. Raises OSError."""
        if not self._rows["payment"]:
            self.report.empty["payment"][NO_FEES] = 1
        return [
            write(folder, name, list(self._tables[name].values()), rows, form)
            for name, rows in self._rows.items()
            for form in formats
        ]

    def __iter__(self) -> Iterator[tuple[str, dict[str, Cell]]]:
        return ((name, row) for name, rows in self._rows.items() for row in rows)


def columns_of(name: str) -> Iterable[Column]:
    """Give the columns of a table."""
    return tables()[name].values()


def _value(given: Given) -> Cell:
    if isinstance(given, Missing):
        return None
    value = given.value if isinstance(given, Instead) else given
    return value or None if isinstance(value, str) else value
