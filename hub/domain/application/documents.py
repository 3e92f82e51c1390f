"""The document that a decision grants: asked for with the decision, and the result waits until it is signed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from hub.domain.application.plain import plain
from hub.domain.application.state import ApplicationState, CaseDocument
from hub.domain.application.telling import Telling, result
from hub.domain.contents import check_content
from hub.domain.document.corrections import corrected_content
from hub.domain.identifiers import make_licence_identifier
from hub.domain.periods import MONTHS_OF_A_YEAR, last_day_of
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Notice, Refusal, Request
from schemas import facts, notices
from schemas.commands import (
    CorrectDocument,
    DecisionCorrection,
    IssueDocument,
    LiftCondition,
    NoteDocument,
    WithdrawDocument,
)
from schemas.documents import Document, DocumentPersonal, Issuer
from schemas.facts import Fact
from schemas.notices import ResultDecided
from schemas.reference import Policy
from schemas.values import changed, made

State = ApplicationState
LARGEST: Final = 100_000
"""Characters of an application that a document is made of: signed and carried it must fit into a record."""
_DAY: Final = timedelta(days=1)


def identifier_for(state: State, policy: Policy) -> str | None:
    """Give the licence identifier of the document that an approval grants: the case's number is its serial.

    None where the item has none, or the province does not sign them.
    """
    kind = state.item.document
    if kind is None or not policy.signed_documents:
        return None
    return make_licence_identifier(kind.type, state.competent.unit, state.number)


def check_issue(state: State, today: date, reference: Reference) -> Refusal | None:
    """Find before the decision what could not be issued after it: content that is too large, or not of its type."""
    kind = state.item.document
    if kind is None:
        return None
    if len(state.application) > LARGEST:
        return Refusal("document_too_large")
    if not reference.policy(today).signed_documents:
        return None
    return check_content(kind, plain(state.content().form), today, reference)


def check_corrected(
    state: State, corrections: Iterable[DecisionCorrection], today: date, reference: Reference
) -> Refusal | None:
    """Find before the decision is corrected what that would make wrong in its document."""
    if state.document is None or state.item.document is None:
        return None
    before = corrected_content(plain(state.content().form), state.document.corrections or ())
    after = corrected_content(before, corrections)
    return None if after == before else check_content(state.item.document, after, today, reference, before)


def with_corrections(state: State, corrections: tuple[DecisionCorrection, ...]) -> State:
    """Remember what was put right, so that the next correction is held against what the document says by then."""
    said = plain(state.content().form)
    of_content = [one for one in corrections if one.field in said]
    if state.document is None or not of_content:
        return state
    known = state.document.corrections or ()
    return state.changed(document=changed(state.document, {"corrections": (*known, *of_content)}))


def check_signed(state: State) -> Refusal | None:
    """Let what needs the document wait for it."""
    return Refusal("document_unsigned") if state.awaits_document else None


def note_document(state: State, command: Command[NoteDocument], now: datetime, _: Reference) -> Decision | Refusal:
    """Take the signed document; an approval that was withdrawn meanwhile has none."""
    body = command.body
    if state.document is None or (body.replaces is None) is not state.awaits_document:
        return ()
    return (
        made(
            facts.CaseDocumentSigned,
            at=now,
            identifier=body.identifier,
            replaces=body.replaces,
            personal=body.personal,
        ),
    )


def waiting(identifier: str | None, told: ResultDecided) -> CaseDocument | None:
    """Give what a case keeps of its document while it waits."""
    return None if identifier is None else made(CaseDocument, identifier=identifier, result=told)


def requests(fact: Fact, _: State | None, after: State | None) -> tuple[Request, ...]:
    """Ask for the document with the decision, and tell it what becomes of the case."""
    if after is None or after.document is None:
        return ()
    document = after.document.identifier
    if isinstance(fact, facts.CaseDecided | facts.CaseDeemedRenewed):
        issue = made(
            IssueDocument, document=_document(fact, after), origin=after.origin.endpoint, competent=after.competent
        )
        return (Request(document, issue),)
    if isinstance(fact, facts.DecisionCorrected):
        return (Request(document, made(CorrectDocument, corrections=fact.corrections, reason=fact.reason)),)
    if isinstance(fact, facts.DeferredSupplied) and not fact.outstanding:
        return (Request(document, made(LiftCondition)),)
    if isinstance(fact, facts.ApprovalWithdrawn):
        return (Request(document, made(WithdrawDocument, reason=fact.reason, legal_basis=fact.legal_basis)),)
    return ()


def _document(fact: facts.CaseDecided | facts.CaseDeemedRenewed, after: State) -> Document:
    competent, content = after.competent, after.content()
    valid_from = fact.at.date()
    if isinstance(fact, facts.CaseDeemedRenewed):
        valid_from = max(valid_from, fact.expired_on + _DAY)
    elif content.renewal is not None:
        valid_from = max(valid_from, content.renewal.expires_on + _DAY)
    assert fact.identifier is not None, "only a decision that grants a document asks for one"  # noqa: S101
    assert fact.document is not None, "what has an identifier has a type"  # noqa: S101
    return made(
        Document,
        identifier=fact.identifier,
        type=fact.document,
        issuer=made(Issuer, unit=competent.unit, name=competent.name, region=competent.region),
        case=after.number,
        issued_at=fact.at,
        valid_from=valid_from,
        valid_to=_valid_to(valid_from, after.item.document_years),
        conditional=isinstance(fact, facts.CaseDecided) and bool(fact.conditional),
        content=plain(content.form),
        personal=made(DocumentPersonal, holder=content.personal.applicant),
    )


def _valid_to(valid_from: date, years: int | None) -> date | None:
    return None if years is None else last_day_of(valid_from - _DAY, years * MONTHS_OF_A_YEAR)


def _signed(state: State, _: facts.CaseDocumentSigned) -> State:
    assert state.document is not None, "only a case with a document is told of it"  # noqa: S101
    return state.changed(document=state.document.model_copy(update={"result": None}))


def _tell_signed(fact: facts.CaseDocumentSigned, before: State, after: State) -> tuple[Notice, ...]:
    if fact.replaces is not None:
        another = made(
            notices.ResultDocument,
            at=fact.at,
            competent=after.competent,
            identifier=fact.identifier,
            replaces=fact.replaces,
            personal=fact.personal,
        )
        return (result(after, another),)
    waited = before.document.result if before.document else None
    assert waited is not None, "the first signature ends the wait"  # noqa: S101
    told = waited.model_copy(
        update={
            "at": fact.at,
            "decided_at": waited.at,
            "identifier": fact.identifier,
            "personal": fact.personal,
        }
    )
    return (result(after, told),)


CHANGES: Final[Mapping[type[Fact], Callable[[State, Any], State]]] = {facts.CaseDocumentSigned: _signed}
TELLINGS: Final[Mapping[type[Fact], Telling]] = {facts.CaseDocumentSigned: _tell_signed}
