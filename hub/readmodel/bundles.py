"""How each fact changes the rows of its bundle: pure, and only by what the fact says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from hub.readmodel.cases import Link
from hub.readmodel.rows import BundleRow, ChildRow
from schemas import facts
from schemas.facts import Fact


class BundleRows(NamedTuple):
    """A bundle and its cases, in the order they were filed."""

    bundle: BundleRow
    children: tuple[ChildRow, ...]


def project_bundle(rows: BundleRows | None, fact: Fact, link: Link) -> BundleRows | None:
    """Give the bundle's rows after a fact; None where there is no bundle.

    A fact at or before the bundle's last one changes nothing.
    """
    if isinstance(fact, facts.BundleFiled) and rows is None:
        return _filed(fact, link)
    if rows is None or link.number <= rows.bundle.fact_number:
        return rows
    after = _CHANGES[type(fact)](rows, fact)
    moved = replace(after.bundle, fact_number=link.number, fact_digest=link.digest, fact_at=fact.at)
    return BundleRows(moved, after.children)


def _filed(fact: facts.BundleFiled, link: Link) -> BundleRows:
    row = BundleRow(
        number=fact.number,
        title=fact.title,
        mode=fact.mode,
        origin_endpoint=fact.origin.endpoint,
        origin_region=fact.origin.region,
        origin_window=fact.origin.window.window,
        filed_at=fact.at,
        fact_number=link.number,
        fact_digest=link.digest,
        fact_at=fact.at,
    )
    children = [
        ChildRow(fact.number, place, child.case, child.item, child.jurisdiction.region)
        for place, child in enumerate(fact.children)
    ]
    return BundleRows(row, tuple(children))


def _unchanged(rows: BundleRows, _: Fact) -> BundleRows:
    return rows


def _noted(rows: BundleRows, fact: facts.ChildNoted) -> BundleRows:
    children = [
        replace(child, outcome=fact.outcome, code=fact.code, unanswered=False) if child.number == fact.case else child
        for child in rows.children
    ]
    return BundleRows(rows.bundle, tuple(children))


def _unanswered(rows: BundleRows, fact: facts.ChildrenUnanswered) -> BundleRows:
    children = [replace(child, unanswered=True) if child.number in fact.cases else child for child in rows.children]
    return BundleRows(rows.bundle, tuple(children))


def _completed(rows: BundleRows, fact: facts.BundleCompleted) -> BundleRows:
    return BundleRows(replace(rows.bundle, completed_at=fact.at), rows.children)


_CHANGES: Final[Mapping[type[Fact], Callable[[BundleRows, Any], BundleRows]]] = {
    facts.BundleFiled: _unchanged,  # only ever the first
    facts.ChildNoted: _noted,
    facts.ChildrenAskedAgain: _unchanged,
    facts.ChildrenUnanswered: _unanswered,
    facts.BundleCompleted: _completed,
    facts.BundleRefused: _unchanged,
}
