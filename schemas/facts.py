"""Facts, past tense: what happened to a case or a bundle, complete enough to rebuild its state. Kept for ever.

Each says when it happened by the law (``at``: the receipt of the command that caused it). Number, digest and
cause travel in the envelope.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Final, Literal

from pydantic import Field

from schemas.application import Application, Form, Materials, Mode
from schemas.commands import BundleChild, CorrectionPoint, Outcome
from schemas.parties import Addressee, Officer, Origin, Personal, SharedPersonal
from schemas.reference import DocumentType, Limit
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Name, Text, Value

Kind = Literal["application"]
"""What a case is; appeal and directive get a place of their own later."""
ClockName = Literal["claim", "acceptance", "promise", "delivery"]
Lamp = Literal["green", "yellow", "red"]


class Clock(Value):
    """A running limit: until when, and the instant at which its lamp turns yellow; red when ``due`` passes."""

    name: ClockName
    started: date
    """The day it runs from; the next working day is the first that counts."""
    due: Moment
    """What happens before it is in time: for days the midnight that ends the last of them."""
    yellow_at: Moment | None = None
    """None where the limit is too short for a warning."""
    provisional: bool = False
    """预计: the calendar of that year is not published yet."""


class Item(Value):
    """The service item and its regime as they stood on the day of filing: no later change moves a case under way."""

    code: Code
    name: Name
    regime: Code
    promised: Limit
    legal: Limit | None = None
    """By the item's own law, else by its regime."""
    extension: Limit | None = None
    acceptance: Limit | None = None
    silence_accepts: bool = False
    delivery: Limit | None = None
    separate_persons: bool = False
    document: DocumentType | None = None


class Fact(Value):
    """Any fact; ``ce_type`` is its name in the envelope."""

    ce_type: ClassVar[str]
    at: Moment


class CaseFiled(Fact):
    """One filing, one fact: content, where it came from, who is competent and why, and what clock runs."""

    ce_type: ClassVar[str] = "cn.tongban.case.filed.v1"
    written_apart: ClassVar[str] = "application"
    number: CaseNumber
    kind: Kind = "application"
    origin: Origin
    competent: Addressee
    item: Item
    clocks: tuple[Clock, ...]
    bundle: CaseNumber | None = None
    application: Application


class CaseClaimed(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.claimed.v1"
    by: Officer
    until: Moment
    renewed: bool = False


class CaseReleased(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.released.v1"
    by: Officer


class LeaseLapsed(Fact):
    """The handler let the lease run out: the case is back on the queue."""

    ce_type: ClassVar[str] = "cn.tongban.case.lease-lapsed.v1"
    by: Officer


class CorrectionAsked(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.correction-asked.v1"
    by: Officer
    points: tuple[CorrectionPoint, ...]


class CorrectionSupplied(Fact):
    """The acceptance clock starts anew."""

    ce_type: ClassVar[str] = "cn.tongban.case.supplied.v1"
    form: Form = Field(default_factory=dict)
    materials: Materials = ()
    personal: Personal | None = None
    clocks: tuple[Clock, ...]


class CaseAccepted(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.accepted.v1"
    by: Officer
    promise: Clock
    legal_due: Moment | None = None


class CaseDeemedAccepted(Fact):
    """Silence: accepted from the day of receipt (许可法 art. 32)."""

    ce_type: ClassVar[str] = "cn.tongban.case.deemed-accepted.v1"
    since: date
    promise: Clock
    legal_due: Moment | None = None


class CaseNotAccepted(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.not-accepted.v1"
    by: Officer
    reason: Text
    remedy: Text


class CaseDecided(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.decided.v1"
    by: Officer
    outcome: Literal["approved", "denied"]
    reason: Text | None = None
    legal_basis: Text | None = None
    remedy: Text | None = None
    document: DocumentType | None = None
    """That is to be issued."""
    in_time: bool
    delivery: Clock | None = None


class CaseExtended(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.extended.v1"
    by: Officer
    approved_by: Officer
    days: int
    reason: Text
    promise: Clock


class CaseDelivered(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.delivered.v1"
    by: Officer
    way: Literal["window", "post", "electronic"]


class CaseWithdrawn(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.withdrawn.v1"
    by: Officer
    reason: Text


class CaseTransferred(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.transferred.v1"
    by: Officer
    to: Addressee
    reason: Text


class LampTurned(Fact):
    """A limit comes near (yellow) or has passed (red)."""

    ce_type: ClassVar[str] = "cn.tongban.case.lamp-turned.v1"
    clock: ClockName
    lamp: Literal["yellow", "red"]
    due: Moment


class CaseReported(Fact):
    """The case told its bundle again where it stands, having been asked again."""

    ce_type: ClassVar[str] = "cn.tongban.case.reported.v1"
    outcome: Outcome


class Refused(Fact):
    """A command was refused; nothing else changed. What its sender wrote is kept as it came, well-formed or not."""

    number: str
    command: str
    command_type: str
    sender: str
    code: Code
    pointer: str = ""
    """JSON Pointer (RFC 6901) into the command's data."""
    params: dict[str, str] = Field(default_factory=dict)
    """What the code's text is completed with."""


class CaseRefused(Refused):
    ce_type: ClassVar[str] = "cn.tongban.case.refused.v1"
    bundle: CaseNumber | None = None
    """The bundle that waits for this case, where its filing was refused."""


class BundleFiled(Fact):
    ce_type: ClassVar[str] = "cn.tongban.bundle.filed.v1"
    number: CaseNumber
    title: Name
    origin: Origin
    mode: Mode
    personal: SharedPersonal
    children: tuple[BundleChild, ...]
    answer_by: Moment
    """When children that have not answered are asked again."""


class ChildNoted(Fact):
    ce_type: ClassVar[str] = "cn.tongban.bundle.child-noted.v1"
    case: CaseNumber
    outcome: Outcome
    code: Code | None = None


class ChildrenAskedAgain(Fact):
    ce_type: ClassVar[str] = "cn.tongban.bundle.children-asked-again.v1"
    cases: tuple[CaseNumber, ...]
    answer_by: Moment


class ChildrenUnanswered(Fact):
    """These cases have not answered, asked twice: an operator looks at them; a late answer still counts."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.children-unanswered.v1"
    cases: tuple[CaseNumber, ...]


class BundleCompleted(Fact):
    """All cases have ended."""

    ce_type: ClassVar[str] = "cn.tongban.bundle.completed.v1"
    outcomes: dict[CaseNumber, Outcome]


class BundleRefused(Refused):
    ce_type: ClassVar[str] = "cn.tongban.bundle.refused.v1"


CASE_FACTS: Final[tuple[type[Fact], ...]] = (
    CaseFiled,
    CaseClaimed,
    CaseReleased,
    LeaseLapsed,
    CorrectionAsked,
    CorrectionSupplied,
    CaseAccepted,
    CaseDeemedAccepted,
    CaseNotAccepted,
    CaseDecided,
    CaseExtended,
    CaseDelivered,
    CaseWithdrawn,
    CaseTransferred,
    LampTurned,
    CaseReported,
    CaseRefused,
)
BUNDLE_FACTS: Final[tuple[type[Fact], ...]] = (
    BundleFiled,
    ChildNoted,
    ChildrenAskedAgain,
    ChildrenUnanswered,
    BundleCompleted,
    BundleRefused,
)

FACTS: Final[Mapping[str, type[Fact]]] = {fact.ce_type: fact for fact in (*CASE_FACTS, *BUNDLE_FACTS)}
