"""Asking for signatures, and judging what the signer answers: only what holds becomes a document."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal, NamedTuple

from hub.domain.document.state import DocumentState, answer_within
from hub.domain.document.tokens import stands_for
from hub.domain.identifiers import licence_parts, version_of
from hub.domain.reference import Reference
from hub.domain.values import Command, Decision, Refusal
from hub.signatures.jws import DOCUMENT_TYPE, TOKEN_TYPE, JwsError, encoded, holds, parted, read_protected
from hub.signatures.jws import decoded as key_bytes
from hub.signatures.payload import payload_of
from schemas import facts
from schemas.commands import IssueDocument, SignDocument
from schemas.documents import Document, Proof, Signature
from schemas.facts import Fact
from schemas.times import in_china
from schemas.values import made

LAST_VERSION: Final = 999
Why = Literal["corrected", "condition_lifted", "unanswered"]


def issue(_: DocumentState | None, command: Command[IssueDocument], now: datetime, __: Reference) -> Decision | Refusal:
    """Take what the case's decision grants, and ask for its signature."""
    body = command.body
    if body.document.identifier != command.subject:
        return Refusal("subject_kind", params={"subject": command.subject})
    return (
        made(
            facts.DocumentRequested,
            at=now,
            document=body.document,
            origin=body.origin,
            competent=body.competent,
            ask=1,
            answer_by=now + answer_within(1),
        ),
    )


def issue_again(_: DocumentState, __: Command[IssueDocument], ___: datetime, ____: Reference) -> Decision | Refusal:
    """Say nothing: a case has one document."""
    return ()


def sign(
    state: DocumentState, command: Command[SignDocument], now: datetime, reference: Reference
) -> Decision | Refusal:
    """Check signatures and token against the keys of the issuer's; what answers an earlier request is over."""
    body, document = command.body, state.awaited
    if document is None or body.ask != state.ask:
        return ()
    refusal = _check(document, body, reference)
    if refusal:
        return refusal
    signed = made(
        facts.DocumentSigned,
        at=now,
        identifier=document.identifier,
        ask=body.ask,
        personal=made(Proof, signatures=body.signatures, token=body.token),
    )
    if state.proof is not None:
        superseded = made(facts.VersionSuperseded, at=now, identifier=state.current.identifier, by=document.identifier)
        return (superseded, signed)
    if state.following is not None:
        # what came while the first version waited
        why: Why = "condition_lifted" if state.current.conditional and not state.conditional else "corrected"
        return (signed, ask_for(state.following, state.ask, now, why))
    return (signed,)


def ask_for(document: Document, ask: int, now: datetime, why: Why, tries: int = 1) -> facts.SignatureAsked:
    """Ask the signer for a version, dated now: a document is issued when it is signed."""
    dated = document.model_copy(update={"issued_at": now})
    return made(
        facts.SignatureAsked, at=now, document=dated, ask=ask + 1, answer_by=now + answer_within(tries), why=why
    )


def next_version(state: DocumentState, now: datetime) -> Document | None:
    """Give the next version as far as it is known: dated now, otherwise as it stands; None where there is no number."""
    if state.following is not None:
        return state.following.model_copy(update={"issued_at": now})
    parts = licence_parts(state.current.identifier)
    number = int(parts.version) + 1 if parts else 1
    if number > LAST_VERSION:
        return None
    identifier = version_of(state.identifier, number)
    return state.current.model_copy(update={"identifier": identifier, "issued_at": now})


def asked_for_next(state: DocumentState, document: Document | None, now: datetime, why: Why) -> tuple[Fact, ...]:
    """Ask for the next version, unless the first one still waits: then it comes after that."""
    if document is None or state.proof is None:
        return ()
    return (ask_for(document, state.ask, now, why),)


def _check(document: Document, body: SignDocument, reference: Reference) -> Refusal | None:
    signed = payload_of(document)
    payload = encoded(signed)
    for place, signature in enumerate(body.signatures):
        refusal = _check_one(document, _Made(signature, payload, DOCUMENT_TYPE), f"/signatures/{place}", reference)
        if refusal:
            return refusal
    return None if body.token is None else _check_token(document, signed, body.token, reference)


def _check_token(document: Document, signed: bytes, token: str, reference: Reference) -> Refusal | None:
    pointer = "/token"
    try:
        payload, signature = parted(token)
    except JwsError:
        return Refusal("signature_wrong", pointer)
    refusal = _check_one(document, _Made(signature, payload, TOKEN_TYPE), pointer, reference)
    if refusal:
        return refusal
    return None if stands_for(payload, document, signed) else Refusal("token_not_of_document", pointer)


class _Made(NamedTuple):
    """A signature, over what, as what."""

    signature: Signature
    payload: str
    kind: str


def _check_one(document: Document, one: _Made, pointer: str, reference: Reference) -> Refusal | None:
    try:
        protected = read_protected(one.signature.protected, one.kind)
        key = reference.issuer_key(protected.key, in_china(document.issued_at).date())
        if key is None:
            return Refusal("signature_key_unknown", pointer, {"key": protected.key})
        if key.unit != document.issuer.unit:
            return Refusal("signature_key_not_issuers", pointer, {"key": key.code})
        if not key.is_sound_at(document.issued_at):
            return Refusal("signature_key_compromised", pointer, {"key": key.code})
        right = key.algorithm == protected.algorithm and holds(
            one.signature, one.payload, key_bytes(key.public), key.algorithm
        )
    except JwsError:
        right = False
    return None if right else Refusal("signature_wrong", pointer)
