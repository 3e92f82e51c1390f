"""What the fields of a document's content are called: as in the forms of the items that issue it."""

from __future__ import annotations

from hub.domain.reference import Reference
from hub.papers.dates import day_of
from schemas.documents import Document


def titles_of(document: Document, reference: Reference) -> dict[str, str]:
    """Give the titles by field, in the order of the forms; what no form knows is left out."""
    day = day_of(document.issued_at)
    titles: dict[str, str] = {}
    for item in reference.all_items(day):
        if item.document is None or item.document.type != document.type.type or item.form is None:
            continue
        rows = reference.forms.get(item.form, ())
        for row in rows[:1]:
            for name, field in row.json_schema.get("properties", {}).items():
                titles.setdefault(name, str(field.get("title", name)))
    return titles
