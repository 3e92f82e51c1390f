"""What a kind of bundle asks of the cases that are filed under it: its items, all it requires, stage after stage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from hub.domain.bundle.state import Child
from hub.domain.identifiers import basic_code
from hub.domain.reference import Reference
from hub.domain.values import Refusal
from schemas.commands import BundleChild
from schemas.reference import BundleKind


def check_items(children: Sequence[BundleChild], kind: BundleKind | None) -> Refusal | None:
    """Refuse an item that is no part of the kind."""
    if kind is None:
        return None
    for place, child in enumerate(children):
        if kind.stage_of(basic_code(child.item)) is None:
            return Refusal("kind_item", f"/children/{place}/item", {"item": child.item, "kind": kind.name})
    return None


def check_stages(
    children: Sequence[BundleChild], known: Sequence[Child], kind: BundleKind | None, today: date, reference: Reference
) -> Refusal | None:
    """Refuse a 一件事 that lacks what it requires, and a stage of a project before the one before it is filed."""
    if kind is None:
        return None
    if not kind.is_project:
        return _check_whole(children, kind, today, reference)
    there = {basic_code(child.item) for child in children} | {child.item for child in known if not child.has_failed}
    for place, child in enumerate(children):
        stage = kind.stage_of(basic_code(child.item))
        missing = [item for item in kind.required(stage - 1) if item not in there] if stage else []
        if stage and missing:
            params = {"stage": kind.stages[stage].name, "items": _names(missing, today, reference)}
            return Refusal("stage_not_open", f"/children/{place}/item", params)
    return None


def _check_whole(
    children: Sequence[BundleChild], kind: BundleKind, today: date, reference: Reference
) -> Refusal | None:
    for group in dict.fromkeys(child.group for child in children):
        there = {basic_code(child.item) for child in children if child.group == group}
        missing = [item for item in kind.required(0) if item not in there]
        if missing:
            params = {"kind": kind.name, "items": _names(missing, today, reference)}
            return Refusal("kind_item_missing", "/children", params)
    return None


def _names(items: Iterable[str], today: date, reference: Reference) -> str:
    rows = [reference.item(item, today) for item in items]
    return "、".join(row.name if row else item for row, item in zip(rows, items, strict=True))
