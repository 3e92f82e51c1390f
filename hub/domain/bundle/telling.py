"""Whom a bundle tells what: its cases that they are filed, its origin how it ends."""

from __future__ import annotations

from datetime import datetime

from hub.domain.bundle.state import BundleState
from hub.domain.values import Notice, Request
from schemas import facts, notices
from schemas.application import Application
from schemas.commands import BundleChild, FileApplication
from schemas.parties import Personal
from schemas.values import made


def tell(fact: facts.Fact, _: BundleState | None, after: BundleState | None) -> tuple[Notice, ...]:
    """Give the notices of a fact: all go to the origin."""
    body = None if after is None else _body(fact, after)
    return () if body is None or after is None else (Notice("results", after.origin.endpoint, body),)


def requests(fact: facts.Fact, _: BundleState | None, after: BundleState | None) -> tuple[Request, ...]:
    """File each case, in the name of the endpoint that filed the bundle; again where one has not answered."""
    if after is None:
        return ()
    if isinstance(fact, facts.BundleFiled):
        asked = fact.children
    elif isinstance(fact, facts.ChildrenAskedAgain):
        asked = tuple([child.content for child in after.unanswered if child.content])
    else:
        return ()
    return tuple([_file(child, after) for child in asked])


def due(state: BundleState) -> datetime | None:
    """Give the next instant at which the clock does something to the bundle."""
    return state.answer_by


def _body(fact: facts.Fact, state: BundleState) -> notices.NoticeBody | None:
    if isinstance(fact, facts.BundleFiled):
        cases = tuple([child.case for child in fact.children])
        return made(notices.BundleReceived, at=fact.at, title=fact.title, cases=cases)
    if isinstance(fact, facts.ChildrenUnanswered):
        return made(notices.BundleUnanswered, at=fact.at, cases=fact.cases)
    if isinstance(fact, facts.BundleCompleted):
        return made(notices.BundleEnded, at=fact.at, title=state.title, outcomes=fact.outcomes)
    return None


def _file(child: BundleChild, state: BundleState) -> Request:
    shared, own = state.personal, child.personal
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
    body = made(FileApplication, window=state.origin.window, application=application, bundle=state.number)
    return Request(child.case, body, state.origin.endpoint)
