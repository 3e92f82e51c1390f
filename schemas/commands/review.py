"""From acceptance to delivery."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from schemas.commands.base import Command, InPerson
from schemas.parties import Officer
from schemas.values import Code, Text


class ReviewCase(Command):
    """审查: the opinion of who examined the case, before it is decided."""

    ce_type: ClassVar[str] = "cn.tongban.case.review.v1"
    by: Officer
    opinion: Text
    recommends: Literal["approved", "denied"]


class DecideCase(Command):
    """办结: approve or deny. A denial needs its reason, legal basis and remedy (许可法 art. 38)."""

    ce_type: ClassVar[str] = "cn.tongban.case.decide.v1"
    by: Officer
    outcome: Literal["approved", "denied"]
    reason: Text | None = None
    legal_basis: Text | None = None
    remedy: Text | None = None
    opinion: Text | None = None
    """Of who decides, for the record of the step (环节意见)."""


class DeliverCase(Command):
    """送达: the decision is in the applicant's hands."""

    ce_type: ClassVar[str] = "cn.tongban.case.deliver.v1"
    by: Officer
    way: Literal["window", "post", "electronic"]
    tracking: Code | None = None
    """Number of the parcel (邮寄单号)."""
    in_person: InPerson = None


REVIEW: Final[tuple[type[Command], ...]] = (
    ReviewCase,
    DecideCase,
    DeliverCase,
)
