"""Looks at papers as a printer would: renders them with another's library, reads their text and QR codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image
from pypdfium2 import raw

from hub.papers.drawing import HEIGHT, WIDTH
from hub.papers.sheet import LEFT, RIGHT

DOTS = 150
DARK = 128


def pages(paper: bytes) -> list[Image.Image]:
    """Every page, in shades of grey, at 150 dots per inch."""
    return [page.render(scale=DOTS / 72).to_pil().convert("L") for page in pypdfium2.PdfDocument(paper)]


def text_of(paper: bytes) -> str:
    """All text, without spaces and line breaks."""
    found = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper))
    return "".join("".join(found).split())


def codes(paper: bytes) -> list[str]:
    """What an independent decoder reads from the pictures of the pages."""
    return [found.text for page in pages(paper) for found in zxingcpp.read_barcodes(page)]


def spilled(paper: bytes) -> list[tuple[int, tuple[int, int, int, int]]]:
    """Pages with anything darker than a watermark beyond the margins, and where."""
    found = []
    for number, page in enumerate(pages(paper), 1):
        dark = page.point(lambda shade: 255 if shade < DARK else 0)
        inner = _box(LEFT - 0.5, 20, WIDTH - RIGHT + 0.5, HEIGHT - 10)
        dark.paste(0, inner)
        box = dark.getbbox()
        if box:
            found.append((number, box))
    return found


def fonts(paper: bytes) -> dict[str, bool]:
    """Every font that text is set in, and whether the file holds it."""
    return {_name(font): raw.FPDFFont_GetIsEmbedded(font) == 1 for font in _fonts(paper)}


def _fonts(paper: bytes) -> Iterator[Any]:
    document = pypdfium2.PdfDocument(paper)
    for page in document:
        for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            yield raw.FPDFTextObj_GetFont(drawn.raw)


def _name(font: Any) -> str:
    from ctypes import create_string_buffer  # noqa: PLC0415

    room = create_string_buffer(200)
    raw.FPDFFont_GetBaseFontName(font, room, 200)
    return room.value.decode()


def _box(*millimetres: float) -> tuple[int, int, int, int]:
    left, top, right, bottom = (round(one / 25.4 * DOTS) for one in millimetres)
    return left, top, right, bottom
