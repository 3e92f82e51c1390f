"""What rests on which normative document, and what rests on one that no longer holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from hub.domain.reference import Reference
from hub.domain.reference.periods import at, spans
from hub.reference.findings import Finding, rule_name
from schemas.reference import LegalDocument

STATUS: Final = {"in_force": "现行有效", "repealed": "已废止", "expired": "已失效"}


class Resting(NamedTuple):
    """One row that rests on a document: an item or a rule, with the articles where they are known."""

    kind: str
    code: str
    name: str
    articles: str


def resting_on(document: str, reference: Reference, on: date) -> list[Resting]:
    """Give the items and rules in force at a date that rest on a document."""
    found = [
        Resting("item", item.code, item.name, basis.articles)
        for item in reference.all_items(on)
        for basis in item.basis
        if basis.document == document
    ]
    found += [
        Resting("handling", item.code, f"{item.name}的委托", "")
        for item in reference.all_items(on)
        if item.handling.basis == document
    ]
    for rows in reference.rules.rows.values():
        rule = at(reference.rules.rows, rows[0].code, on)
        if rule is not None and document in rule.basis:
            found.append(Resting("routing", rule.code, rule_name(rule, reference), ""))
    return found


def of_documents(reference: Reference, on: date) -> Iterator[Finding]:
    """Find what rests on a document that nobody knows, or that is repealed or expired, now or from a later day on."""
    for document in sorted(_named(reference, on)):
        rows = reference.documents.get(document, ())
        if not rows:
            yield from _told("error", "basis_unknown", document, "不存在", (reference, on))
        for row, span in spans(rows):
            if row.status != "in_force" and span.last >= on:
                yield from _told("warning", "basis_repealed", document, _ended(row), (reference, on))
                break


def _ended(row: LegalDocument) -> str:
    instead = f",由{row.replaced_by}取代" if row.replaced_by else ""
    return f"《{row.title}》({row.number})自{row.valid_from}起{STATUS[row.status]}{instead}"


def _told(severity: str, kind: str, document: str, why: str, where: tuple[Reference, date]) -> Iterator[Finding]:
    for resting in resting_on(document, *where):
        text = f"“{resting.name}”所依据的文件{why}"
        yield Finding("error" if severity == "error" else "warning", kind, resting.code, text, (document,))


def _named(reference: Reference, on: date) -> set[str]:
    named = {basis.document for item in reference.all_items(on) for basis in item.basis}
    named |= {item.handling.basis for item in reference.all_items(on) if item.handling.basis}
    return named | {document for rows in reference.rules.rows.values() for document in rows[0].basis}
