"""Facts of a subject about its credit: nothing personal, only which case, what was decided, by whom."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from pydantic import Field

from schemas.application import Digest
from schemas.credit import Bar, ListedMeasure, Ruling
from schemas.facts.base import Clock, Fact
from schemas.parties import Addressee, Officer
from schemas.reference import DeferralKind
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Endpoint, Name, Text


class DeferralReserved(Fact):
    """The subject may defer in this case; it counts among its open deferrals until it is released."""

    ce_type: ClassVar[str] = "cn.tongban.subject.deferral-reserved.v1"
    case: CaseNumber
    deferral: DeferralKind
    ask: int | None = None


class DeferralDenied(Fact):
    """The subject may not defer, and why: a code of the table of refusals."""

    ce_type: ClassVar[str] = "cn.tongban.subject.deferral-denied.v1"
    case: CaseNumber
    code: Code
    params: dict[str, str] = Field(default_factory=dict)
    ask: int | None = None


class DeferralReleased(Fact):
    ce_type: ClassVar[str] = "cn.tongban.subject.deferral-released.v1"
    case: CaseNumber
    why: Literal["supplied", "ended"]


class BreachRecorded(Fact):
    """A commitment was broken: from here on no deferral is granted, anywhere, until it is excused or repaired."""

    ce_type: ClassVar[str] = "cn.tongban.subject.breach-recorded.v1"
    case: CaseNumber
    item_name: Name
    materials: tuple[Code, ...]
    due: Moment
    origin: Endpoint
    competent: Addressee


class BreachTakenBack(Fact):
    """There was no breach, or not yet: it hinders nothing any more, and the procedure about it ends.

    What a person has decided already is no fact's to undo: a listing stays until a person takes it back, but for the
    measures that have not begun.
    """

    ce_type: ClassVar[str] = "cn.tongban.subject.breach-taken-back.v1"
    case: CaseNumber
    received: Moment | None = None
    """When the last of what was promised came; None: it has not come, and its day was counted too early."""
    due: Moment
    status: Code
    """Of the breach until now."""
    dropped: tuple[Code, ...] | None = None
    """Measures that had not begun."""
    because: Text | None = None
    """By which notice or decree its day was later."""
    runs_on: DeferralKind | None = None
    """The commitment runs again: the deferral is reserved anew."""


class StandingAnswered(Fact):
    ce_type: ClassVar[str] = "cn.tongban.subject.standing-answered.v1"
    case: CaseNumber
    bar: Bar | None = None
    ask: int | None = None


class BarImposed(Fact):
    ce_type: ClassVar[str] = "cn.tongban.subject.bar-imposed.v1"
    case: CaseNumber
    bar: Bar


class ListingNotified(Fact):
    """The subject may speak until the clock ends."""

    ce_type: ClassVar[str] = "cn.tongban.subject.listing-notified.v1"
    by: Officer
    case: CaseNumber
    measures: tuple[Code, ...]
    reason: Text
    legal_basis: Text
    statement: Clock


class DefenceStated(Fact):
    ce_type: ClassVar[str] = "cn.tongban.subject.defence-stated.v1"
    by: Officer
    case: CaseNumber
    digest: Digest


class SubjectListed(Fact):
    """A person has decided: these measures are in force, each until its own end."""

    ce_type: ClassVar[str] = "cn.tongban.subject.listed.v1"
    by: Officer
    case: CaseNumber
    reason: Text
    considered: Text | None = None
    document: Ruling
    measures: tuple[ListedMeasure, ...]


class ListingDropped(Fact):
    """A person has decided: no measures; an excused breach hinders nothing any more."""

    ce_type: ClassVar[str] = "cn.tongban.subject.listing-dropped.v1"
    by: Officer
    case: CaseNumber
    reason: Text
    considered: Text | None = None
    excused: Literal[True] | None = None


class MeasureEnded(Fact):
    """Its last day has passed."""

    ce_type: ClassVar[str] = "cn.tongban.subject.measure-ended.v1"
    case: CaseNumber
    measure: Code


class RepairRequested(Fact):
    ce_type: ClassVar[str] = "cn.tongban.subject.repair-requested.v1"
    by: Officer
    case: CaseNumber
    digest: Digest
    decision: Clock


class RepairOverdue(Fact):
    """Nobody has decided about the repair within the limit."""

    ce_type: ClassVar[str] = "cn.tongban.subject.repair-overdue.v1"
    case: CaseNumber
    due: Moment


class CreditRepaired(Fact):
    """The breach counts no more, and its measures have ended."""

    ce_type: ClassVar[str] = "cn.tongban.subject.repaired.v1"
    by: Officer
    case: CaseNumber
    reason: Text
    document: Ruling


class RepairRefused(Fact):
    ce_type: ClassVar[str] = "cn.tongban.subject.repair-refused.v1"
    by: Officer
    case: CaseNumber
    reason: Text
    document: Ruling


CREDIT: Final[tuple[type[Fact], ...]] = (
    DeferralReserved,
    DeferralDenied,
    DeferralReleased,
    BreachRecorded,
    BreachTakenBack,
    StandingAnswered,
    BarImposed,
    ListingNotified,
    DefenceStated,
    SubjectListed,
    ListingDropped,
    MeasureEnded,
    RepairRequested,
    RepairOverdue,
    CreditRepaired,
    RepairRefused,
)
