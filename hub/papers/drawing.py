"""Marks on pages, and their way into a PDF: fonts embedded as subsets, the same bytes for the same marks.

All lengths are millimetres from the top left corner, font sizes points, shades from 0 (black) to 255.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Final, NamedTuple

from fpdf import FPDF
from fpdf.fonts import TTFFont

from hub.papers.faces import Face

WIDTH, HEIGHT = 210.0, 297.0
LINE: Final = 0.25


class Letters(NamedTuple):
    """Text of one face; ``y`` is its baseline. ``turn``: degrees about the middle of the page."""

    x: float
    y: float
    text: str
    face: Face
    size: float
    shade: int = 0
    turn: float = 0


class Box(NamedTuple):
    """A rectangle, its lines drawn or filled with a shade."""

    x: float
    y: float
    width: float
    height: float
    fill: int | None = None


class Ring(NamedTuple):
    """A dashed circle."""

    x: float
    y: float
    side: float
    shade: int


Mark = Letters | Box | Ring


def pdf_of(title: str, made_at: datetime, pages: Sequence[Sequence[Mark]]) -> bytes:
    """Give the PDF of pages."""
    with _document() as pdf:
        pdf.set_creation_date(made_at)
        pdf.set_title(title)
        pdf.set_lang("zh-CN")
        pdf.set_line_width(LINE)
        for page in pages:
            pdf.add_page()
            for mark in page:
                _draw(pdf, mark)
        return bytes(pdf.output())


@contextmanager
def _document() -> Iterator[FPDF]:
    """Give a document, and close the font files that it opens."""
    pdf = FPDF(format="A4", unit="mm")
    pdf.set_auto_page_break(auto=False)
    try:
        yield pdf
    finally:
        for font in pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.close()


def _draw(pdf: FPDF, mark: Mark) -> None:
    if isinstance(mark, Letters):
        _write(pdf, mark)
    elif isinstance(mark, Box):
        if mark.fill is not None:
            pdf.set_fill_color(mark.fill)
        pdf.rect(mark.x, mark.y, mark.width, mark.height, style="D" if mark.fill is None else "F")
    else:
        pdf.set_draw_color(mark.shade)
        pdf.set_dash_pattern(dash=1.5, gap=1.2)
        pdf.ellipse(mark.x, mark.y, mark.side, mark.side)
        pdf.set_dash_pattern()
        pdf.set_draw_color(0)


def _write(pdf: FPDF, mark: Letters) -> None:
    if mark.face.name not in pdf.fonts:
        pdf.add_font(mark.face.name, fname=mark.face.path)
    pdf.set_font(mark.face.name, size=mark.size)
    pdf.set_text_color(mark.shade)
    with pdf.rotation(mark.turn, WIDTH / 2, HEIGHT / 2) if mark.turn else nullcontext():
        pdf.text(mark.x, mark.y, mark.text)
