"""What each command does to a bundle."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from hub.domain.bundle.state import ENDED, BundleState
from hub.domain.identifiers import check_bundle_number, check_case_number
from hub.domain.numbers import check_number
from hub.domain.parties import check_party, check_power
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from schemas import facts
from schemas.commands import BundleChild, FileBundle, NoteChild, Outcome, ReachBundleDeadline
from schemas.parties import Origin, SharedPersonal
from schemas.values import endpoint_region, made

ANSWER_WITHIN: Final = timedelta(minutes=5)
"""A case answers its bundle in milliseconds; later than this something of ours hangs."""


def file_bundle(_: None, command: Command[FileBundle], now: datetime, __: Reference) -> Decision | Refusal:
    """File a bundle. Each case is checked by itself and may be refused by itself."""
    body, number = command.body, command.subject
    refusal = (
        check_number(number, check_bundle_number(number), command.sender, now.date())
        or _check_children(body.children, command.sender, now.date())
        or _check_shared(body.personal, now.date())
    )
    if refusal:
        return refusal
    return (
        made(
            facts.BundleFiled,
            at=now,
            number=number,
            title=body.title,
            origin=made(Origin, endpoint=command.sender, region=endpoint_region(command.sender), window=body.window),
            mode=body.mode,
            personal=body.personal,
            children=body.children,
            answer_by=now + ANSWER_WITHIN,
        ),
    )


def file_again(_: BundleState, __: Command[FileBundle], ___: datetime, ____: Reference) -> Decision | Refusal:
    """Refuse a number that is taken."""
    return Refusal("bundle_number_taken")


def note_child(state: BundleState, command: Command[NoteChild], now: datetime, _: Reference) -> Decision | Refusal:
    """Note what a case says; when the last one has ended, the bundle is complete."""
    body = command.body
    child = state.child(body.case)
    if child is None:
        return Refusal("child_unknown", "/case", {"case": body.case})
    if child.has_ended or child.outcome == body.outcome:
        return ()
    noted = made(facts.ChildNoted, at=now, case=body.case, outcome=body.outcome, code=body.code)
    outcomes: dict[str, Outcome | None] = {other.case: other.outcome for other in state.children}
    outcomes[body.case] = body.outcome
    ended = {case: outcome for case, outcome in outcomes.items() if outcome is not None and outcome in ENDED}
    if len(ended) < len(outcomes):
        return (noted,)
    return (noted, made(facts.BundleCompleted, at=now, outcomes=ended))


def reach_deadline(
    state: BundleState, _: Command[ReachBundleDeadline], now: datetime, __: Reference
) -> Decision | Refusal:
    """Ask the cases that have not answered once more; then say that they have not."""
    cases = tuple([child.case for child in state.unanswered])
    if state.answer_by is None or now < state.answer_by or not cases:
        return ()
    if state.asked_again:
        return (made(facts.ChildrenUnanswered, at=now, cases=cases),)
    return (made(facts.ChildrenAskedAgain, at=now, cases=cases, answer_by=now + ANSWER_WITHIN),)


def _check_children(children: Iterable[BundleChild], sender: str, today: date) -> Refusal | None:
    seen: set[str] = set()
    for place, child in enumerate(children):
        if child.case in seen:
            return Refusal("child_twice", f"/children/{place}/case", {"case": child.case})
        seen.add(child.case)
        refusal = check_number(child.case, check_case_number(child.case), sender, today)
        if refusal:
            return Refusal(refusal.code, f"/children/{place}/case", refusal.params)
    return None


def _check_shared(personal: SharedPersonal, today: date) -> Refusal | None:
    """Check what is shared; whether each case has a power of attorney is seen there."""
    agent, power = personal.agent, personal.power_of_attorney
    if agent is None:
        return None if power is None else Refusal("power_without_agent", "/personal/agent")
    return (check_power(power, "/personal/power_of_attorney", today) if power else None) or check_party(
        agent, "/personal/agent", today
    )
