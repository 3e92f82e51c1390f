"""Keys for the issuers of a province: who has none yet gets one, and its public row."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from hub.documents.keys import FileKeyStore, KeyStoreError
from schemas.reference import GROUP, IssuerKey, RoutingRule

if TYPE_CHECKING:
    from hub.domain.reference import Reference


_PROVINCE: Final = "0000"
"""Ends the code of a province (GB/T 2260)."""


def issuing_units(reference: Reference, on: date) -> Iterator[str]:
    """Give the units (USCC) that routing makes competent for items with a document."""
    items = [item for item in reference.all_items(on) if item.document is not None]
    named = {f"{GROUP}{item.group}" for item in items} | {item.code for item in items}
    found = {row.unit for row in reference.rows.values() if isinstance(row, RoutingRule) and row.item in named}
    yield from sorted(found)


def status_publisher(reference: Reference, on: date) -> str | None:
    """Give the unit (USCC) that publishes the status list of all documents: the province's government."""
    provinces = sorted(region.code for region in reference.all_regions(on) if region.code.endswith(_PROVINCE))
    government = reference.government(provinces[0], on) if provinces else None
    return government.uscc if government else None


def make_missing_keys(
    store: FileKeyStore, reference: Reference, on: date, endpoints: Collection[str]
) -> list[IssuerKey]:
    """Make an Ed25519 key for each issuing unit of these endpoints that has no public one; give their rows.

    So does the unit that publishes the status list, whatever its endpoint.
    A key that was made before, but not published, is not made again. Raises KeyStoreError.
    """
    published = {row.unit for row in reference.rows.values() if isinstance(row, IssuerKey)}
    rows: list[IssuerKey] = []
    publisher = status_publisher(reference, on)
    wanted = [uscc for uscc in issuing_units(reference, on) if _is_of(uscc, reference, on, endpoints)]
    for uscc in dict.fromkeys([*([publisher] if publisher else []), *wanted]):
        if uscc in published:
            continue
        name = f"{uscc}-{on.year}"
        try:
            rows.append(store.make(name, uscc, "Ed25519", on))
        except KeyStoreError:
            rows.append(store.public(name))
    return rows


def _is_of(uscc: str, reference: Reference, on: date, endpoints: Collection[str]) -> bool:
    unit = reference.unit(uscc, on)
    return unit is not None and unit.endpoint in endpoints
