"""Fonts: which face shows a character, and how wide it is.

宋体 (Noto Serif SC) for what is read, 黑体 (Noto Sans SC) for titles; each has some 31,000 characters: the basic block,
extension A, and what 通用规范汉字表 (2013) has beyond them. For rarer names an office names fonts of its own
(``HUB_PAPER_FONTS``), which are asked for what ours lack. What nobody has is an error with its code point, never an
empty box.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Final, Literal

import pylopdf_fonts_zh_cn
from fontTools.ttLib import TTFont, TTLibError

from hub.papers.errors import FontError, MissingGlyphError

Style = Literal["serif", "sans"]
_BREAKS: Final = re.compile(r"[\t-\r\x85\u2028\u2029]+")
"""Of lines, pages and columns: whoever sets text decides about them."""
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
"""Categories that show nothing, or turn the direction of writing round: no paper has them."""


@dataclass(frozen=True)
class Face:
    """One font file, as far as setting text needs it."""

    name: str
    path: Path
    advances: dict[int, float]
    """Width by code point, as a share of the font's size."""


@dataclass(frozen=True)
class Run:
    """Characters that one face shows."""

    face: Face
    text: str


class Faces:
    """The faces of a paper: one per style, and what fills their gaps."""

    def __init__(self, others: Sequence[Path] = ()) -> None:
        """``others``: font files (TrueType, OpenType) for characters that ours lack. Raises FontError."""
        self._styles: dict[Style, Face] = {
            "serif": _face("serif", pylopdf_fonts_zh_cn.serif_path()),
            "sans": _face("sans", pylopdf_fonts_zh_cn.sans_path()),
        }
        self._others = tuple(_face(f"other{place}", path) for place, path in enumerate(others))

    @property
    def all(self) -> tuple[Face, ...]:
        """Every face."""
        return (*self._styles.values(), *self._others)

    def runs(self, text: str, style: Style) -> Iterator[Run]:
        """Part text by who shows it. Raises MissingGlyphError."""
        for face, letters in groupby(text, lambda letter: self._of(letter, style)):
            yield Run(face, "".join(letters))

    def width(self, text: str, style: Style) -> float:
        """Give the width of text, as a multiple of the font's size. Raises MissingGlyphError."""
        return sum(self._of(letter, style).advances[ord(letter)] for letter in text)

    def checked(self, text: str) -> str:
        """Give text as it can be printed, composed (NFC) and without what shows nothing. Raises MissingGlyphError."""
        whole = unicodedata.normalize("NFC", _BREAKS.sub(" ", text))
        seen = "".join(letter for letter in whole if unicodedata.category(letter) not in _INVISIBLE)
        missing = dict.fromkeys(letter for letter in seen if not self._has(letter))
        if missing:
            raise MissingGlyphError("".join(missing))
        return seen

    def _has(self, letter: str) -> bool:
        return any(ord(letter) in face.advances for face in self.all)

    def _of(self, letter: str, style: Style) -> Face:
        code = ord(letter)
        first = self._styles[style]
        if code in first.advances:
            return first
        # the other style before an office's own fonts: the two differ in some sixty characters
        for face in self.all:
            if code in face.advances:
                return face
        raise MissingGlyphError(letter)


@lru_cache(maxsize=16)
def _face(name: str, path: Path) -> Face:
    try:
        with path.open("rb") as file, TTFont(file, lazy=True, fontNumber=0) as font:
            em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
            advances = {code: metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}
    except (OSError, TTLibError, KeyError, TypeError) as error:
        raise FontError(f"字体文件不能使用:{path}({type(error).__name__})\nThis font can't be used.") from error
    return Face(name, path, advances)
