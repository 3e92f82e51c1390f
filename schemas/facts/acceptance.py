"""From the queue to acceptance."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from pydantic import Field

from schemas.application import Form, Materials
from schemas.commands import CorrectionPoint
from schemas.facts.base import Clock, Fact
from schemas.parties import Officer, Personal
from schemas.times import Moment
from schemas.values import Text


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
    lacking: tuple[CorrectionPoint, ...] | None = None
    """What is lacking still."""


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


ACCEPTANCE: Final[tuple[type[Fact], ...]] = (
    CaseClaimed,
    CaseReleased,
    LeaseLapsed,
    CorrectionAsked,
    CorrectionSupplied,
    CaseAccepted,
    CaseDeemedAccepted,
    CaseNotAccepted,
)
