"""Reliance (用证): who relied on which document for which case, and what became of it since."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, Literal

from pydantic import Field

from schemas.application import Material
from schemas.documents import LicenceIdentifier, LicenceState
from schemas.facts.base import Fact
from schemas.parties import Officer
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Endpoint, Name, Text, Uscc, Value

# Of a document


class _Use(Fact):
    case: CaseNumber
    material: Code
    identifier: LicenceIdentifier
    """The version that was named."""
    unit: Uscc
    endpoint: Endpoint
    """Who acted at the case."""
    ask: int


class DocumentReliedOn(_Use):
    """The document was in force at that moment, and stands in the material's place."""

    ce_type: ClassVar[str] = "cn.tongban.document.relied-on.v1"
    conditional: Literal[True] | None = None
    another: Literal[True] | None = None
    """Nobody compared the holder: the item allows another's document."""
    check_again: Moment | None = None
    """The document remembers no more cases: this one asks again then; None: it is remembered and told."""


class DocumentNotReliedOn(_Use):
    """The document could not stand in the material's place at that moment; also of one that there isn't."""

    ce_type: ClassVar[str] = "cn.tongban.document.not-relied-on.v1"
    code: Code
    params: dict[str, str] = Field(default_factory=dict)


class RelianceEnded(Fact):
    """The case rests on the document no more: it is closed, or has something else in its place."""

    ce_type: ClassVar[str] = "cn.tongban.document.reliance-ended.v1"
    case: CaseNumber
    why: Literal["closed", "replaced"]


# Of a case


class AskedDocument(Value):
    """A document that is to stand in a material's place."""

    material: Code
    document: LicenceIdentifier
    anyone: Literal[True] | None = None
    """Its holder need not be the applicant."""


class RelianceAsked(Fact):
    """The documents are asked whether the case may rest on them; an approval waits for the answers."""

    ce_type: ClassVar[str] = "cn.tongban.case.reliance-asked.v1"
    documents: tuple[AskedDocument, ...]
    ask: int
    answer_by: Moment
    again: Literal[True] | None = None
    """There was no answer."""


class RelianceGranted(Fact):
    """The document stands in the material's place."""

    ce_type: ClassVar[str] = "cn.tongban.case.reliance-granted.v1"
    material: Code
    document: LicenceIdentifier
    name: Name | None = None
    conditional: Literal[True] | None = None
    check_again: Moment | None = None


class RelianceRefused(Fact):
    """The document can't stand in the material's place: the material is lacking."""

    ce_type: ClassVar[str] = "cn.tongban.case.reliance-refused.v1"
    material: Code
    document: LicenceIdentifier
    name: Name | None = None
    code: Code
    params: dict[str, str] = Field(default_factory=dict)


class RelianceUnanswered(Fact):
    """No answer, asked twice: the officer checks the documents by hand."""

    ce_type: ClassVar[str] = "cn.tongban.case.reliance-unanswered.v1"
    materials: tuple[Code, ...]


class ReliedDocumentChanged(Fact):
    """The state of a document that the case rests on has changed; 01: it may be used again."""

    ce_type: ClassVar[str] = "cn.tongban.case.relied-document-changed.v1"
    document: LicenceIdentifier
    """Its first version."""
    name: Name
    materials: tuple[Code, ...]
    state: LicenceState
    since: Moment
    until: date | None = None
    reason: Text | None = None
    condition: Name | None = None
    replaced_by: LicenceIdentifier | None = None
    """The version that says something else and has taken the place of the one relied on; then the state is 05."""


class RelianceConfirmed(Fact):
    """The officer goes on with the document, and why."""

    ce_type: ClassVar[str] = "cn.tongban.case.reliance-confirmed.v1"
    by: Officer
    material: Code
    document: LicenceIdentifier
    reason: Text


class MaterialsReplaced(Fact):
    """Something else was handed in for documents that could not be used."""

    ce_type: ClassVar[str] = "cn.tongban.case.materials-replaced.v1"
    by: Officer
    materials: tuple[Material, ...]


OF_DOCUMENTS: Final[tuple[type[Fact], ...]] = (DocumentReliedOn, DocumentNotReliedOn, RelianceEnded)
RELIANCE: Final[tuple[type[Fact], ...]] = (
    RelianceAsked,
    RelianceGranted,
    RelianceRefused,
    RelianceUnanswered,
    ReliedDocumentChanged,
    RelianceConfirmed,
    MaterialsReplaced,
)
