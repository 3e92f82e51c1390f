"""Whom a bundle tells what: its cases that they are filed and what they rest on, its origin how it ends."""

from __future__ import annotations

from datetime import datetime

from hub.domain.bundle.resting import TOLD
from hub.domain.bundle.state import BundleState, Child
from hub.domain.values import Notice, Request
from schemas import facts, notices
from schemas.application import Application
from schemas.commands import FileApplication, NotePreconditions
from schemas.parties import Personal
from schemas.values import made


def tell(fact: facts.Fact, before: BundleState | None, after: BundleState | None) -> tuple[Notice, ...]:
    """Give the notices of a fact: all go to the origin."""
    if isinstance(fact, facts.ChildNoted):
        body = None if before is None or after is None else _in_breach(fact, before, after)
    else:
        body = None if after is None else _body(fact, after)
    return () if body is None or after is None else (Notice("results", after.origin.endpoint, body),)


def requests(fact: facts.Fact, before: BundleState | None, after: BundleState | None) -> tuple[Request, ...]:
    """File each case, in the name of the endpoint that filed the bundle: at once, when it has waited, or again.

    And tell the cases that are filed what has changed about those they rest on.
    """
    if after is None:
        return ()
    if isinstance(fact, facts.ChildNoted | facts.ChildRevoked):
        return () if before is None else _told(before, after)
    if isinstance(fact, facts.BundleFiled | facts.ChildrenAdded):
        asked = {child.case for child in fact.children} - {child.case for child in after.waiting}
    elif isinstance(fact, facts.ChildrenReleased):
        asked = set(fact.cases)
    elif isinstance(fact, facts.ChildrenAskedAgain):
        asked = {child.case for child in after.unanswered}
    else:
        return ()
    return tuple([filing_of(child, after) for child in after.children if child.case in asked and child.content])


def _told(before: BundleState, after: BundleState) -> tuple[Request, ...]:
    if before.children is after.children:
        return ()
    return tuple([
        Request(now.case, made(NotePreconditions, preconditions=now.told))
        for was, now in zip(before.children, after.children, strict=True)
        if now.told != was.told and now.outcome in TOLD
    ])  # fmt: skip


def due(state: BundleState) -> datetime | None:
    """Give the next instant at which the clock does something to the bundle."""
    instants = [state.answer_by, state.awaits_until, *(child.wait_until for child in state.waiting)]
    return min((instant for instant in instants if instant is not None), default=None)


def _body(fact: facts.Fact, state: BundleState) -> notices.NoticeBody | None:
    if isinstance(fact, facts.BundleFiled | facts.ChildrenAdded):
        return _received(fact, state)
    if isinstance(fact, facts.ChildNotPossible):
        return _not_possible(fact, state)
    if isinstance(fact, facts.BundleAwaits):
        return made(
            notices.BundleAwaiting, at=fact.at, title=state.title, stage=fact.stage, items=fact.items, until=fact.until
        )
    if isinstance(fact, facts.ChildrenUnanswered):
        return made(notices.BundleUnanswered, at=fact.at, cases=fact.cases)
    if isinstance(fact, facts.BundleCompleted):
        return made(notices.BundleEnded, at=fact.at, title=state.title, outcomes=fact.outcomes, owing=fact.owing)
    return _after_the_end(fact, state)


def _after_the_end(fact: facts.Fact, state: BundleState) -> notices.NoticeBody | None:
    if isinstance(fact, facts.ChildRevoked):
        return made(notices.ChildRevoked, at=fact.at, case=fact.case, undecided=fact.undecided, decided=fact.decided)
    if isinstance(fact, facts.BundleSettled):
        return made(
            notices.BundleSettled,
            at=fact.at,
            title=state.title,
            outcome=fact.outcome,
            commitments=fact.commitments,
        )
    if isinstance(fact, facts.BundleRevised):
        return made(notices.BundleRevised, at=fact.at, title=state.title, outcomes=fact.outcomes)
    return None


def _in_breach(fact: facts.ChildNoted, before: BundleState, after: BundleState) -> notices.NoticeBody | None:
    """Tell of a commitment that was just broken, where other cases rest on its case."""
    known = before.child(fact.case)
    if fact.owes is None or fact.owes.status != "broken" or known is None:
        return None
    if known.owes is not None and known.owes.status == "broken":
        return None
    troubled = [
        (child, one) for child in after.children if child.outcome in TOLD for one in child.told if one.case == fact.case
    ]
    if not troubled:
        return None
    return made(
        notices.ChildInBreach,
        at=fact.at,
        case=fact.case,
        materials=fact.owes.materials,
        held=tuple([child.case for child, one in troubled if one.holds and child.outcome == "filed"]),
        told=tuple([child.case for child, one in troubled if not (one.holds and child.outcome == "filed")]),
    )


def _received(fact: facts.BundleFiled | facts.ChildrenAdded, state: BundleState) -> notices.BundleReceived:
    cases = tuple([child.case for child in fact.children])
    waiting = tuple([child.case for child in state.waiting if child.case in cases])
    return made(notices.BundleReceived, at=fact.at, title=state.title, cases=cases, waiting=waiting or None)


def _not_possible(fact: facts.ChildNotPossible, state: BundleState) -> notices.ChildNotPossible:
    because = state.child(fact.because) if fact.because else None
    return made(
        notices.ChildNotPossible,
        at=fact.at,
        case=fact.case,
        why=fact.why,
        because=fact.because,
        outcome=because.outcome if because else None,
    )


def filing_of(filed: Child, state: BundleState) -> Request:
    """Give the filing of a case as its bundle asks for it."""
    child = filed.content
    assert child is not None, "kept until the case has answered"  # noqa: S101
    shared, own = state.personal, child.personal
    assert own.applicant is not None, "what is shared was filled in when the bundle was filed"  # noqa: S101
    application = made(
        Application,
        item=child.item,
        jurisdiction=child.jurisdiction,
        applicant_kind=child.applicant_kind,
        mode=state.mode,
        form=child.form,
        materials=child.materials,
        personal=made(
            Personal,
            applicant=own.applicant,
            agent=shared.agent,
            power_of_attorney=own.power_of_attorney or shared.power_of_attorney,
            others=own.others,
        ),
        renewal=child.renewal,
        public_notice=child.public_notice,
    )
    body = made(
        FileApplication,
        window=state.origin.window,
        application=application,
        bundle=state.number,
        rests_on=child.waits_for,
        preconditions=filed.told or None,
    )
    return Request(child.case, body, state.origin.endpoint)
