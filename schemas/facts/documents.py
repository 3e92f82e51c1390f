"""Facts of a document: asked for, signed, and every change of its state since.

What is signed is the canonical JSON of ``document`` in the fact that asked for it: the bytes are not kept twice.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, Literal

from schemas.commands import DecisionCorrection
from schemas.documents import CompactToken, Document, LicenceIdentifier, Proof, Signature, SignedPersonal
from schemas.facts.base import Fact, Refused
from schemas.parties import Addressee, Officer
from schemas.times import Moment
from schemas.values import Endpoint, Name, Region, Text


class DocumentRequested(Fact):
    """A decision asks for the document; the signer is asked for the first time."""

    ce_type: ClassVar[str] = "cn.tongban.document.requested.v1"
    document: Document
    origin: Endpoint
    competent: Addressee
    ask: int
    answer_by: Moment
    """Then the signer is asked again."""


class SignatureAsked(Fact):
    """The signer is asked for another version, or asked again; then the document is dated anew."""

    ce_type: ClassVar[str] = "cn.tongban.document.signature-asked.v1"
    document: Document
    ask: int
    answer_by: Moment
    why: Literal["corrected", "condition_lifted", "unanswered"]


class DocumentSigned(Fact):
    """The version that was asked for holds from now on, in the state in which the document is."""

    ce_type: ClassVar[str] = "cn.tongban.document.signed.v1"
    identifier: LicenceIdentifier
    ask: int
    signatures: tuple[Signature, ...] = ()
    """Only in facts from before they were sealed."""
    token: CompactToken | None = None
    """As ``signatures``."""
    personal: Proof | None = None

    @property
    def proof(self) -> Proof:
        """Give what was signed, wherever it stands."""
        return self.personal or Proof(signatures=self.signatures, token=self.token)


class VersionSuperseded(Fact):
    """An earlier version holds no more (失效): ``by`` has taken its place."""

    ce_type: ClassVar[str] = "cn.tongban.document.superseded.v1"
    identifier: LicenceIdentifier
    by: LicenceIdentifier


class ConditionLifted(Fact):
    """What was promised has come."""

    ce_type: ClassVar[str] = "cn.tongban.document.condition-lifted.v1"


class DocumentCorrected(Fact):
    """The decision was corrected; what of it stands in the document will stand there anew."""

    ce_type: ClassVar[str] = "cn.tongban.document.corrected.v1"
    corrections: tuple[DecisionCorrection, ...]
    reason: Text


class DocumentCancelled(Fact):
    """The approval was taken back before the document was signed: it was never issued."""

    ce_type: ClassVar[str] = "cn.tongban.document.cancelled.v1"
    reason: Text
    legal_basis: Text


class DocumentSuspended(Fact):
    ce_type: ClassVar[str] = "cn.tongban.document.suspended.v1"
    by: Officer
    reason: Text
    legal_basis: Text
    until: date | None = None


class DocumentResumed(Fact):
    """By an officer, or because the last day of the suspension has passed."""

    ce_type: ClassVar[str] = "cn.tongban.document.resumed.v1"
    by: Officer | None = None
    reason: Text | None = None


class DocumentRescinded(Fact):
    """By an officer, or because its case's approval was taken back."""

    ce_type: ClassVar[str] = "cn.tongban.document.rescinded.v1"
    by: Officer | None = None
    reason: Text
    legal_basis: Text


class DocumentRevoked(Fact):
    ce_type: ClassVar[str] = "cn.tongban.document.revoked.v1"
    by: Officer
    reason: Text
    legal_basis: Text


class DocumentDeregistered(Fact):
    ce_type: ClassVar[str] = "cn.tongban.document.deregistered.v1"
    by: Officer
    reason: Text
    legal_basis: Text


class DocumentTransferred(Fact):
    ce_type: ClassVar[str] = "cn.tongban.document.transferred.v1"
    by: Officer
    reason: Text
    to_region: Region


class DocumentMarked(Fact):
    ce_type: ClassVar[str] = "cn.tongban.document.marked.v1"
    by: Officer
    reason: Text
    condition: Name


class DocumentExpired(Fact):
    """Its last day has passed."""

    ce_type: ClassVar[str] = "cn.tongban.document.expired.v1"
    valid_to: date


class DocumentRefused(Refused):
    ce_type: ClassVar[str] = "cn.tongban.document.refused.v1"


class CaseDocumentSigned(Fact):
    """The case has its document: the result leaves with it; ``replaces``: another version took the place of this."""

    ce_type: ClassVar[str] = "cn.tongban.case.document-signed.v1"
    identifier: LicenceIdentifier
    replaces: LicenceIdentifier | None = None
    personal: SignedPersonal


DOCUMENTS: Final[tuple[type[Fact], ...]] = (
    DocumentRequested,
    SignatureAsked,
    DocumentSigned,
    VersionSuperseded,
    ConditionLifted,
    DocumentCorrected,
    DocumentCancelled,
    DocumentSuspended,
    DocumentResumed,
    DocumentRescinded,
    DocumentRevoked,
    DocumentDeregistered,
    DocumentTransferred,
    DocumentMarked,
    DocumentExpired,
    DocumentRefused,
)
OF_CASES: Final[tuple[type[Fact], ...]] = (CaseDocumentSigned,)
