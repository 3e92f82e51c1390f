"""From acceptance to delivery."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from schemas.facts.base import Clock, Fact
from schemas.parties import Officer
from schemas.reference import DocumentType
from schemas.values import Text


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


REVIEW: Final[tuple[type[Fact], ...]] = (
    CaseDecided,
    CaseExtended,
    CaseDelivered,
)
