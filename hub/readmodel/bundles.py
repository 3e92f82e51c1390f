"""How each fact changes the rows of its bundle: pure, and only by what the fact says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from hub.readmodel.cases import Link
from hub.readmodel.rows import BundleRow, ChildRow
from schemas import facts
from schemas.bundles import Owed
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
        kind=fact.kind.code if fact.kind else None,
        fact_number=link.number,
        fact_digest=link.digest,
        fact_at=fact.at,
    )
    return BundleRows(row, _children(fact, fact.number, ()))


def _children(
    fact: facts.BundleFiled | facts.ChildrenAdded, bundle: str, known: tuple[ChildRow, ...]
) -> tuple[ChildRow, ...]:
    approved = {child.number for child in known if child.outcome == "approved"}
    return tuple([
        ChildRow(
            bundle=bundle,
            place=place,
            number=child.case,
            item_code=child.item,
            region=child.jurisdiction.region,
            waits_for=child.waits_for or (),
            waiting=not approved.issuperset(child.waits_for or ()),
        )
        for place, child in enumerate(fact.children, start=len(known))
    ])  # fmt: skip


def _added(rows: BundleRows, fact: facts.ChildrenAdded) -> BundleRows:
    added = _children(fact, rows.bundle.number, rows.children)
    return BundleRows(replace(rows.bundle, awaits_stage=None, awaits_until=None), rows.children + added)


def _unchanged(rows: BundleRows, _: Fact) -> BundleRows:
    return rows


def _noted(rows: BundleRows, fact: facts.ChildNoted) -> BundleRows:
    children = [
        replace(
            child,
            outcome=fact.outcome,
            code=fact.code,
            unanswered=False,
            document=fact.issued.type.name if fact.issued else None,
            **_owing(child, fact.owes),
        )
        if child.number == fact.case
        else child
        for child in rows.children
    ]
    return BundleRows(rows.bundle, tuple(children))


def _owing(child: ChildRow, owes: Owed | None) -> dict[str, Any]:
    """Give the columns of a commitment; one that has ended keeps the limit it had."""
    if owes is None:
        return {"owes": None, "owes_materials": (), "owes_due": None}
    return {"owes": owes.status, "owes_materials": owes.materials, "owes_due": owes.due or child.owes_due}


def _revoked(rows: BundleRows, fact: facts.ChildRevoked) -> BundleRows:
    children = [
        replace(child, outcome="revoked", unanswered=False, **_owing(child, fact.owes))
        if child.number == fact.case
        else child
        for child in rows.children
    ]
    return BundleRows(replace(rows.bundle, awaits_stage=None, awaits_until=None), tuple(children))


def _released(rows: BundleRows, fact: facts.ChildrenReleased) -> BundleRows:
    children = [replace(child, waiting=False) if child.number in fact.cases else child for child in rows.children]
    return BundleRows(rows.bundle, tuple(children))


def _not_possible(rows: BundleRows, fact: facts.ChildNotPossible) -> BundleRows:
    return _given_up(rows, fact.case, outcome="not_possible", code=fact.why, because=fact.because)


def _withdrawn(rows: BundleRows, fact: facts.ChildWithdrawn) -> BundleRows:
    return _given_up(rows, fact.case, outcome="withdrawn")


def _given_up(rows: BundleRows, case: str, **changes: str | None) -> BundleRows:
    children = [
        replace(child, waiting=False, **changes) if child.number == case else child  # type: ignore[arg-type]  # columns
        for child in rows.children
    ]
    return BundleRows(rows.bundle, tuple(children))


def _awaits(rows: BundleRows, fact: facts.BundleAwaits) -> BundleRows:
    return BundleRows(replace(rows.bundle, awaits_stage=fact.stage, awaits_until=fact.until), rows.children)


def _end_asked(rows: BundleRows, _: facts.BundleEndAsked) -> BundleRows:
    return BundleRows(replace(rows.bundle, ending=True, awaits_stage=None, awaits_until=None), rows.children)


def _unanswered(rows: BundleRows, fact: facts.ChildrenUnanswered) -> BundleRows:
    children = [replace(child, unanswered=True) if child.number in fact.cases else child for child in rows.children]
    return BundleRows(rows.bundle, tuple(children))


def _completed(rows: BundleRows, fact: facts.BundleCompleted) -> BundleRows:
    completed = replace(rows.bundle, completed_at=fact.at, awaits_stage=None, awaits_until=None)
    return BundleRows(completed, rows.children)


def _settled(rows: BundleRows, fact: facts.BundleSettled) -> BundleRows:
    return BundleRows(replace(rows.bundle, settled=fact.outcome, settled_at=fact.at), rows.children)


def _revised(rows: BundleRows, fact: facts.BundleRevised) -> BundleRows:
    return BundleRows(replace(rows.bundle, revised_at=fact.at), rows.children)


_CHANGES: Final[Mapping[type[Fact], Callable[[BundleRows, Any], BundleRows]]] = {
    facts.BundleFiled: _unchanged,  # only ever the first
    facts.ChildrenAdded: _added,
    facts.ChildNoted: _noted,
    facts.ChildRevoked: _revoked,
    facts.ChildrenReleased: _released,
    facts.ChildNotPossible: _not_possible,
    facts.ChildWithdrawn: _withdrawn,
    facts.BundleAwaits: _awaits,
    facts.BundleEndAsked: _end_asked,
    facts.ChildrenAskedAgain: _unchanged,
    facts.ChildrenUnanswered: _unanswered,
    facts.BundleCompleted: _completed,
    facts.BundleSettled: _settled,
    facts.BundleRevised: _revised,
    facts.BundleRefused: _unchanged,
    facts.BundleDataErased: _unchanged,
}
