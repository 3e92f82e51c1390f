"""Keys for the issuers of a province: who has none yet gets one, and its public row."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from hub.documents.keys import FileKeyStore, KeyStoreError
from schemas.reference import GROUP, IssuerKey, RoutingRule

if TYPE_CHECKING:
    from hub.domain.reference import Reference


def issuing_units(reference: Reference, on: date) -> Iterator[str]:
    """Give the units (USCC) that routing makes competent for items with a document."""
    items = [item for item in reference.all_items(on) if item.document is not None]
    named = {f"{GROUP}{item.group}" for item in items} | {item.code for item in items}
    found = {row.unit for row in reference.rows.values() if isinstance(row, RoutingRule) and row.item in named}
    yield from sorted(found)


def make_missing_keys(
    store: FileKeyStore, reference: Reference, on: date, endpoints: Collection[str]
) -> list[IssuerKey]:
    """Make an Ed25519 key for each issuing unit of these endpoints that has no public one; give their rows.

    A key that was made before, but not published, is not made again. Raises KeyStoreError.
    """
    published = {row.unit for row in reference.rows.values() if isinstance(row, IssuerKey)}
    rows: list[IssuerKey] = []
    for uscc in issuing_units(reference, on):
        unit = reference.unit(uscc, on)
        if unit is None or uscc in published or unit.endpoint not in endpoints:
            continue
        name = f"{uscc}-{on.year}"
        try:
            rows.append(store.make(name, uscc, "Ed25519", on))
        except KeyStoreError:
            rows.append(store.public(name))
    return rows
