"""Commands to a subject about its credit: what its cases ask and tell, and what officers decide about a breach."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from schemas.application import Digest
from schemas.commands.base import Command
from schemas.credit import Bar, ChosenMeasure, Ruling
from schemas.parties import Addressee, Officer
from schemas.reference import DeferralKind
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Endpoint, Name, Text


class RequestDeferral(Command):
    """A case asks whether its applicant may defer; the answer is a reservation or a no."""

    ce_type: ClassVar[str] = "cn.tongban.subject.request-deferral.v1"
    internal: ClassVar[bool] = True
    case: CaseNumber
    deferral: DeferralKind
    ask: int | None = None
    """Which of the case's questions it is, from the second on: an answer to an earlier one comes too late."""


class ReleaseDeferral(Command):
    """A case tells that its deferral is no more: supplied, or the case went another way."""

    ce_type: ClassVar[str] = "cn.tongban.subject.release-deferral.v1"
    internal: ClassVar[bool] = True
    case: CaseNumber
    why: Literal["supplied", "ended"]


class RecordBreach(Command):
    """A case tells that a commitment was broken."""

    ce_type: ClassVar[str] = "cn.tongban.subject.record-breach.v1"
    internal: ClassVar[bool] = True
    case: CaseNumber
    item_name: Name
    materials: tuple[Code, ...]
    """That were promised and did not come."""
    due: Moment
    origin: Endpoint
    competent: Addressee


class TakeBackBreach(Command):
    """A case tells that the commitment was kept after all, or that its day has not passed by another calendar."""

    ce_type: ClassVar[str] = "cn.tongban.subject.take-back-breach.v1"
    internal: ClassVar[bool] = True
    case: CaseNumber
    received: Moment | None = None
    due: Moment
    because: Text | None = None
    """By which notice or decree the day was later."""
    runs_on: DeferralKind | None = None
    """The commitment runs again."""


class AskStanding(Command):
    """A case asks whether its applicant is barred from the item."""

    ce_type: ClassVar[str] = "cn.tongban.subject.ask-standing.v1"
    internal: ClassVar[bool] = True
    case: CaseNumber
    item: Code
    """Basic code."""
    ask: int | None = None
    """Which of the case's applicants it is about, from the second on."""


class ImposeBar(Command):
    """A case tells that its applicant may not apply for the item again for so long."""

    ce_type: ClassVar[str] = "cn.tongban.subject.impose-bar.v1"
    internal: ClassVar[bool] = True
    case: CaseNumber
    bar: Bar


class NotifyListing(Command):
    """拟认定失信告知: tell the subject which measures are meant and why, so that it can speak first."""

    ce_type: ClassVar[str] = "cn.tongban.subject.notify-listing.v1"
    by: Officer
    case: CaseNumber
    """Whose commitment was broken."""
    measures: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    reason: Text
    legal_basis: Text


class StateDefence(Command):
    """陈述申辩: what the subject has to say; the paper stays where it is, its digest is on record."""

    ce_type: ClassVar[str] = "cn.tongban.subject.state-defence.v1"
    by: Officer
    case: CaseNumber
    digest: Digest


class DecideListing(Command):
    """认定决定: a person decides, by a legally effective document, whether the breach is listed and with what."""

    ce_type: ClassVar[str] = "cn.tongban.subject.decide-listing.v1"
    by: Officer
    case: CaseNumber
    outcome: Literal["listed", "not_listed", "excused"]
    """列入; 不列入; 不属于失信: the breach is excused and hinders nothing any more."""
    reason: Text
    considered: Text | None = None
    """What was made of the defence, where there was one."""
    document: Ruling | None = None
    measures: Annotated[tuple[ChosenMeasure, ...], Field(max_length=20)] = ()


class RequestRepair(Command):
    """申请信用修复: the subject has made good and asks that the breach count no more."""

    ce_type: ClassVar[str] = "cn.tongban.subject.request-repair.v1"
    by: Officer
    case: CaseNumber
    digest: Digest
    """Of the request with its evidence."""


class DecideRepair(Command):
    """信用修复决定: measures end and deferral is open again, or not."""

    ce_type: ClassVar[str] = "cn.tongban.subject.decide-repair.v1"
    by: Officer
    case: CaseNumber
    outcome: Literal["repaired", "refused"]
    reason: Text
    document: Ruling


CREDIT: Final[tuple[type[Command], ...]] = (
    RequestDeferral,
    ReleaseDeferral,
    RecordBreach,
    TakeBackBreach,
    AskStanding,
    ImposeBar,
    NotifyListing,
    StateDefence,
    DecideListing,
    RequestRepair,
    DecideRepair,
)
