"""The document of a case stands in the place of materials of the cases that rest on it: nobody hands it in again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hub.domain.bundle.state import GOOD, Child
from hub.domain.reference import Reference
from schemas.application import Material
from schemas.bundles import Issued
from schemas.commands import BundleChild
from schemas.values import made


def documents_for(
    child: BundleChild, known: Iterable[Child], today: date, reference: Reference
) -> tuple[Material, ...]:
    """Give the materials that the documents of approved cases stand for, where nothing was handed in for them."""
    row = reference.item(child.item, today)
    if row is None:
        return ()
    there = {material.code for material in child.materials}
    awaited = [one for one in known if one.case in (child.waits_for or ()) and one.outcome == GOOD and one.issued]
    found: list[Material] = []
    for line in row.materials:
        if line.code in there:
            continue
        source = next((one for one in awaited if one.issued and one.issued.type.type in line.replaceable_by), None)
        if source is not None and source.issued is not None:
            found.append(_material(line.code, source.case, source.issued))
    return tuple(found)


def with_documents(child: BundleChild, known: Iterable[Child], today: date, reference: Reference) -> BundleChild:
    """Give the child with them."""
    found = documents_for(child, known, today, reference)
    return child.model_copy(update={"materials": (*child.materials, *found)}) if found else child


def _material(code: str, case: str, issued: Issued) -> Material:
    """Name the document and the case it comes from; its licence identifier where the hub knows it."""
    return made(Material, code=code, title=f"{issued.type.name[:120]}(办件{case})", document=issued.identifier)
