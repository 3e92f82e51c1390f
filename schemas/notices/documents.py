"""What is told of documents: the registry's own record, and what the origin hears after the result."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from schemas.documents import Document, LicenceIdentifier, LicenceState, SignedPersonal
from schemas.notices.base import NoticeBody
from schemas.parties import Addressee
from schemas.times import Moment
from schemas.values import Name, Text


class DocumentRegistered(NoticeBody):
    """To the registry, the topic ``documents``: a signed document and its state; the last record of a key counts."""

    ce_type: ClassVar[str] = "cn.tongban.document.registered.v1"
    identifier: LicenceIdentifier
    state: LicenceState
    since: Moment
    """Of the state."""
    until: date | None = None
    """The last day of a suspension that has one."""
    reason: Text | None = None
    condition: Name | None = None
    """State 99 in words."""
    conditional: bool = False
    """附条件: still. The document says whether it was when it was signed."""
    replaced_by: LicenceIdentifier | None = None
    """The version that took its place."""
    personal: SignedPersonal


class DocumentErased(NoticeBody):
    """To the registry: what a version said and whose it was is erased; that it was issued and how it ended stays."""

    ce_type: ClassVar[str] = "cn.tongban.document.erased-entry.v1"
    identifier: LicenceIdentifier
    state: LicenceState
    since: Moment | None = None
    """Of the state; None: of an earlier version, of which only the facts know when."""
    replaced_by: LicenceIdentifier | None = None


Entry = DocumentRegistered | DocumentErased
"""What the registry has of a version: the last of the two under its identifier."""
ENTRIES: Final[dict[str, type[Entry]]] = {kind.ce_type: kind for kind in (DocumentRegistered, DocumentErased)}


class ResultDocument(NoticeBody):
    """To the origin: another version of the document, signed; the earlier one holds no more."""

    ce_type: ClassVar[str] = "cn.tongban.result.document.v1"
    competent: Addressee
    identifier: LicenceIdentifier
    replaces: LicenceIdentifier
    personal: SignedPersonal


class ResultDocumentState(NoticeBody):
    """To the origin: the state of a document that was issued on what it filed has changed."""

    ce_type: ClassVar[str] = "cn.tongban.result.document-state.v1"
    identifier: LicenceIdentifier
    name: Name
    """Of the type: 营业执照."""
    state: LicenceState
    competent: Addressee
    reason: Text | None = None
    legal_basis: Text | None = None
    until: date | None = None
    condition: Name | None = None


class SignatureWanted(NoticeBody):
    """To the signer, the topic ``signing``: what is to be signed, in plain text, so that the signer needs no keys."""

    ce_type: ClassVar[str] = "cn.tongban.document.signature-wanted.v1"
    document: Document
    ask: int
    """Which of the document's requests it is: the answer names it."""


class SignatureRefused(NoticeBody):
    """To the signer: casework did not believe what it answered."""

    ce_type: ClassVar[str] = "cn.tongban.document.signature-refused.v1"
    number: LicenceIdentifier
    code: Name


DOCUMENTS: Final[tuple[type[NoticeBody], ...]] = (
    DocumentRegistered,
    DocumentErased,
    ResultDocument,
    ResultDocumentState,
    SignatureWanted,
    SignatureRefused,
)
