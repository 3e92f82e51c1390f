"""Commands to a bundle."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field

from schemas.application import Form, Jurisdiction, Materials, Mode, PublicNotice, Renewal
from schemas.bundles import Issued, Owed
from schemas.commands.base import Command, Outcome
from schemas.parties import Officer, OwnPersonal, SharedPersonal, SubjectKind, Window
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Name, Text, Value


class BundleChild(Value):
    """One case of a bundle; origin, agent, power of attorney and whatever else is shared are the bundle's."""

    case: CaseNumber
    item: Code
    jurisdiction: Jurisdiction
    applicant_kind: SubjectKind
    form: Form = Field(default_factory=dict)
    materials: Materials = ()
    personal: OwnPersonal
    renewal: Renewal | None = None
    public_notice: PublicNotice | None = None
    waits_for: Annotated[tuple[CaseNumber, ...], Field(max_length=50)] | None = None
    """Cases of the bundle whose approval must be there before this one is filed."""
    group: Code | None = None
    """Where one bundle serves several matters (three companies): what its kind orders holds within a group."""


Children = Annotated[tuple[BundleChild, ...], Field(min_length=1, max_length=50)]


class FileBundle(Command):
    """一件事 / 联办: file several cases in one go; what they share is said once."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.file.v1"
    title: Name
    kind: Code | None = None
    """Of the reference rows ``bundle_kind``: which items, in which order. None: any cases that come together."""
    window: Window
    mode: Mode = "collect_and_forward"
    form: Form | None = None
    """Fields that flow into each case whose item asks for them; what a case says itself stands before."""
    materials: Materials | None = None
    """Materials that flow into each case whose item lists one of that name (``title``)."""
    personal: SharedPersonal
    children: Children


class AddChildren(Command):
    """项目续报: file more cases of a project, of its present stage or a later one."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.add-children.v1"
    children: Children


class WithdrawChild(Command):
    """撤回未报送的办件: the applicant no longer wants a case that still waits for another one's document."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.withdraw-child.v1"
    case: CaseNumber
    by: Officer
    reason: Text


class EndBundle(Command):
    """项目终止: nothing more will be added, and what still waits is no longer wanted; filed cases go on."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.end.v1"
    by: Officer
    reason: Text


class NoteChild(Command):
    """A case tells its bundle where it stands."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.note-child.v1"
    internal: ClassVar[bool] = True
    case: CaseNumber
    outcome: Outcome
    code: Code | None = None
    """Why it was refused."""
    owes: Owed | None = None
    """What it has promised to bring later; None: nothing."""
    issued: Issued | None = None


class ReachBundleDeadline(Command):
    """The bundle's due time has come: said by its own lane, never by a sender."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.deadline.v1"
    internal: ClassVar[bool] = True
    due: Moment


BUNDLES: Final[tuple[type[Command], ...]] = (
    FileBundle,
    AddChildren,
    WithdrawChild,
    EndBundle,
    NoteChild,
    ReachBundleDeadline,
)
