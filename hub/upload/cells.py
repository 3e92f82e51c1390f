"""What a cell may be besides a value: nothing with a reason, or a value with a remark on where it comes from."""

from __future__ import annotations

from typing import Final, NamedTuple

from hub.upload.columns import Cell

STAFF: Final = "工号,登记中没有姓名 · staff number, facts hold no name"


class Missing(NamedTuple):
    """The hub does not know it, and why."""

    reason: str


class Instead(NamedTuple):
    """A value, though not quite what the column means."""

    value: Cell
    remark: str


Given = Cell | Missing | Instead


class Row(NamedTuple):
    """One row of a table, before it is checked."""

    table: str
    case: str
    cells: dict[str, Given]


class Unfilled(NamedTuple):
    """A row that can't be made at all, and why."""

    table: str
    case: str
    reason: str
