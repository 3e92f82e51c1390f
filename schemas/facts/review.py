"""From acceptance to delivery."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final, Literal

from schemas.commands.base import InPerson
from schemas.documents import LicenceIdentifier
from schemas.facts.base import Clock, Fact
from schemas.parties import Addressee, Officer
from schemas.reference import DocumentType
from schemas.values import Code, Text, Uscc


class CaseReviewed(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.reviewed.v1"
    by: Officer
    opinion: Text
    recommends: Literal["approved", "denied"]


class CaseDecided(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.decided.v1"
    by: Officer
    in_name_of: Uscc | None = None
    outcome: Literal["approved", "denied"]
    reason: Text | None = None
    legal_basis: Text | None = None
    remedy: Text | None = None
    document: DocumentType | None = None
    """That is to be issued."""
    in_time: bool
    delivery: Clock | None = None
    opinion: Text | None = None
    conditional: Literal[True] | None = None
    """容缺审批: on the promise that materials still come."""
    identifier: LicenceIdentifier | None = None
    """Of the document that is asked for: the result leaves when it is signed."""


class CaseDeemedRenewed(Fact):
    """Silence until the document expired: renewed (许可法 art. 50)."""

    ce_type: ClassVar[str] = "cn.tongban.case.deemed-renewed.v1"
    expired_on: date
    document: DocumentType | None = None
    delivery: Clock | None = None
    identifier: LicenceIdentifier | None = None
    handed_to: Addressee | None = None
    """The competent organ, where a lower one still had it for review."""


class CaseDelivered(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.delivered.v1"
    by: Officer
    way: Literal["window", "post", "electronic"]
    tracking: Code | None = None
    in_person: InPerson = None


REVIEW: Final[tuple[type[Fact], ...]] = (
    CaseReviewed,
    CaseDecided,
    CaseDeemedRenewed,
    CaseDelivered,
)
