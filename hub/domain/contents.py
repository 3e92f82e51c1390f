"""What a document says, held against the schema of its type before it is issued and when it is corrected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hub.domain.forms import FormFault
from hub.domain.reference import Reference
from hub.domain.values import Refusal
from schemas.reference import DocumentType


def check_content(
    document: DocumentType,
    content: Mapping[str, Any],
    on: date,
    reference: Reference,
    before: Mapping[str, Any] | None = None,
) -> Refusal | None:
    """Give the first thing that is wrong with the content by the schema in force; None where the type has none.

    ``before``: what the document says already. A correction is refused for what it makes wrong, never for what a
    schema that came later would have asked.
    """
    rules = reference.content_rules(document.type, on)
    faults = rules.faults(content) if rules else ()
    known = rules.faults(before) if rules and faults and before is not None else ()
    fault = next((fault for fault in faults if fault not in known), None)
    return fault and _refusal(document, fault)


def _refusal(document: DocumentType, fault: FormFault) -> Refusal:
    params = {"document": document.name, "field": fault.field}
    if fault.kind == "invalid":
        params["rule"] = fault.rule
    return Refusal(f"document_content_{fault.kind}", params=params)
