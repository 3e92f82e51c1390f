"""Ways out of the main path."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.commands.base import InPerson
from schemas.facts.base import Clock, Fact
from schemas.parties import Addressee, Officer
from schemas.values import Text


class CaseWithdrawn(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.withdrawn.v1"
    by: Officer
    reason: Text
    in_person: InPerson = None


class CaseTransferred(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.transferred.v1"
    by: Officer
    to: Addressee
    reason: Text
    claim: Clock | None = None
    """Until when somebody there has to claim it."""
    lower: Addressee | None = None
    """Who accepts and reviews first there, where a lower organ does; ``to`` decides."""


LEAVING: Final[tuple[type[Fact], ...]] = (
    CaseWithdrawn,
    CaseTransferred,
)
