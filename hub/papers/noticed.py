"""A notice on paper."""

from __future__ import annotations

from hub.papers.dates import day_of, in_words
from hub.papers.faces import Faces
from hub.papers.notice import Fields, Notice, Paragraph, Part, Signing
from hub.papers.punctuation import full_width, punctuated
from hub.papers.sheet import SEAL, Heading, Sheet

_LINE = 12.0
"""Millimetres between lines where people write by hand."""
_GAP = 3.0


def print_notice(notice: Notice, faces: Faces) -> bytes:
    """Give the PDF of a notice, the same bytes each time. Raises MissingGlyphError."""
    sheet = Sheet(faces, Heading(notice.title, notice.at, _numbered(notice)))
    sheet.title(notice.title)
    sheet.centred(_numbered(notice), 10.5)
    sheet.gap(5)
    if notice.addressee:
        sheet.paragraph(f"{notice.addressee}{full_width(':')}", indented=False)
    *parts, last = notice.parts
    for part in parts:
        _print(part, sheet)
    _end(notice, last, sheet)
    return sheet.output()


def _end(notice: Notice, last: Part, sheet: Sheet) -> None:
    """Print the last part and the place of the seal on one page: no seal stands on a page without text."""
    if notice.issuer is None:
        _print(last, sheet)
        return
    if isinstance(last, Signing):
        # side by side: the lines end where the seal begins
        sheet.keep(SEAL + 2 * _GAP)
        with sheet.aside():
            _print(last, sheet)
    else:
        needs = sheet.height_of(punctuated(last.text)) if isinstance(last, Paragraph) else 0
        sheet.keep(min(needs, 3 * SEAL) + SEAL + 3 * _GAP)
        _print(last, sheet)
    sheet.gap(_GAP)
    sheet.seal_area(notice.issuer, in_words(day_of(notice.at)))


def _print(part: Part, sheet: Sheet) -> None:
    if isinstance(part, Paragraph):
        sheet.paragraph(punctuated(part.text))
    elif isinstance(part, Signing):
        sheet.keep(len(part.lines) * _LINE)
        for line in part.lines:
            sheet.gap(_LINE - 8)
            sheet.paragraph(punctuated(line), indented=False)
        sheet.gap(3)
    else:
        sheet.gap(2)
        if isinstance(part, Fields):
            sheet.fields([(label, punctuated(value)) for label, value in part.rows])
        else:
            rows = [[punctuated(cell) for cell in row] for row in part.rows]
            sheet.table(part.head, rows, part.widths)
        sheet.gap(3)


def _numbered(notice: Notice) -> str:
    return punctuated(f"编号:{notice.number}")
