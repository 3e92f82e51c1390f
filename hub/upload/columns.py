"""The tables and columns that are uploaded, as data; see data/README.md for their source."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from importlib import resources
from typing import Final, Literal, NamedTuple

Cell = str | int | datetime | Decimal | None

_TYPE: Final = re.compile(r"(varchar|int|decimal|datetime)(?:\((\d+)(?:,\d+)?\))?")


class Column(NamedTuple):
    """One column; lengths are in characters (of a decimal: digits)."""

    name: str
    kind: Literal["varchar", "int", "decimal", "datetime"]
    length: int
    nullable: bool
    meaning: str
    standard: str
    """Table, field and format of GB/T 39046-2020 that mean the same; empty where there is none."""
    standard_length: int
    """0 where the standard sets none."""


Table = Mapping[str, Column]


class Fault(NamedTuple):
    """What is wrong with a value, and whether its row can't be uploaded because of it."""

    reason: str
    stops: bool


def tables() -> dict[str, dict[str, Column]]:
    """Read the tables in their order."""
    text = (resources.files("hub.upload") / "data" / "columns.csv").read_text(encoding="utf-8")
    found: dict[str, dict[str, Column]] = {}
    for line in csv.DictReader(text.splitlines()):
        found.setdefault(line["table"], {})[line["column"]] = _column(line)
    return found


def _column(line: Mapping[str, str]) -> Column:
    form = _TYPE.fullmatch(line["type"])
    assert form is not None, f"type {line['type']} of {line['column']}"  # noqa: S101 - our own data
    return Column(
        line["column"],
        form[1],  # type: ignore[arg-type]  # one of the four by the pattern
        int(form[2] or 0),
        line["nullable"] == "YES",
        line["meaning"],
        line["standard"],
        int(line["standard_length"] or 0),
    )


def fault_of(column: Column, value: Cell) -> Fault | None:
    """Say what is wrong with a value in a column, by the column and then by the standard."""
    if value is None or value == "":
        return None if column.nullable else Fault("必填项为空 · empty, but required", stops=True)
    if not isinstance(value, _KINDS[column.kind]):
        return Fault(f"类型不符,应为{column.kind} · of another type", stops=True)
    length = len(str(value)) if column.kind in {"varchar", "int"} else 0
    if length > column.length and column.kind == "varchar":
        return Fault(f"超过{column.length}个字符 · too long", stops=not column.nullable)
    if column.standard_length and length > column.standard_length:
        return Fault(f"超过国标的{column.standard_length}个字符({column.standard}),上报列容得下 · longer", stops=False)
    return None


_KINDS: Final[Mapping[str, type | tuple[type, ...]]] = {
    "varchar": str,
    "int": int,
    "decimal": Decimal,
    "datetime": datetime,
}
