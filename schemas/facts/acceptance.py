"""From the queue to acceptance."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, Literal

from pydantic import Field

from schemas.application import Form, Materials
from schemas.commands import CorrectionPoint
from schemas.facts.base import Clock, Fact
from schemas.fees import StatedFee
from schemas.parties import Addressee, Officer, Personal
from schemas.times import Moment
from schemas.values import Code, SubjectNumber, Text, Uscc


class CaseClaimed(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.claimed.v1"
    by: Officer
    until: Moment
    renewed: bool = False
    section: Code | None = None


class CaseReleased(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.released.v1"
    by: Officer
    claim: Clock | None = None
    """Until when somebody has to claim it again."""


class LeaseLapsed(Fact):
    """The handler let the lease run out: the case is back on the queue."""

    ce_type: ClassVar[str] = "cn.tongban.case.lease-lapsed.v1"
    by: Officer
    claim: Clock | None = None


class CorrectionAsked(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.correction-asked.v1"
    by: Officer
    in_name_of: Uscc | None = None
    points: tuple[CorrectionPoint, ...]
    again: Literal[True] | None = None
    """Not the first notice of the case (二次补正)."""
    supply: Clock | None = None
    """Until when it should be supplied."""


class CorrectionSupplied(Fact):
    """The acceptance clock starts anew."""

    ce_type: ClassVar[str] = "cn.tongban.case.supplied.v1"
    form: Form = Field(default_factory=dict)
    materials: Materials = ()
    personal: Personal | None = None
    clocks: tuple[Clock, ...]
    lacking: tuple[CorrectionPoint, ...] | None = None
    """What is lacking still."""
    subject: SubjectNumber | None = None
    """Where the applicant is another one now."""


class CorrectedOnSpot(Fact):
    """Fields of the form that the applicant mended at once (许可法 art. 32(3)); no clock moves."""

    ce_type: ClassVar[str] = "cn.tongban.case.corrected-on-spot.v1"
    by: Officer
    form: Form


class LapseNoticeGiven(Fact):
    """Nothing was supplied: the applicant is told that the filing will lapse [L]."""

    ce_type: ClassVar[str] = "cn.tongban.case.lapse-notice-given.v1"
    lapse: Clock


class CaseLapsed(Fact):
    """Nothing was supplied after the notice either: the filing has lapsed [L]."""

    ce_type: ClassVar[str] = "cn.tongban.case.lapsed.v1"


class CaseAccepted(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.accepted.v1"
    by: Officer
    in_name_of: Uscc | None = None
    """The competent organ, where an entrusted window acts (许可法 art. 24: always in the organ's name)."""
    handed_to: Addressee | None = None
    """Who goes on with it, where that is another than who accepted."""
    claim: Clock | None = None
    """Until when that one has to claim it."""
    promise: Clock | None = None
    """None: a lower organ reviews first, and the limit of the decision begins when it hands the file up."""
    lower_review: Clock | None = None
    """Until when that one has to; from acceptance (许可法 art. 43)."""
    legal_due: Moment | None = None
    opinion: Text | None = None
    fee: StatedFee | None = None
    """What the applicant is to pay; None: nothing."""


class CaseDeemedAccepted(Fact):
    """Silence: accepted from the day of receipt (许可法 art. 32)."""

    ce_type: ClassVar[str] = "cn.tongban.case.deemed-accepted.v1"
    since: date
    handed_to: Addressee | None = None
    """Who goes on with it, where that is another than who should have accepted."""
    claim: Clock | None = None
    """Until when that one has to claim it."""
    promise: Clock | None = None
    """None: a lower organ reviews first."""
    lower_review: Clock | None = None
    """Until when that one has to."""
    legal_due: Moment | None = None
    fee: StatedFee | None = None
    """What the applicant is to pay; None: nothing."""


class CaseNotAccepted(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.not-accepted.v1"
    by: Officer
    in_name_of: Uscc | None = None
    reason: Text
    remedy: Text


class ObjectionRaised(Fact):
    """Somebody objected to what was publicly noticed; the case is not accepted, which is a fact of its own."""

    ce_type: ClassVar[str] = "cn.tongban.case.objection-raised.v1"
    by: Officer
    raised_on: date
    reason: Text


ACCEPTANCE: Final[tuple[type[Fact], ...]] = (
    CaseClaimed,
    CaseReleased,
    LeaseLapsed,
    CorrectionAsked,
    CorrectionSupplied,
    CorrectedOnSpot,
    LapseNoticeGiven,
    CaseLapsed,
    CaseAccepted,
    CaseDeemedAccepted,
    CaseNotAccepted,
    ObjectionRaised,
)
