"""What each command does to a bundle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from hub.domain.bundle.documents import with_documents
from hub.domain.bundle.evolve import evolve
from hub.domain.bundle.kinds import check_items, check_stages
from hub.domain.bundle.resting import rests_directly
from hub.domain.bundle.sharing import Shared, filled
from hub.domain.bundle.state import GOOD, BundleState, Child
from hub.domain.bundle.waiting import ANSWER_WITHIN, completed, give_up_at, ordered, with_consequences
from hub.domain.identifiers import check_bundle_number, check_case_number
from hub.domain.numbers import check_number
from hub.domain.parties import check_party, check_power
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.bundles import Owed
from schemas.commands import BundleChild, FileBundle, NoteChild, ReachBundleDeadline
from schemas.parties import Origin, SharedPersonal
from schemas.reference import BundleKind
from schemas.values import endpoint_region, made


class Group(NamedTuple):
    """Children that come together, and the bundle they come to."""

    children: Sequence[BundleChild]
    known: Sequence[Child]
    """That the bundle has already."""
    kind: BundleKind | None
    shared: Shared
    sender: str


def file_bundle(_: None, command: Command[FileBundle], now: datetime, reference: Reference) -> Decision | Refusal:
    """File a bundle. Each case is checked by itself and may be refused by itself."""
    body, number, today = command.body, command.subject, now.date()
    kind = reference.bundle_kind(body.kind, today) if body.kind else None
    refusal = (
        check_number(number, check_bundle_number(number), command.sender, today)
        or _check_shared(body.personal, today)
        or (Refusal("bundle_kind_unknown", "/kind", {"kind": body.kind}) if body.kind and kind is None else None)
    )
    if refusal:
        return refusal
    shared = made(Shared, form=body.form, materials=body.materials, personal=body.personal)
    children = complete(Group(body.children, (), kind, shared, command.sender), today, reference)
    if isinstance(children, Refusal):
        return children
    region = endpoint_region(command.sender)
    waits = any(child.waits_for for child in children)
    return (
        made(
            facts.BundleFiled,
            at=now,
            number=number,
            title=body.title,
            kind=kind,
            origin=made(Origin, endpoint=command.sender, region=region, window=body.window),
            mode="joint" if kind and kind.joint else body.mode,
            form=body.form,
            materials=body.materials,
            personal=body.personal,
            children=children,
            answer_by=now + ANSWER_WITHIN,
            wait_until=give_up_at(kind, region, now, reference) if waits else None,
        ),
    )


def file_again(_: BundleState, __: Command[FileBundle], ___: datetime, ____: Reference) -> Decision | Refusal:
    """Refuse a number that is taken."""
    return Refusal("bundle_number_taken")


def complete(group: Group, today: date, reference: Reference) -> tuple[BundleChild, ...] | Refusal:
    """Check children that come together, fill in what is shared, and spell out what each waits for."""
    refusal = check_numbers(group, today) or check_items(group.children, group.kind)
    if refusal:
        return refusal
    children = [
        with_documents(filled(child, group.shared, today, reference), group.known, today, reference)
        for child in group.children
    ]
    for place, child in enumerate(children):
        if child.personal.applicant is None:
            at = f"/children/{place}/personal/applicant"
            return Refusal("child_without_applicant", at, {"case": child.case})
    return check_stages(group.children, group.known, group.kind, today, reference) or ordered(
        children, group.known, group.kind
    )


def note_child(
    state: BundleState, command: Command[NoteChild], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Note what a case says: others may begin then, or never; when the last one has ended, the bundle is complete.

    After its end a case may still keep or break what it promised, and an approval may be taken back.
    """
    body = command.body
    child = state.child(body.case)
    if child is None:
        return Refusal("child_unknown", "/case", {"case": body.case})
    if body.outcome == "revoked" and child.outcome in {None, "filed", GOOD}:
        return _revoked(state, body, now, reference)
    if child.has_ended and child.outcome != body.outcome:
        return ()
    if child.outcome == body.outcome and not _moves(child.owes, body.owes):
        return ()
    noted = made(
        facts.ChildNoted,
        at=now,
        case=body.case,
        outcome=body.outcome,
        code=body.code,
        owes=body.owes,
        issued=body.issued,
    )
    return with_consequences(state, (noted,), now, reference)


def _moves(before: Owed | None, after: Owed | None) -> bool:
    """Tell whether a commitment stands otherwise than the bundle knows; one that has ended says no limit."""
    if before is None or after is None:
        return before != after
    known = before if after.due else before.model_copy(update={"due": None})
    return known != after


def _revoked(state: BundleState, body: NoteChild, now: datetime, reference: Reference) -> Decision:
    """Say what an approval that was taken back leaves: whoever waits for it never begins, whoever rests on it hears."""
    resting = [child for child in rests_directly(state, body.case) if not child.is_waiting]
    revoked = made(
        facts.ChildRevoked,
        at=now,
        case=body.case,
        owes=body.owes,
        undecided=tuple([child.case for child in resting if not child.has_ended]),
        decided=tuple([child.case for child in resting if child.outcome == GOOD]),
    )
    said: tuple[facts.Fact, ...] = (revoked,)
    after = evolve(state, revoked)
    if state.stage != "open" and after is not None:
        said = (revoked, made(facts.BundleRevised, at=now, outcomes=after.outcomes))
    return with_consequences(state, said, now, reference)


def reach_deadline(
    state: BundleState, _: Command[ReachBundleDeadline], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Ask silent cases once more, then say that they are; give up cases and projects that have waited too long."""
    if state.awaits_until is not None and state.awaits_until <= now:
        return (completed(state, now),)
    lapsed = [
        made(facts.ChildNotPossible, at=now, case=child.case, why="waited_too_long", because=_open_one(state, child))
        for child in state.waiting
        if child.wait_until is not None and child.wait_until <= now
    ]
    return with_consequences(state, (*_ask_again(state, now), *lapsed), now, reference)


def _ask_again(state: BundleState, now: datetime) -> Decision:
    cases = tuple([child.case for child in state.unanswered])
    if state.answer_by is None or now < state.answer_by or not cases:
        return ()
    if state.asked_again:
        return (made(facts.ChildrenUnanswered, at=now, cases=cases),)
    return (made(facts.ChildrenAskedAgain, at=now, cases=cases, answer_by=now + ANSWER_WITHIN),)


def _open_one(state: BundleState, child: Child) -> str | None:
    """Give the first case that a child still waits for."""
    still = {other.case for other in state.children if not other.has_ended}
    return next((case for case in child.waits_for if case in still), None)


def check_numbers(group: Group, today: date) -> Refusal | None:
    """Refuse a number that is malformed, another region's, of the future, or in the bundle already."""
    seen = {child.case for child in group.known}
    for place, child in enumerate(group.children):
        if child.case in seen:
            return Refusal("child_twice", f"/children/{place}/case", {"case": child.case})
        seen.add(child.case)
        refusal = check_number(child.case, check_case_number(child.case), group.sender, today)
        if refusal:
            return Refusal(refusal.code, f"/children/{place}/case", refusal.params)
    return None


def _check_shared(personal: SharedPersonal, today: date) -> Refusal | None:
    """Check what is shared; whether each case has a power of attorney is seen there."""
    agent, power, applicant = personal.agent, personal.power_of_attorney, personal.applicant
    refusal = check_party(applicant, "/personal/applicant", today) if applicant else None
    if refusal:
        return refusal
    if agent is None:
        return None if power is None else Refusal("power_without_agent", "/personal/agent")
    return (check_power(power, "/personal/power_of_attorney", today) if power else None) or check_party(
        agent, "/personal/agent", today
    )
