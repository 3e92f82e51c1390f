"""Commands to a document: what its case asks, what the signer answers, what the issuer does about its state.

A document is addressed by the licence identifier of its first version; later versions belong to the same document.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Final

from pydantic import Field

from schemas.commands.amending import DecisionCorrection
from schemas.commands.base import Command
from schemas.documents import CompactToken, Document, LicenceIdentifier, Signature, SignedPersonal
from schemas.parties import Addressee, Officer
from schemas.times import Moment
from schemas.values import Endpoint, Name, Region, Text


class IssueDocument(Command):
    """A case asks for the document that its decision grants; the signer is asked to sign it as it stands here."""

    ce_type: ClassVar[str] = "cn.tongban.document.issue.v1"
    internal: ClassVar[bool] = True
    document: Document
    origin: Endpoint
    """Where the application was filed: it hears of every change."""
    competent: Addressee
    """Who decided, and may change the document's state."""


class SignDocument(Command):
    """The signer answers: signatures over the canonical bytes of what was asked for."""

    ce_type: ClassVar[str] = "cn.tongban.document.sign.v1"
    internal: ClassVar[bool] = True
    ask: int
    """Which of the document's requests it answers: an answer to an earlier one comes too late."""
    signatures: Annotated[tuple[Signature, ...], Field(min_length=1, max_length=4)]
    token: CompactToken | None = None
    """That stands for the document in the QR code of its page, signed by one of the same keys."""


class LiftCondition(Command):
    """A case tells that what was promised has come: the document holds without condition (容缺后补已补齐)."""

    ce_type: ClassVar[str] = "cn.tongban.document.lift-condition.v1"
    internal: ClassVar[bool] = True


class CorrectDocument(Command):
    """A case tells that slips of the pen in its decision were put right (更正): a new version says what it should."""

    ce_type: ClassVar[str] = "cn.tongban.document.correct.v1"
    internal: ClassVar[bool] = True
    corrections: Annotated[tuple[DecisionCorrection, ...], Field(min_length=1, max_length=50)]
    reason: Text


class WithdrawDocument(Command):
    """A case tells that the approval was taken back: the document is rescinded, or never issued."""

    ce_type: ClassVar[str] = "cn.tongban.document.withdraw.v1"
    internal: ClassVar[bool] = True
    reason: Text
    legal_basis: Text


class ReachDocumentDeadline(Command):
    """The document's due time has come: said by its own lane, never by a sender."""

    ce_type: ClassVar[str] = "cn.tongban.document.deadline.v1"
    internal: ClassVar[bool] = True
    due: Moment


class SuspendDocument(Command):
    """暂扣: it may not be used, for a time or until it is given back."""

    ce_type: ClassVar[str] = "cn.tongban.document.suspend.v1"
    by: Officer
    reason: Text
    legal_basis: Text
    until: date | None = None
    """The last day; None: until it is resumed."""


class ResumeDocument(Command):
    """恢复有效: a suspension, or another state that hindered its use, is over."""

    ce_type: ClassVar[str] = "cn.tongban.document.resume.v1"
    by: Officer
    reason: Text


class RescindDocument(Command):
    """撤销: it should not have been issued (许可法 art. 69)."""

    ce_type: ClassVar[str] = "cn.tongban.document.rescind.v1"
    by: Officer
    reason: Text
    legal_basis: Text


class RevokeDocument(Command):
    """吊销: a penalty for what its holder did (处罚法 art. 9)."""

    ce_type: ClassVar[str] = "cn.tongban.document.revoke.v1"
    by: Officer
    reason: Text
    legal_basis: Text


class DeregisterDocument(Command):
    """注销: it has ended, and its entry is closed (许可法 art. 70)."""

    ce_type: ClassVar[str] = "cn.tongban.document.deregister.v1"
    by: Officer
    reason: Text
    legal_basis: Text


class TransferDocument(Command):
    """转出: another region's authority keeps it from now on."""

    ce_type: ClassVar[str] = "cn.tongban.document.transfer.v1"
    by: Officer
    reason: Text
    to_region: Region


class MarkDocument(Command):
    """其他: a state that the list has no name for, in words (挂失, 封存)."""

    ce_type: ClassVar[str] = "cn.tongban.document.mark.v1"
    by: Officer
    reason: Text
    condition: Name


class NoteDocument(Command):
    """A document tells its case that it is signed; ``replaces``: the version whose place it takes."""

    ce_type: ClassVar[str] = "cn.tongban.case.note-document.v1"
    internal: ClassVar[bool] = True
    identifier: LicenceIdentifier
    replaces: LicenceIdentifier | None = None
    personal: SignedPersonal


DOCUMENTS: Final[tuple[type[Command], ...]] = (
    IssueDocument,
    SignDocument,
    LiftCondition,
    CorrectDocument,
    WithdrawDocument,
    ReachDocumentDeadline,
    SuspendDocument,
    ResumeDocument,
    RescindDocument,
    RevokeDocument,
    DeregisterDocument,
    TransferDocument,
    MarkDocument,
)
OF_CASES: Final[tuple[type[Command], ...]] = (NoteDocument,)
