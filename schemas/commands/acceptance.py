"""From the queue to acceptance."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Final

from pydantic import Field

from schemas.application import Form, Materials
from schemas.commands.base import Command, InPerson
from schemas.fees import Quantity
from schemas.parties import Officer, Personal
from schemas.values import Code, Text, Value


class ClaimCase(Command):
    """认领: take the case off the queue for so long; the holder's next claim renews."""

    ce_type: ClassVar[str] = "cn.tongban.case.claim.v1"
    by: Officer
    minutes: Annotated[int, Field(ge=1, le=1440)] = 120
    section: Code | None = None
    """科室: the section of the unit that takes the case over; None: the one that has it."""


class ReleaseCase(Command):
    """退回待办: put the case back on the queue."""

    ce_type: ClassVar[str] = "cn.tongban.case.release.v1"
    by: Officer


class CorrectionPoint(Value):
    """One point that a correction notice names: a material or a field, and what is wrong with it."""

    code: Code
    text: Text
    still_unmet: Text | None = None
    """In a later notice: why what was supplied does not meet the point."""


class AskCorrection(Command):
    """补正告知: ask once and completely for what is missing."""

    ce_type: ClassVar[str] = "cn.tongban.case.ask-correction.v1"
    by: Officer
    points: Annotated[tuple[CorrectionPoint, ...], Field(min_length=1, max_length=100)]
    supply_by: date | None = None
    """The day by which it should be supplied; None: as the item says."""


class CorrectOnSpot(Command):
    """当场更正: the applicant mends a small error of the form at once; no notice, and the clock runs on."""

    ce_type: ClassVar[str] = "cn.tongban.case.correct-on-spot.v1"
    by: Officer
    form: Annotated[Form, Field(min_length=1)]
    """Only fields that were filed, with what they should say."""
    in_person: InPerson = None


class SupplyCorrection(Command):
    """补正: hand in what was asked for. Materials of the same code are replaced, form fields overwritten."""

    ce_type: ClassVar[str] = "cn.tongban.case.supply.v1"
    form: Form = Field(default_factory=dict)
    materials: Materials = ()
    personal: Personal | None = None
    in_person: InPerson = None


class AcceptCase(Command):
    """受理: the promise clock starts."""

    ce_type: ClassVar[str] = "cn.tongban.case.accept.v1"
    by: Officer
    opinion: Text | None = None
    """For the record of the step (环节意见)."""
    fee_quantity: Quantity | None = None
    """核定的收费数量: what the item's fee is multiplied by; None: one, or not counted yet."""


class NotAcceptCase(Command):
    """不予受理: with reason and what the applicant can do."""

    ce_type: ClassVar[str] = "cn.tongban.case.not-accept.v1"
    by: Officer
    reason: Text
    remedy: Text


class RecordObjection(Command):
    """公示期异议: somebody objected to what was publicly noticed, so the application is not accepted."""

    ce_type: ClassVar[str] = "cn.tongban.case.record-objection.v1"
    by: Officer
    raised_on: date
    reason: Text
    """Of the objection, without naming who raised it."""
    remedy: Text


ACCEPTANCE: Final[tuple[type[Command], ...]] = (
    ClaimCase,
    ReleaseCase,
    AskCorrection,
    SupplyCorrection,
    CorrectOnSpot,
    AcceptCase,
    NotAcceptCase,
    RecordObjection,
)
