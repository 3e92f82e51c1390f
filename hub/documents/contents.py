"""What types of document say, for a verifier without a hub: their rows, each compiled when it is needed first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hub.domain.forms import FormFault, FormRules
from hub.domain.reference.periods import at, latest, periods_of
from schemas.documents import Document
from schemas.reference import ContentSchema
from schemas.times import in_china


class ContentTypes:
    """The rows of kind ``document_content`` that a verifier has."""

    def __init__(self, rows: Iterable[ContentSchema]) -> None:
        """Take rows as they stand in the reference data, old ones too."""
        self._rows = periods_of(latest(rows).values(), ContentSchema)
        self._compiled: dict[tuple[str, date], FormRules] = {}

    def fault(self, document: Document) -> FormFault | None:
        """Give the first thing that is wrong with a document's content. Raises KeyError for a type without a row.

        It is right by any schema that was in force from the first day it holds until it was signed: it may have waited
        for its signature, and a correction need not meet what was asked later.
        """
        signed_on = in_china(document.issued_at).date()
        since = min(document.valid_from, signed_on)
        rows = [row for row in self._rows.get(document.type.type, ()) if since < row.valid_from <= signed_on]
        first = at(self._rows, document.type.type, since)
        candidates = rows if first is None else [*rows, first]
        if not candidates:
            raise KeyError(document.type.type)
        faults = [self._rules(row).faults(document.content) for row in candidates]
        return None if any(not found for found in faults) else faults[0][0]

    def _rules(self, row: ContentSchema) -> FormRules:
        key = (row.code, row.valid_from)
        known = self._compiled.get(key)
        if known is None:
            known = self._compiled[key] = FormRules(row)
        return known
