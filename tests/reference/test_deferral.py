"""The shipped samples of deferral and credit: they say that they are samples, and they fit each other."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

from hub.domain.reference import Reference
from hub.reference.check import findings
from hub.reference.load import load
from schemas.reference import CreditMeasure, Item

TODAY: Final = date(2026, 11, 23)


@cache
def reference() -> Reference:
    return load()


def samples() -> list[Item]:
    return [item for item in reference().all_items(TODAY) if item.sample]


def test_forty_one_sample_items_defer_materials() -> None:
    """As many as Guiyang's list had, most of them of fixed-asset projects, of both kinds, each with what it defers."""
    items = samples()
    assert len(items) == 41
    assert {item.deferral for item in items} == {"accept_first", "approve_first"}
    assert all(any(line.required and line.deferrable for line in item.materials) for item in items)
    assert all(any(not line.deferrable for line in item.materials) for item in items), "the main materials come first"
    assert sum(item.jurisdiction_field == "project_site" for item in items) > 30


def test_every_sample_item_has_a_limit_to_supply() -> None:
    """Approval first: a limit of its own; acceptance first: before the promised limit ends."""
    for item in samples():
        assert (item.deferral_limit is not None) == (item.deferral == "approve_first"), item.name


def test_measures_cover_each_field_and_name_their_law() -> None:
    """公共资源三项 and more; all marked as samples."""
    rows = [row for row in reference().rows.values() if isinstance(row, CreditMeasure)]
    assert {"public_procurement", "tenders", "state_land"} <= {row.field for row in rows}
    assert all(row.sample and row.legal_basis for row in rows)
    assert reference().measure("C01", TODAY) is not None
    assert reference().measure("C01", date(2020, 1, 1)) is None
    assert reference().measure("C99", TODAY) is None


def test_an_item_that_defers_nothing_it_has_is_found() -> None:
    """An item that promises deferral without a deferrable material is a mistake of who keeps the rows."""
    rows = [
        row.model_copy(update={"materials": row.materials[:1]}) if isinstance(row, Item) and row.sample else row
        for row in reference().rows.values()
    ]
    found = [one for one in findings(Reference.from_rows(rows), TODAY) if one.kind == "nothing_deferrable"]
    assert len(found) == 41
    assert not [one for one in findings(reference(), TODAY) if one.kind == "nothing_deferrable"]
