"""Electronic documents (电子证照、审批文件): what is signed, by whom it is issued, and what state it is in.

A document travels as a JWS in general JSON form (RFC 7515): ``payload`` is the document's canonical JSON (RFC 8785),
and each of ``signatures`` stands by itself, so that Ed25519 and SM2 may stand side by side while keys change over.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from schemas.application import Digest
from schemas.parties import Party
from schemas.reference.items import DocumentType
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Name, Region, Uscc, Value

LicenceIdentifier = Annotated[str, StringConstraints(pattern=r"^1\.2\.156\.3005\.2\.[0-9A-Z.]{1,100}$")]
"""电子证照标识: type, issuer, serial, version and check character behind the root; hub.domain.identifiers checks it."""
LicenceState = Literal["01", "02", "03", "04", "05", "06", "07", "99"]
"""01 有效, 02 暂扣, 03 撤销, 04 注销, 05 失效, 06 转出, 07 吊销, 99 其他."""
LICENCE_STATES: Final[dict[LicenceState, str]] = {
    "01": "有效",
    "02": "暂扣",
    "03": "撤销",
    "04": "注销",
    "05": "失效",
    "06": "转出",
    "07": "吊销",
    "99": "其他",
}
Algorithm = Literal["Ed25519", "SM2-SM3"]
"""``Ed25519`` as in RFC 9864. JOSE has no name for GM/T 0003: ``SM2-SM3`` is ours (r ‖ s, ID 1234567812345678)."""


class Issuer(Value):
    """The unit that issues the document."""

    unit: Uscc
    name: Name
    region: Region


class Rendering(Value):
    """A file that shows the document: a sealed OFD or PDF of the seal or licence system, or our own PDF.

    The seal is the seal system's; our signature covers this digest and says who issued what and when.
    """

    digest: Digest
    media_type: Code
    size: Annotated[int, Field(ge=0)]


class DocumentPersonal(Value):
    """Whom the document is about."""

    holder: Party


class Document(Value):
    """What is signed."""

    identifier: LicenceIdentifier
    type: DocumentType
    issuer: Issuer
    case: CaseNumber
    """By whose decision it is issued."""
    issued_at: Moment
    valid_from: date
    valid_to: date | None = None
    """The last day on which it holds; None: it has no end."""
    conditional: bool = False
    """附条件: issued although a deferred material is still to be supplied (容缺后补)."""
    content: dict[str, Any] = Field(default_factory=dict)
    """By the JSON Schema of its type (schemas.reference.ContentSchema).

    Numbers are whole; amounts are in 分, measures in their smallest unit.
    """
    renderings: tuple[Rendering, ...] = ()
    personal: DocumentPersonal


class Signature(Value):
    """One signature: base64url of the protected header and of the signature (RFC 7515)."""

    protected: Annotated[str, Field(max_length=1_000)]
    signature: Annotated[str, Field(max_length=200)]


class SignedDocument(Value):
    """A document as it travels (RFC 7515, general JSON serialization)."""

    payload: Annotated[str, Field(max_length=400_000)]
    signatures: Annotated[tuple[Signature, ...], Field(min_length=1, max_length=4)]


LONGEST_TOKEN: Final = 666
"""Letters of a token: what a QR code of version 20 holds at level M (ISO/IEC 18004, byte mode)."""
CompactToken = Annotated[str, Field(min_length=1, max_length=LONGEST_TOKEN)]
"""protected.payload.signature (RFC 7515) over a ``schemas.tokens.Token``: it stands for a document in a QR code."""


class Proof(Value):
    """What the signer made of a version: who guesses its holder could test the guess by it, and the token masks a name.

    So it stands where what is personal stands.
    """

    signatures: tuple[Signature, ...] = ()
    """None only where they were erased."""
    token: CompactToken | None = None


class SignedPersonal(Value):
    """A signed document inside a message: its payload names the holder, so all of it is personal."""

    signed: SignedDocument
    token: CompactToken | None = None
    """For the QR code of its page; None: it was signed before the signer made them, or its codes are too long."""
