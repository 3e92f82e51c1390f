"""Whether kinds of bundle fit the catalogue: their items exist, and nobody waits for what never comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hub.domain.bundle.waiting import circle
from hub.domain.reference import Reference
from hub.reference.findings import Finding, subject_name
from schemas.reference import BundleKind


def of_kinds(reference: Reference, on: date) -> Iterator[Finding]:
    """Find what is wrong with the kinds of bundle at a date."""
    for kind in reference.all_bundle_kinds(on):
        yield from _of_kind(kind, reference, on)


def _of_kind(kind: BundleKind, reference: Reference, on: date) -> Iterator[Finding]:
    name, items = f"“{kind.name}”", [line.item for stage in kind.stages for line in stage.items]
    for item in dict.fromkeys(items):
        if reference.item(item, on) is None:
            yield Finding("error", "kind_item", kind.code, f"{name}的事项{item}不存在")
        if items.count(item) > 1:
            yield Finding("error", "kind_item", kind.code, f"{name}中{subject_name(item, reference)}重复")
    for edge in kind.edges:
        if {edge.item, edge.waits_for} - set(items):
            text = f"{name}中的前提关系{edge.item}→{edge.waits_for}指向其外的事项"
            yield Finding("error", "kind_edge", kind.code, text)
    ring = circle({item: tuple(kind.awaited_by(item)) for item in items})
    if ring:
        names = "、".join(subject_name(item, reference) for item in ring)
        yield Finding("error", "kind_circle", kind.code, f"{name}的事项互相等待:{names}")
