"""A bundle after its filing: cases added stage by stage, given up while they wait, the end of a project."""

from __future__ import annotations

from datetime import datetime

from hub.domain.bundle.rules import Group, complete
from hub.domain.bundle.sharing import Shared
from hub.domain.bundle.state import GOOD, BundleState
from hub.domain.bundle.waiting import ANSWER_WITHIN, give_up_at, with_consequences
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import AddChildren, EndBundle, WithdrawChild
from schemas.values import made


def add_children(
    state: BundleState, command: Command[AddChildren], now: datetime, reference: Reference
) -> Decision | Refusal:
    """File more cases of a project; those of a later stage wait until the one before has ended well."""
    if state.kind is None or not state.kind.is_project:
        return Refusal("bundle_cannot_grow")
    if state.is_ending:
        return Refusal("bundle_ending")
    shared = made(Shared, form=state.form, materials=state.materials, personal=state.personal)
    group = Group(command.body.children, state.children, state.kind, shared, command.sender)
    children = complete(group, now.date(), reference)
    if isinstance(children, Refusal):
        return children
    approved = {child.case for child in state.children if child.outcome == GOOD}
    waits = [not approved.issuperset(child.waits_for or ()) for child in children]
    return (
        made(
            facts.ChildrenAdded,
            at=now,
            children=children,
            answer_by=None if all(waits) else now + ANSWER_WITHIN,
            wait_until=give_up_at(state.kind, state.origin.region, now, reference) if any(waits) else None,
        ),
    )


def withdraw_child(
    state: BundleState, command: Command[WithdrawChild], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Give up a case that waits; one that is filed is withdrawn by itself."""
    body = command.body
    child = state.child(body.case)
    if child is None:
        return Refusal("child_unknown", "/case", {"case": body.case})
    if not child.is_waiting:
        return Refusal("child_not_waiting", "/case", {"case": body.case})
    withdrawn = made(facts.ChildWithdrawn, at=now, case=body.case, by=body.by, reason=body.reason)
    return with_consequences(state, (withdrawn,), now, reference)


def end_bundle(
    state: BundleState, command: Command[EndBundle], now: datetime, reference: Reference
) -> Decision | Refusal:
    """End a project at its applicant's will: nothing is added, nothing waits any more; what is filed goes on."""
    body = command.body
    if state.is_ending:
        return Refusal("bundle_ending")
    asked = made(facts.BundleEndAsked, at=now, by=body.by, reason=body.reason)
    dropped = [made(facts.ChildNotPossible, at=now, case=child.case, why="bundle_ended") for child in state.waiting]
    return with_consequences(state, (asked, *dropped), now, reference)
