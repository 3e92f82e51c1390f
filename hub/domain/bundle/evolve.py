"""How each fact changes a bundle. Never fails on facts that ``decide`` said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.domain.bundle.erasing import erased
from hub.domain.bundle.resting import with_told
from hub.domain.bundle.state import BundleState, Child
from hub.domain.identifiers import basic_code
from schemas import facts
from schemas.bundles import Owed
from schemas.commands import BundleChild, Outcome
from schemas.values import made


def evolve(state: BundleState | None, fact: facts.Fact) -> BundleState | None:
    """Give the bundle after a fact; None where none came to be. Raises KeyError for a fact of another aggregate."""
    if type(fact) is facts.BundleFiled:
        return _filed(fact)
    change = _CHANGES[type(fact)]
    return None if state is None else change(state, fact)


def _filed(fact: facts.BundleFiled) -> BundleState:
    return made(
        BundleState,
        number=fact.number,
        title=fact.title,
        kind=fact.kind,
        origin=fact.origin,
        mode=fact.mode,
        form=fact.form,
        materials=fact.materials,
        personal=fact.personal,
        children=_children(fact.children, (), fact.wait_until),
        answer_by=fact.answer_by,
    )


def _added(state: BundleState, fact: facts.ChildrenAdded) -> BundleState:
    approved = [child.case for child in state.children if child.outcome == "approved"]
    grown = state.changed(
        children=state.children + _children(fact.children, approved, fact.wait_until),
        awaits_until=None,
        **({} if fact.answer_by is None else {"answer_by": fact.answer_by, "asked_again": False}),
    )
    added = {child.case for child in fact.children}
    return with_told(grown, added.difference(child.case for child in grown.waiting))


def _children(
    filed: Iterable[BundleChild], approved: Collection[str], wait_until: datetime | None
) -> tuple[Child, ...]:
    return tuple([
        made(
            Child,
            case=child.case,
            item=basic_code(child.item),
            group=child.group,
            waits_for=child.waits_for or (),
            content=child,
            wait_until=None if set(child.waits_for or ()).issubset(approved) else wait_until,
        )
        for child in filed
    ])  # fmt: skip


def _noted(state: BundleState, fact: facts.ChildNoted) -> BundleState:
    return with_told(_with_outcome(state, fact.case, fact.outcome, owes=fact.owes, issued=fact.issued))


def _revoked(state: BundleState, fact: facts.ChildRevoked) -> BundleState:
    # a project that waited for its next stage may lack an approval of an earlier one again
    after = _with_outcome(state, fact.case, "revoked", owes=fact.owes)
    return with_told(after.changed(awaits_until=None))


def _not_possible(state: BundleState, fact: facts.ChildNotPossible) -> BundleState:
    return _with_outcome(state, fact.case, "not_possible")


def _withdrawn(state: BundleState, fact: facts.ChildWithdrawn) -> BundleState:
    return _with_outcome(state, fact.case, "withdrawn")


def _with_outcome(state: BundleState, case: str, outcome: Outcome, **changes: Any) -> BundleState:
    change = {"outcome": outcome, "content": None, "wait_until": None, **changes}
    children = tuple([_changed(child, change) if child.case == case else child for child in state.children])
    after = state.changed(children=children)
    return after if after.unanswered else after.changed(answer_by=None)


def _changed(child: Child, change: Mapping[str, Any]) -> Child:
    owes: Owed | None = change.get("owes")
    if owes is not None and owes.due is None and child.owes is not None:
        # a promise that has ended says no limit; the bundle remembers which it was
        change = {**change, "owes": owes.model_copy(update={"due": child.owes.due})}
    return child.model_copy(update=change)


def _released(state: BundleState, fact: facts.ChildrenReleased) -> BundleState:
    children = [_free(child, fact) if child.case in fact.cases else child for child in state.children]
    return with_told(state.changed(children=tuple(children), answer_by=fact.answer_by, asked_again=False), fact.cases)


def _free(child: Child, fact: facts.ChildrenReleased) -> Child:
    """Let a case begin, with the documents that it waited for among its materials."""
    found, content = (fact.materials or {}).get(child.case, ()), child.content
    if found and content is not None:
        content = content.model_copy(update={"materials": (*content.materials, *found)})
    return child.model_copy(update={"wait_until": None, "content": content})


def _asked_again(state: BundleState, fact: facts.ChildrenAskedAgain) -> BundleState:
    return state.changed(asked_again=True, answer_by=fact.answer_by)


def _unanswered(state: BundleState, _: facts.ChildrenUnanswered) -> BundleState:
    return state.changed(answer_by=None)


def _awaits(state: BundleState, fact: facts.BundleAwaits) -> BundleState:
    return state.changed(awaits_until=fact.until)


def _end_asked(state: BundleState, _: facts.BundleEndAsked) -> BundleState:
    return state.changed(is_ending=True, awaits_until=None)


def _completed(state: BundleState, fact: facts.BundleCompleted) -> BundleState:
    stage = "owing" if fact.owing else "completed"
    return state.changed(stage=stage, form=None, materials=None, awaits_until=None)


def _settled(state: BundleState, fact: facts.BundleSettled) -> BundleState:
    return state.changed(stage="completed", settled=fact.outcome)


def _unchanged(state: BundleState, _: facts.Fact) -> BundleState:
    return state


_CHANGES: Final[Mapping[type[facts.Fact], Callable[[BundleState, Any], BundleState]]] = {
    facts.ChildrenAdded: _added,
    facts.ChildNoted: _noted,
    facts.ChildRevoked: _revoked,
    facts.ChildrenReleased: _released,
    facts.ChildNotPossible: _not_possible,
    facts.ChildWithdrawn: _withdrawn,
    facts.BundleAwaits: _awaits,
    facts.BundleEndAsked: _end_asked,
    facts.ChildrenAskedAgain: _asked_again,
    facts.ChildrenUnanswered: _unanswered,
    facts.BundleCompleted: _completed,
    facts.BundleSettled: _settled,
    facts.BundleRevised: _unchanged,
    facts.BundleRefused: _unchanged,
    facts.BundleDataErased: erased,
}
