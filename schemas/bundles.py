"""What the cases of a bundle and their bundle say of each other: what is owed, what was issued, what one rests on."""

from __future__ import annotations

from typing import Literal

from schemas.reference import DocumentType
from schemas.times import Moment
from schemas.values import CaseNumber, Code, Name, Uscc, Value

OwedStatus = Literal["promised", "running", "kept", "broken", "late", "ended"]
"""Of a deferral commitment (容缺承诺): approved on it, its limit about to start; its limit runs; everything came in
time; the day passed; the day passed and everything came afterwards; the case ended otherwise, nothing is owed."""
Trouble = Literal["commitment_open", "commitment_broken", "approval_withdrawn"]
"""What is not in order about a case that others rest on."""


class Owed(Value):
    """What a case has promised to bring later, and how that stands."""

    status: OwedStatus
    materials: tuple[Code, ...] = ()
    """That have not come."""
    due: Moment | None = None
    """None: the limit has not started."""


class CaseOwed(Owed):
    """The same, with the case that owes it."""

    case: CaseNumber


class Issued(Value):
    """The document that a case was approved with."""

    type: DocumentType
    issuer: Uscc
    """The competent organ, also where another decided in its name."""
    identifier: Name | None = None
    """Licence identifier; None: the hub does not know it."""


class Precondition(Value):
    """Something is not in order about a case that this one rests on, itself or through others."""

    case: CaseNumber
    trouble: Trouble
    holds: bool
    """No approval before it is in order; False: the officer weighs it."""
    materials: tuple[Code, ...] | None = None
    """That are owed there."""
    due: Moment | None = None
    """When they are due."""
