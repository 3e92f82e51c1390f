"""Reliance (用证): a case asks a document to stand in a material's place, and hears what becomes of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from schemas.application import Material
from schemas.commands.base import Command, InPerson
from schemas.documents import LicenceIdentifier, LicenceState
from schemas.parties import Officer
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Endpoint, Name, SubjectNumber, Text, Uscc


class RelyOnDocument(Command):
    """A case asks whether it may rest on the document now; who uses it for what stays on record."""

    ce_type: ClassVar[str] = "cn.tongban.document.rely.v1"
    internal: ClassVar[bool] = True
    case: CaseNumber
    material: Code
    """In whose place the document stands."""
    identifier: LicenceIdentifier
    """The version that was named."""
    unit: Uscc
    endpoint: Endpoint
    """Who acts at the case, and so uses the document."""
    holder: SubjectNumber | None = None
    """The applicant's keyed hash, whom the document must be about; None: it may be another's."""
    named: Code | None = None
    """Digest of the applicant's name, where it is a body: a licence by which it was founded names its founder."""
    ask: int


class EndReliance(Command):
    """A case tells that it rests on the document no more."""

    ce_type: ClassVar[str] = "cn.tongban.document.end-reliance.v1"
    internal: ClassVar[bool] = True
    case: CaseNumber
    why: Literal["closed", "replaced"]


class NoteReliance(Command):
    """A document answers a case that asked to rest on it."""

    ce_type: ClassVar[str] = "cn.tongban.case.note-reliance.v1"
    internal: ClassVar[bool] = True
    material: Code
    identifier: LicenceIdentifier
    ask: int
    code: Code | None = None
    """Why not, of the table of refusals; None: it may."""
    params: dict[str, str] = Field(default_factory=dict)
    name: Name | None = None
    """Of the document's type."""
    conditional: Literal[True] | None = None
    """附条件: what it was granted on has not all come."""
    check_again: Moment | None = None
    """More cases rest on the document than it can tell: this one asks again then; None: it will be told."""


class NoteReliedDocument(Command):
    """A document tells a case that rests on it that its state has changed, or that a version says something else."""

    ce_type: ClassVar[str] = "cn.tongban.case.note-relied-document.v1"
    internal: ClassVar[bool] = True
    document: LicenceIdentifier
    """Its first version."""
    name: Name
    state: LicenceState
    since: Moment
    until: date | None = None
    reason: Text | None = None
    condition: Name | None = None
    replaced_by: LicenceIdentifier | None = None
    """The version that says something else and has taken the place of the one relied on; then the state is 05."""


class ConfirmReliance(Command):
    """核实: the officer goes on with a document that the hub can't vouch for, and says why."""

    ce_type: ClassVar[str] = "cn.tongban.case.confirm-reliance.v1"
    by: Officer
    material: Code
    reason: Text


class ReplaceMaterials(Command):
    """换材料: the window hands in something else for documents that can't be used, or not any more."""

    ce_type: ClassVar[str] = "cn.tongban.case.replace-materials.v1"
    by: Officer
    materials: Annotated[tuple[Material, ...], Field(min_length=1, max_length=50)]
    in_person: InPerson = None


OF_DOCUMENTS: Final[tuple[type[Command], ...]] = (RelyOnDocument, EndReliance)
RELIANCE: Final[tuple[type[Command], ...]] = (NoteReliance, NoteReliedDocument, ConfirmReliance, ReplaceMaterials)
