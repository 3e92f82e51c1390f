"""What a correction of the decision (更正) changes in the document; what it does not hold stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from schemas.commands import DecisionCorrection
from schemas.documents import Document, DocumentPersonal

_OF_HOLDER: Final = frozenset({"name", "address"})


def corrected(document: Document, corrections: Iterable[DecisionCorrection]) -> Document:
    """Give the document with the corrections made: the same where none of them concerns it.

    A field is one of the content, ``document_name``, or ``name`` or ``address`` of the holder.
    """
    for correction in corrections:
        document = _with(document, correction.field, correction.personal.before, correction.personal.after)
    return document


def corrected_content(content: Mapping[str, Any], corrections: Iterable[DecisionCorrection]) -> dict[str, Any]:
    """Give what a document says with the corrections made, as far as they concern its content."""
    said = dict(content)
    for correction in corrections:
        if correction.field in said:
            said[correction.field] = _right(
                said[correction.field], correction.personal.before, correction.personal.after
            )
    return said


def _with(document: Document, field: str, before: str, after: str) -> Document:
    if field in document.content:
        content = {**document.content, field: _right(document.content[field], before, after)}
        return document.model_copy(update={"content": content})
    if field == "document_name":
        kind = document.type.model_copy(update={"name": _right(document.type.name, before, after)})
        return document.model_copy(update={"type": kind})
    holder = document.personal.holder
    if field in _OF_HOLDER and getattr(holder, field):
        righted = holder.model_copy(update={field: _right(getattr(holder, field), before, after)})
        return document.model_copy(update={"personal": DocumentPersonal(holder=righted)})
    return document


def _right(value: Any, before: str, after: str) -> Any:
    if isinstance(value, str):
        return value.replace(before, after)
    if isinstance(value, int) and not isinstance(value, bool) and str(value) == before and after.isdecimal():
        return int(after)
    return value
