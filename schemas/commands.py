"""Commands, imperative: what somebody wants done to a case or a bundle. The envelope's subject names which one.

Who sends is proved by the inbox, so no command says it; an officer's act names unit and staff number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from schemas.application import Application, Form, Jurisdiction, Materials, Mode
from schemas.parties import Officer, OwnPersonal, Personal, SharedPersonal, SubjectKind, Window
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Name, Region, Text, Uscc, Value

Outcome = Literal["filed", "refused", "not_accepted", "approved", "denied", "withdrawn"]
"""Where a case stands, as its bundle is told."""


class Command(Value):
    """Any command; ``ce_type`` is its name in the envelope."""

    ce_type: ClassVar[str]
    internal: ClassVar[bool] = False
    """Only the hub itself may send it."""


class FileApplication(Command):
    """申请: file one application. ``bundle`` is set by the bundle that the case is a child of."""

    ce_type: ClassVar[str] = "cn.tongban.case.file.v1"
    window: Window
    application: Application
    bundle: CaseNumber | None = None


class ClaimCase(Command):
    """认领: take the case off the queue for so long; the holder's next claim renews."""

    ce_type: ClassVar[str] = "cn.tongban.case.claim.v1"
    by: Officer
    minutes: Annotated[int, Field(ge=1, le=1440)] = 120


class ReleaseCase(Command):
    """退回待办: put the case back on the queue."""

    ce_type: ClassVar[str] = "cn.tongban.case.release.v1"
    by: Officer


class CorrectionPoint(Value):
    """One point that a correction notice names: a material or a field, and what is wrong with it."""

    code: Code
    text: Text


class AskCorrection(Command):
    """补正告知: ask once and completely for what is missing."""

    ce_type: ClassVar[str] = "cn.tongban.case.ask-correction.v1"
    by: Officer
    points: Annotated[tuple[CorrectionPoint, ...], Field(min_length=1, max_length=100)]


class SupplyCorrection(Command):
    """补正: hand in what was asked for. Materials of the same code are replaced, form fields overwritten."""

    ce_type: ClassVar[str] = "cn.tongban.case.supply.v1"
    form: Form = Field(default_factory=dict)
    materials: Materials = ()
    personal: Personal | None = None


class AcceptCase(Command):
    """受理: the promise clock starts."""

    ce_type: ClassVar[str] = "cn.tongban.case.accept.v1"
    by: Officer


class NotAcceptCase(Command):
    """不予受理: with reason and what the applicant can do."""

    ce_type: ClassVar[str] = "cn.tongban.case.not-accept.v1"
    by: Officer
    reason: Text
    remedy: Text


class DecideCase(Command):
    """办结: approve or deny. A denial needs its reason, legal basis and remedy (许可法 art. 38)."""

    ce_type: ClassVar[str] = "cn.tongban.case.decide.v1"
    by: Officer
    outcome: Literal["approved", "denied"]
    reason: Text | None = None
    legal_basis: Text | None = None
    remedy: Text | None = None


class ExtendCase(Command):
    """延长审批: once, approved by somebody else than who asks (许可法 art. 42, 登记条例 art. 19)."""

    ce_type: ClassVar[str] = "cn.tongban.case.extend.v1"
    by: Officer
    approved_by: Officer
    days: Annotated[int, Field(ge=1, le=60)]
    reason: Text


class DeliverCase(Command):
    """送达: the decision is in the applicant's hands."""

    ce_type: ClassVar[str] = "cn.tongban.case.deliver.v1"
    by: Officer
    way: Literal["window", "post", "electronic"]


class WithdrawCase(Command):
    """撤回申请: the applicant no longer wants it."""

    ce_type: ClassVar[str] = "cn.tongban.case.withdraw.v1"
    by: Officer
    reason: Text


class TransferCase(Command):
    """转办: the case was misrouted; hand it to the unit that is competent."""

    ce_type: ClassVar[str] = "cn.tongban.case.transfer.v1"
    by: Officer
    region: Region
    unit: Uscc | None = None
    """None: the unit that the rules name for the item in that region."""
    reason: Text


class ReachDeadline(Command):
    """The aggregate's due time has come: said by its own lane, never by a sender."""

    ce_type: ClassVar[str] = "cn.tongban.case.deadline.v1"
    internal: ClassVar[bool] = True
    due: Moment


class BundleChild(Value):
    """One case of a bundle; origin, agent and power of attorney are the bundle's."""

    case: CaseNumber
    item: Code
    jurisdiction: Jurisdiction
    applicant_kind: SubjectKind
    form: Form = Field(default_factory=dict)
    materials: Materials = ()
    personal: OwnPersonal


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


CASE_COMMANDS: Final[tuple[type[Command], ...]] = (
    FileApplication,
    ClaimCase,
    ReleaseCase,
    AskCorrection,
    SupplyCorrection,
    AcceptCase,
    NotAcceptCase,
    DecideCase,
    ExtendCase,
    DeliverCase,
    WithdrawCase,
    TransferCase,
    ReachDeadline,
)
BUNDLE_COMMANDS: Final[tuple[type[Command], ...]] = (FileBundle, NoteChild, ReachBundleDeadline)

COMMANDS: Final[Mapping[str, type[Command]]] = {
    command.ce_type: command for command in (*CASE_COMMANDS, *BUNDLE_COMMANDS)
}
