"""A notice on paper."""

from __future__ import annotations

from hub.papers.dates import day_of, in_words
from hub.papers.faces import Faces
from hub.papers.notice import Fields, Notice, Paragraph, Part, Signing
from hub.papers.punctuation import full_width, punctuated
from hub.papers.sheet import Heading, Sheet

_LINE = 12.0
"""Millimetres between lines where people write by hand."""


def print_notice(notice: Notice, faces: Faces) -> bytes:
    """Give the PDF of a notice, the same bytes each time. Raises MissingGlyphError."""
    sheet = Sheet(faces, Heading(notice.title, notice.at, _numbered(notice)))
    sheet.title(notice.title)
    sheet.centred(_numbered(notice), 10.5)
    sheet.gap(5)
    if notice.addressee:
        sheet.paragraph(f"{notice.addressee}{full_width(':')}", indented=False)
    for part in notice.parts:
        _print(part, sheet)
    if notice.issuer:
        sheet.gap(6)
        sheet.seal_area(notice.issuer, in_words(day_of(notice.at)))
    return sheet.output()


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
