"""Whom a document tells what: its case when it is signed, the registry and the origin of every state."""

from __future__ import annotations

from typing import Any, Final

from hub.domain.document import erasing, recomputing, relying, reporting
from hub.domain.document.state import LICENCE_STATE, SUPERSEDED, DocumentState
from hub.domain.identifiers import licence_parts
from hub.domain.values import Notice, Request
from hub.signatures.jws import encoded
from hub.signatures.payload import payload_of
from schemas import facts, notices
from schemas.commands import NoteDocument, SignDocument
from schemas.documents import SignedPersonal
from schemas.facts import Fact
from schemas.values import made

State = DocumentState
REGISTRY: Final = "documents"
SIGNER: Final = "signing"


def tell(fact: Fact, before: State | None, after: State | None) -> tuple[Notice, ...]:
    """Give what the signer is asked, the registry's record of what was changed, and what the origin hears."""
    if isinstance(fact, facts.DocumentRequested | facts.SignatureAsked):
        wanted = made(notices.SignatureWanted, at=fact.at, document=fact.document, ask=fact.ask)
        return (Notice(SIGNER, fact.document.identifier, wanted),)
    if isinstance(fact, facts.DocumentRefused) and fact.command_type == SignDocument.ce_type:
        return (
            Notice(SIGNER, fact.number, made(notices.SignatureRefused, at=fact.at, number=fact.number, code=fact.code)),
        )
    if before is None or after is None:
        return ()
    return _told_of_change(fact, before, after)


def _told_of_change(fact: Fact, before: State, after: State) -> tuple[Notice, ...]:
    if isinstance(fact, facts.VersionSuperseded):
        return (_superseded(fact, before),)
    if isinstance(fact, facts.DocumentSigned):
        return (_registered(fact, after),)
    if isinstance(fact, facts.DocumentDataErased):
        return erasing.tell(fact, after)
    if isinstance(fact, relying.CHANGES_OF_STATE):
        return (_registered(fact, after), _told(fact, after))
    if isinstance(fact, facts.ConditionLifted) and after.proof is not None:
        return (_registered(fact, after),)
    return reporting.tell(fact, before, after) or recomputing.tell(fact, before, after)


def requests(fact: Fact, before: State | None, after: State | None) -> tuple[Request, ...]:
    """Tell the case that its document, or another version of it, is signed; tell those that rest on it its state."""
    if not isinstance(fact, facts.DocumentSigned) or before is None or after is None:
        return relying.requests(fact, after)
    replaces = before.current.identifier if before.proof is not None else None
    note = made(NoteDocument, identifier=fact.identifier, replaces=replaces, personal=_personal(after))
    return (Request(after.current.case, note), *relying.of_new_version(fact, before, after))


def case_of(identifier: str) -> str:
    """Give the number of the case that a document was issued in: its serial. Empty where it is no identifier."""
    parts = licence_parts(identifier)
    return parts.serial if parts else ""


def _registered(fact: Fact, state: State) -> Notice:
    if state.erased:
        return Notice(REGISTRY, state.current.identifier, erasing.entry(fact.at, state))
    record = made(
        notices.DocumentRegistered,
        at=fact.at,
        identifier=state.current.identifier,
        state=LICENCE_STATE[state.stage],
        since=state.since,
        until=state.until,
        reason=state.reason,
        condition=state.condition,
        conditional=state.conditional,
        personal=_personal(state),
    )
    return Notice(REGISTRY, record.identifier, record)


def _superseded(fact: facts.VersionSuperseded, state: State) -> Notice:
    record = made(
        notices.DocumentRegistered,
        at=fact.at,
        identifier=fact.identifier,
        state=SUPERSEDED,
        since=fact.at,
        replaced_by=fact.by,
        personal=_personal(state),
    )
    return Notice(REGISTRY, fact.identifier, record)


def _told(fact: Any, state: State) -> Notice:
    body = made(
        notices.ResultDocumentState,
        at=fact.at,
        identifier=state.current.identifier,
        name=state.current.type.name,
        state=LICENCE_STATE[state.stage],
        competent=state.competent,
        reason=state.reason,
        # Not getattr: where pydantic finds no such field, it searches long.
        legal_basis=vars(fact).get("legal_basis"),
        until=state.until,
        condition=state.condition,
    )
    return Notice("results", state.origin, body)


def _personal(state: State) -> SignedPersonal:
    token = state.proof.token if state.proof is not None else None
    return made(SignedPersonal, signed=state.signed(encoded(payload_of(state.current))), token=token)
