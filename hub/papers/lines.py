"""Breaking Chinese text into lines: anywhere but before closing and after opening punctuation, nor inside a number.

避头尾 of GB/T 15834-2011: a line starts with no closing punctuation and ends with no opening one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from hub.papers.punctuation import full_width

CLOSING: Final = "、。”’〕》】〉」』…—·%℃,.;:?!)]}" + full_width(",.;:?!)]}")
OPENING: Final = "“‘〔《【〈「『([{" + full_width("([{")
_PIECE: Final = re.compile(
    rf"[{re.escape(OPENING)}]*(?:[0-9A-Za-z_.*/:+\-]*[0-9A-Za-z_*/+\-]+|.)[{re.escape(CLOSING)}]*|[{re.escape(OPENING)}]+"
)


def broken(text: str, room: float, width: Callable[[str], float], first_room: float | None = None) -> list[str]:
    """Break text into lines that are no wider than ``room``; the first one than ``first_room``."""
    lines: list[str] = []
    line, left = "", room if first_room is None else first_room
    for piece in _pieces(text, room, width):
        needs = width(piece.rstrip())
        if line and needs > left:
            lines.append(line.rstrip())
            line, left = "", room
            piece = piece.lstrip()  # noqa: PLW2901 - a line starts with no space
        line += piece
        left -= width(piece)
    if line or not lines:
        lines.append(line.rstrip())
    return lines


def _pieces(text: str, room: float, width: Callable[[str], float]) -> Iterator[str]:
    for found in _PIECE.finditer(text):
        piece = found[0]
        if width(piece) <= room:
            yield piece
        else:
            # longer than a whole line, such as an address of the web: wherever it ends
            yield from _cut(piece, room, width)


def _cut(piece: str, room: float, width: Callable[[str], float]) -> Iterator[str]:
    part = ""
    for letter in piece:
        if part and width(part + letter) > room:
            yield part
            part = ""
        part += letter
    yield part
