"""Urgent cases."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.facts.base import Clock, Fact
from schemas.parties import Officer
from schemas.values import Text


class CaseMarkedUrgent(Fact):
    """In front of the queue, with a clock that ends with the day."""

    ce_type: ClassVar[str] = "cn.tongban.case.marked-urgent.v1"
    by: Officer
    reason: Text
    urgent: Clock


URGENCY: Final[tuple[type[Fact], ...]] = (CaseMarkedUrgent,)
