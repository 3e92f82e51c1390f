"""Commands to a bundle."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field

from schemas.application import Form, Jurisdiction, Materials, Mode, PublicNotice, Renewal
from schemas.commands.base import Command, Outcome
from schemas.parties import OwnPersonal, SharedPersonal, SubjectKind, Window
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Name, Value


class BundleChild(Value):
    """One case of a bundle; origin, agent and power of attorney are the bundle's."""

    case: CaseNumber
    item: Code
    jurisdiction: Jurisdiction
    applicant_kind: SubjectKind
    form: Form = Field(default_factory=dict)
    materials: Materials = ()
    personal: OwnPersonal
    renewal: Renewal | None = None
    public_notice: PublicNotice | None = None


class FileBundle(Command):
    """一件事 / 联办: file several cases in one go; what they share is said once."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.file.v1"
    title: Name
    window: Window
    mode: Mode = "collect_and_forward"
    personal: SharedPersonal
    children: Annotated[tuple[BundleChild, ...], Field(min_length=1, max_length=50)]


class NoteChild(Command):
    """A case tells its bundle where it stands."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.note-child.v1"
    internal: ClassVar[bool] = True
    case: CaseNumber
    outcome: Outcome
    code: Code | None = None
    """Why it was refused."""


class ReachBundleDeadline(Command):
    """The bundle's due time has come: said by its own lane, never by a sender."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.deadline.v1"
    internal: ClassVar[bool] = True
    due: Moment


BUNDLES: Final[tuple[type[Command], ...]] = (
    FileBundle,
    NoteChild,
    ReachBundleDeadline,
)
