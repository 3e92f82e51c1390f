"""What cases of a bundle rest on: the cases they waited for, and what of those is not in order.

A commitment that a case has not kept concerns every case that rests on it, also through others, as the stage of the
kind says. An approval that was taken back concerns those that rest on it themselves: what was approved on it stands
until its own officer takes it back too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, Literal

from hub.domain.bundle.state import RUNNING, BundleState, Child
from schemas.bundles import Precondition
from schemas.values import made

TOLD: Final = frozenset({"filed", "approved"})
"""Outcomes at which a case is told what becomes of those it rests on."""
Asked = Literal["not_broken", "kept"] | None


def with_told(state: BundleState, asked: Collection[str] = ()) -> BundleState:
    """Note what each case knows of those it rests on: with its filing (``asked``), and whenever that changes."""
    if all(child.owes is None and child.outcome != "revoked" and not child.told for child in state.children):
        return state
    children = []
    for child in state.children:
        # a filing that is on its way says what was so; its answer is told what has changed since
        hears = child.outcome in TOLD or child.case in asked
        told = tuple(_preconditions(child, state)) if hears else child.told
        children.append(child if told == child.told else child.model_copy(update={"told": told}))
    return state.changed(children=tuple(children))


def rests_directly(state: BundleState, case: str) -> Iterator[Child]:
    """Give the cases that waited for one, or still do."""
    return (child for child in state.children if case in child.waits_for)


def _preconditions(child: Child, state: BundleState) -> Iterator[Precondition]:
    """Give what is not in order about the cases that one rests on, in the order of the bundle."""
    below, asked = _below(child, state), _asked(child, state)
    for other in state.children:
        if other.case not in below:
            continue
        owes = other.owes
        if other.outcome == "revoked":
            if other.case in child.waits_for:
                yield made(Precondition, case=other.case, trouble="approval_withdrawn", holds=True)
        elif owes is not None and owes.status == "broken":
            yield made(
                Precondition,
                case=other.case,
                trouble="commitment_broken",
                holds=asked is not None,
                materials=owes.materials,
                due=owes.due,
            )
        elif owes is not None and owes.status in RUNNING and asked == "kept":
            yield made(
                Precondition,
                case=other.case,
                trouble="commitment_open",
                holds=True,
                materials=owes.materials,
                due=owes.due,
            )


def _below(child: Child, state: BundleState) -> set[str]:
    """Give all that a case rests on, itself or through others; there are no circles."""
    found: set[str] = set()
    ahead = list(child.waits_for)
    while ahead:
        case = ahead.pop()
        if case not in found:
            found.add(case)
            other = state.child(case)
            ahead += other.waits_for if other else ()
    return found


def _asked(child: Child, state: BundleState) -> Asked:
    stage = state.kind.stage_of(child.item) if state.kind else None
    return state.kind.stages[stage].commitments if state.kind and stage is not None else None
