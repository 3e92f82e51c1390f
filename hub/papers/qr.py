"""The QR code of a token, drawn as it is: dark modules as rectangles, no picture that a printer could blur."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final, NamedTuple

import segno

from hub.documents.token import LONGEST

QUIET: Final = 4
"""Modules of white on each side (ISO/IEC 18004 section 6.3.8)."""


class Bar(NamedTuple):
    """Dark modules side by side, in units of one module."""

    x: int
    y: int
    length: int


class Code(NamedTuple):
    """A code: how many modules it is wide with its quiet zone, its version, and what is dark."""

    width: int
    version: int
    bars: tuple[Bar, ...]


def code_of(token: str) -> Code:
    """Give the code of a token at level M. Raises ValueError where it is longer than a token may be."""
    if len(token) > LONGEST:
        raise ValueError(f"longer than {LONGEST} letters")
    made = segno.make_qr(token, error="m", mode="byte", boost_error=False)
    rows = [bytes(row) for row in made.matrix]
    return Code(len(rows) + 2 * QUIET, int(made.version), tuple(_bars(rows)))


def _bars(rows: list[bytes]) -> Iterator[Bar]:
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                yield Bar(x + QUIET, y + QUIET, length)
            x += length
