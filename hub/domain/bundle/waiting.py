"""Which case of a bundle waits for which: what is wrong with it, what its kind adds, and what follows of an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from hub.domain.bundle.documents import documents_for
from hub.domain.bundle.evolve import evolve
from hub.domain.bundle.state import GOOD, BundleState, Child
from hub.domain.calendar import due_after
from hub.domain.identifiers import basic_code
from hub.domain.reference import Reference
from hub.domain.values import Decision, Refusal
from schemas import facts
from schemas.commands import BundleChild
from schemas.reference import BundleKind
from schemas.values import made

ANSWER_WITHIN: Final = timedelta(minutes=5)
"""A case answers its bundle in milliseconds; later than this something of ours hangs."""


def ordered(
    children: Sequence[BundleChild], known: Sequence[Child], kind: BundleKind | None
) -> tuple[BundleChild, ...] | Refusal:
    """Spell out what each new child waits for, by itself and by the bundle's kind; refuse what can never be."""
    refusal = _check_edges(children, known)
    if refusal:
        return refusal
    spelt = tuple([_spelt(child, children, known, kind) for child in children]) if kind else tuple(children)
    ring = circle({child.case: child.waits_for or () for child in spelt})
    if ring:
        return Refusal("waits_circle", "/children", {"cases": "、".join(ring)})
    return spelt


def give_up_at(kind: BundleKind | None, region: str, now: datetime, reference: Reference) -> datetime:
    """Say until when a case may wait for another, and a project for its next cases; days are the origin region's."""
    limit = (kind and kind.longest_wait) or reference.policy(now.date()).bundle_wait
    return due_after(reference.calendar_for(region, now.date()), now, limit).at


def with_consequences(state: BundleState, first: Sequence[facts.Fact], now: datetime, reference: Reference) -> Decision:
    """Give these facts and all that follows from them at once: cases released, impossible, the bundle's end."""
    said = list(first)
    after: BundleState | None = state
    for fact in first:
        after = evolve(after, fact)
    while after is not None and (following := next(_following(after, now, reference), None)):
        said.append(following)
        after = evolve(after, following)
    return tuple(said)


def _following(state: BundleState, now: datetime, reference: Reference) -> Iterator[facts.Fact]:
    """Give what follows from how things stand, the first of it being enough: the rest is asked for again."""
    if state.stage != "open":
        # said again where a breach was taken back since
        if not state.owing and (state.stage == "owing" or state.settled not in {None, state.kept}):
            yield made(facts.BundleSettled, at=now, outcome=state.kept, commitments=state.commitments)
        return
    outcomes = {child.case: child.outcome for child in state.children}
    failed = {child.case for child in state.children if child.has_failed}
    for child in state.waiting:
        because = next((case for case in child.waits_for if case in failed), None)
        if because:
            yield made(facts.ChildNotPossible, at=now, case=child.case, why="precondition_failed", because=because)
    ready = [child.case for child in state.waiting if all(outcomes[case] == GOOD for case in child.waits_for)]
    if ready:
        yield _released(state, tuple(ready), now, reference)
    if state.awaits_until is None and all(child.has_ended for child in state.children):
        yield _end(state, now, reference)


def _released(state: BundleState, cases: tuple[str, ...], now: datetime, reference: Reference) -> facts.Fact:
    contents = [child.content for child in state.waiting if child.case in cases and child.content is not None]
    found = {content.case: documents_for(content, state.children, now.date(), reference) for content in contents}
    return made(
        facts.ChildrenReleased,
        at=now,
        cases=cases,
        answer_by=now + ANSWER_WITHIN,
        materials={case: materials for case, materials in found.items() if materials} or None,
    )


def _end(state: BundleState, now: datetime, reference: Reference) -> facts.Fact:
    missing = None if state.is_ending else _missing(state)
    if missing is None:
        return completed(state, now)
    stage, items = missing
    until = give_up_at(state.kind, state.origin.region, now, reference)
    return made(facts.BundleAwaits, at=now, stage=stage, items=items, until=until)


def completed(state: BundleState, now: datetime) -> facts.Fact:
    """Say the bundle's end, with the outcome of each case, and what is still owed."""
    return made(facts.BundleCompleted, at=now, outcomes=state.outcomes, owing=state.owing or None)


def _missing(state: BundleState) -> tuple[str, tuple[str, ...]] | None:
    """Give the first stage of a project that lacks an approval, and the items; None where nothing is to come."""
    kind = state.kind
    if kind is None or not kind.is_project:
        return None
    approved = {child.item for child in state.children if child.outcome == GOOD}
    for place, stage in enumerate(kind.stages):
        items = tuple([item for item in kind.required(place) if item not in approved])
        if items:
            return stage.name, items
    return None


def _check_edges(children: Sequence[BundleChild], known: Sequence[Child]) -> Refusal | None:
    failed = {child.case for child in known if child.has_failed}
    there = {child.case for child in known} | {child.case for child in children}
    for place, child in enumerate(children):
        for number, case in enumerate(child.waits_for or ()):
            pointer, params = f"/children/{place}/waits_for/{number}", {"case": child.case, "waits_for": case}
            if case == child.case:
                return Refusal("waits_itself", pointer, {"case": case})
            if case not in there:
                return Refusal("waits_unknown", pointer, params)
            if case in failed:
                return Refusal("waits_failed", pointer, params)
    return None


def _spelt(
    child: BundleChild, children: Sequence[BundleChild], known: Sequence[Child], kind: BundleKind
) -> BundleChild:
    items = kind.awaited_by(basic_code(child.item))
    before = [other.case for other in known if other.item in items and not other.has_failed]
    beside = [other.case for other in children if basic_code(other.item) in items and other.group == child.group]
    own = child.waits_for or ()
    added = [case for case in (*before, *beside) if case not in own and case != child.case]
    return child.model_copy(update={"waits_for": (*own, *added)}) if added else child


def circle(waits: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Give the cases that wait for each other in a ring, or for a ring; none where each has its turn."""
    left = dict(waits)
    while free := [case for case, awaited in left.items() if not left.keys() & set(awaited)]:
        for case in free:
            del left[case]
    return list(left)
