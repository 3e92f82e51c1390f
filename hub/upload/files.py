"""Writing tables into files, CSV and Parquet. They hold personal data: only their owner may read them."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

from hub.private_files import put_in_place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from hub.upload.columns import Cell, Column

Format = Literal["csv", "parquet"]


def write(folder: Path, name: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Cell]], form: Format) -> Path:
    """Write one table; an older file of the name is replaced. Raises OSError."""
    path = folder / f"{name}.{form}"
    put_in_place(path, _WRITERS[form](columns, rows))
    return path


def _csv(columns: Sequence[Column], rows: Sequence[Mapping[str, Cell]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([[_shown(row[column.name]) for column in columns] for row in rows])
    return text.getvalue().encode()


def _shown(value: Cell) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return "" if value is None else str(value)


def _parquet(columns: Sequence[Column], rows: Sequence[Mapping[str, Cell]]) -> bytes:
    """A datetime is a timestamp without a zone, as in the tables: China's time."""
    from arro3.core import Array, DataType, Field, Schema, Table  # noqa: PLC0415 - CSV alone needs none of it
    from arro3.io import write_parquet  # noqa: PLC0415 - same

    arrays, fields = [], []
    for column in columns:
        values = [row[column.name] for row in rows]
        if column.kind == "int":
            array = Array(values, DataType.int64())
        elif column.kind == "datetime":
            array = Array([_seconds(value) for value in values], DataType.int64()).cast(DataType.timestamp("s"))
            array = array.cast(DataType.timestamp("ms"))
        else:
            array = Array([None if value is None else str(value) for value in values], DataType.utf8())
        arrays.append(array)
        fields.append(Field(column.name, array.type, nullable=column.nullable))
    made = io.BytesIO()
    write_parquet(Table.from_arrays(arrays, schema=Schema(fields)), made)
    return made.getvalue()


def _seconds(value: Cell) -> int | None:
    """Give a time as its clock shows it, in seconds, as if the clock were UTC's."""
    return int(value.replace(tzinfo=UTC).timestamp()) if isinstance(value, datetime) else None


_WRITERS: Final[Mapping[str, Callable[[Sequence[Column], Sequence[Mapping[str, Cell]]], bytes]]] = {
    "csv": _csv,
    "parquet": _parquet,
}
