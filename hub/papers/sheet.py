"""An A4 sheet that text flows onto, from top to bottom: measures after GB/T 9704-2012.

All lengths are millimetres, font sizes points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final, NamedTuple

from hub.papers.drawing import HEIGHT, WIDTH, Box, Letters, Mark, Ring, pdf_of
from hub.papers.faces import Faces, Style
from hub.papers.lines import broken
from hub.papers.qr import Code

LEFT, RIGHT = 28.0, 26.0
TOP, BOTTOM = 24.0, 24.0
ROOM: Final = WIDTH - LEFT - RIGHT
"""Width of what is printed: 156 mm (版心)."""
TITLE, BODY, TABLE, SMALL = 22.0, 14.0, 12.0, 9.0
"""二号, 四号, 小四, 小五."""
LEADING: Final = 1.55
"""Height of a line as a multiple of the font's size."""
PADDING: Final = 1.2
SEAL: Final = 42.0
"""Diameter of the official seal of a county's organ (国发〔1999〕25号)."""
_POINT: Final = 25.4 / 72
_BASELINE: Final = 0.36
"""How far below the middle of a line its letters stand, as a share of the font's size."""
_PALE, _FAINT = 222, 170
"""Shades of a watermark, and of what a seal will cover."""


class Heading(NamedTuple):
    """What a paper is called, when it was made, what each page says at its foot, for what purpose it is shown."""

    title: str
    made_at: datetime
    foot: str
    purpose: str = ""


class Sheet:
    """One paper, written from top to bottom; every method raises MissingGlyphError."""

    def __init__(self, faces: Faces, heading: Heading) -> None:
        """Begin the first page."""
        self._faces = faces
        self._heading = Heading(
            faces.checked(heading.title), heading.made_at, faces.checked(heading.foot), faces.checked(heading.purpose)
        )
        self._pages: list[list[Mark]] = []
        self._y = TOP
        self._begin()

    def output(self) -> bytes:
        """Give the PDF; every page gets its number now that it is known how many there are."""
        total = len(self._pages)
        pages = [[*page, *self._footer(f"第{number}页 共{total}页")] for number, page in enumerate(self._pages, 1)]
        return pdf_of(self._heading.title, self._heading.made_at, pages)

    def title(self, text: str) -> None:
        """Write the title, in the middle and as large as a title is."""
        self.centred(text, TITLE, "sans")
        self.gap(4)

    def centred(self, text: str, size: float = BODY, style: Style = "serif") -> None:
        """Write lines in the middle."""
        for line in self._lines(text, size, ROOM, style):
            x = LEFT + (ROOM - self._width(line, size, style)) / 2
            self._write(line, x, self._next(size), size, style)

    def paragraph(self, text: str, size: float = BODY, *, indented: bool = True) -> None:
        """Write paragraphs, the first line of each indented by two characters."""
        indent = 2 * size * _POINT if indented else 0.0
        for part in text.split("\n"):
            lines = broken(self._faces.checked(part), ROOM, self._measure(size, "serif"), ROOM - indent)
            for place, line in enumerate(lines):
                self._write(line, LEFT + (0 if place else indent), self._next(size), size)

    def at_right(self, text: str, size: float = BODY) -> None:
        """Write lines at the right margin."""
        for line in self._lines(text, size, ROOM):
            self._write(line, WIDTH - RIGHT - self._width(line, size), self._next(size), size)

    def fields(self, rows: Sequence[tuple[str, str]]) -> None:
        """Write what is called what, in two columns."""
        self.table((), rows, (1, 3.4))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """Write rows with borders, as wide as the page; a row that is higher than the room left goes on.

        ``widths``: shares of each column. A head, where there is one, stands on each page.
        """
        columns = [ROOM * width / sum(widths) for width in widths]
        top = self._cells(head, columns, "sans") if head else []
        if top:
            # never a head alone at the foot of a page
            self.keep(4 * _height(TABLE))
            self._row(top, columns, "sans")
        for row in rows:
            cells = self._cells(row, columns)
            while any(cells):
                fitting = self._fitting(max(map(len, cells)))
                if fitting == 0:
                    self._begin()
                    if top:
                        self._row(top, columns, "sans")
                    continue
                self._row([cell[:fitting] for cell in cells], columns)
                cells = [cell[fitting:] for cell in cells]

    def gap(self, height: float) -> None:
        """Leave room."""
        self._y += height

    def keep(self, height: float) -> None:
        """Begin a new page unless so much is left of this one."""
        if self._left < height:
            self._begin()

    def height_of(self, text: str) -> float:
        """Tell how high paragraphs would be."""
        return len(self._lines(text, BODY, ROOM)) * _height(BODY)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is written meanwhile stands beside what follows; there must be room for it on this page."""
        y = self._y
        yield
        self._y = y

    def code(self, code: Code, side: float, caption: Sequence[str]) -> None:
        """Draw a QR code at the left margin, on white; what is written next stands beside its top."""
        module = side / code.width
        self._mark(Box(LEFT, self._y, side, side, fill=255))
        for bar in code.bars:
            x, y = LEFT + bar.x * module, self._y + bar.y * module
            self._mark(Box(x, y, bar.length * module, module, fill=0))
        for place, line in enumerate(caption):
            self._write(line, LEFT + 2, self._y + side + 3 + place * _height(SMALL), SMALL)

    def seal_area(self, issuer: str, day: str, remark: Sequence[str] = ()) -> None:
        """Draw where the seal goes (印章处), over the issuer's name and the day, at the right margin."""
        self.keep(SEAL + 4 + len(remark) * _height(SMALL))
        x = WIDTH - RIGHT - SEAL - 8
        self._mark(Ring(x, self._y, SEAL, _FAINT))
        said = "印章处"
        self._write(said, x + (SEAL - self._width(said, SMALL)) / 2, self._y + 8, SMALL, shade=_FAINT)
        lines = [*self._lines(issuer, BODY, 78), day]
        for place, line in enumerate(lines):
            width = self._width(line, BODY)
            y = self._y + SEAL / 2 + (place - (len(lines) - 1) / 2) * _height(BODY)
            self._write(line, min(x + (SEAL - width) / 2, WIDTH - RIGHT - width), y, BODY)
        self._y += SEAL + 4
        for line in remark:
            self._write(line, WIDTH - RIGHT - self._width(line, SMALL), self._y, SMALL)
            self._y += _height(SMALL)

    def _cells(self, row: Sequence[str], columns: Sequence[float], style: Style = "serif") -> list[list[str]]:
        return [
            self._lines(cell, TABLE, column - 2 * PADDING, style) for cell, column in zip(row, columns, strict=True)
        ]

    def _fitting(self, lines: int) -> int:
        """Tell how many lines of a row go onto this page; 0: rather begin the next one than part the row here."""
        fitting = int((self._left - 2 * PADDING) / _height(TABLE))
        few = self._left < (HEIGHT - TOP - BOTTOM) / 4
        return 0 if fitting < 1 or (fitting < lines and few) else fitting

    def _row(self, cells: Sequence[Sequence[str]], columns: Sequence[float], style: Style = "serif") -> None:
        height = max(1, *map(len, cells)) * _height(TABLE) + 2 * PADDING
        x = LEFT
        for lines, column in zip(cells, columns, strict=True):
            self._mark(Box(x, self._y, column, height))
            for place, line in enumerate(lines):
                self._write(line, x + PADDING, self._y + PADDING + (place + 0.5) * _height(TABLE), TABLE, style)
            x += column
        self._y += height

    def _footer(self, which: str) -> list[Letters]:
        y, right = HEIGHT - BOTTOM + 8, WIDTH - RIGHT - self._width(which, SMALL)
        return [*self._letters(self._heading.foot, LEFT, y, SMALL), *self._letters(which, right, y, SMALL)]

    def _begin(self) -> None:
        self._pages.append([])
        self._y = TOP
        if self._heading.purpose:
            self._watermark(self._heading.purpose)

    def _watermark(self, purpose: str) -> None:
        """Write what the copy is for across the page, so close that no part of it can be cut out without."""
        size, turn = 20.0, 35.0
        step = max(self._width(purpose, size, "sans") + 18, 50)
        for place, y in enumerate(range(-60, int(HEIGHT) + 60, 38)):
            x = -90.0 + (place % 2) * step / 2
            while x < WIDTH + 90:
                for letters in self._letters(purpose, x, y, size, "sans"):
                    self._mark(letters._replace(shade=_PALE, turn=turn))
                x += step

    def _lines(self, text: str, size: float, room: float, style: Style = "serif") -> list[str]:
        """Break text, each of its own lines for itself."""
        parts = [self._faces.checked(part) for part in text.split("\n")]
        return [line for part in parts for line in broken(part, room, self._measure(size, style))]

    def _measure(self, size: float, style: Style) -> Callable[[str], float]:
        return lambda text: self._width(text, size, style)

    def _width(self, text: str, size: float, style: Style = "serif") -> float:
        return self._faces.width(text, style) * size * _POINT

    def _write(
        self, text: str, x: float, middle: float, size: float, style: Style = "serif", *, shade: int = 0
    ) -> None:
        for letters in self._letters(text, x, middle, size, style):
            self._mark(letters._replace(shade=shade))

    def _letters(self, text: str, x: float, middle: float, size: float, style: Style = "serif") -> list[Letters]:
        """Set text in the faces that have it; ``middle`` is that of the line."""
        found = []
        for run in self._faces.runs(text, style):
            found.append(Letters(x, middle + _BASELINE * size * _POINT, run.text, run.face, size))
            x += self._width(run.text, size, style)
        return found

    def _mark(self, mark: Mark) -> None:
        self._pages[-1].append(mark)

    def _next(self, size: float) -> float:
        """Take a line, on a new page where this one is full; give its middle."""
        self.keep(_height(size))
        self._y += _height(size)
        return self._y - _height(size) / 2

    @property
    def _left(self) -> float:
        return HEIGHT - BOTTOM - self._y


def _height(size: float) -> float:
    return size * _POINT * LEADING
