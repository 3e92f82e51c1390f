"""Rows from files that somebody wants to apply: read, checked for their form, laid over those that are there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from schemas.reference import Row

_ROWS: Final = TypeAdapter(list[Row])


class WrongRowsError(ValueError):
    """A file holds no rows: the text names the file, each place (JSON Pointer) and what is wrong there."""


def rows_in(files: Sequence[Path]) -> list[Row]:
    """Read the rows of files, each a JSON list. Raises WrongRowsError, OSError."""
    rows: list[Row] = []
    for file in files:
        try:
            rows += _ROWS.validate_json(file.read_bytes())
        except ValidationError as wrong:
            places = [f"{file} /{'/'.join(map(str, error['loc']))}: {error['msg']}" for error in wrong.errors()]
            raise WrongRowsError("\n".join(places)) from None
    return rows
