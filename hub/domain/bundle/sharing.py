"""What a bundle says once flows into each case whose item asks for it; what a case says itself stands before."""

from __future__ import annotations

from datetime import date

from hub.domain.reference import Reference
from schemas.application import Form, Material
from schemas.commands import BundleChild
from schemas.parties import SharedPersonal
from schemas.reference import Item
from schemas.values import Value


class Shared(Value):
    """What is entered once."""

    form: Form | None = None
    materials: tuple[Material, ...] | None = None
    personal: SharedPersonal


def filled(child: BundleChild, shared: Shared, today: date, reference: Reference) -> BundleChild:
    """Give the child as its case will be filed; an item without a form, or an unknown one, takes every field."""
    changes: dict[str, object] = {}
    row = reference.item(child.item, today)
    if shared.form:
        changes["form"] = _fields(shared.form, row, today, reference) | child.form
    if shared.materials and row is not None:
        changes["materials"] = (*child.materials, *_materials(shared.materials, child, row))
    if shared.personal.applicant is not None and child.personal.applicant is None:
        changes["personal"] = child.personal.model_copy(update={"applicant": shared.personal.applicant})
    return child.model_copy(update=changes) if changes else child


def _fields(form: Form, row: Item | None, today: date, reference: Reference) -> Form:
    rules = reference.form_rules(row.form, today) if row and row.form else None
    return {name: value for name, value in form.items() if rules is None or name in rules.fields}


def _materials(shared: tuple[Material, ...], child: BundleChild, row: Item) -> list[Material]:
    """Find shared materials by name: what is M02 at one item is M05 at another."""
    own = {material.code for material in child.materials}
    by_name = {material.title: material for material in shared}
    return [
        by_name[line.name].model_copy(update={"code": line.code})
        for line in row.materials
        if line.name in by_name and line.code not in own
    ]
