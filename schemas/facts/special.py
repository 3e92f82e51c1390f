"""Special procedures and checks on site."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.commands import SpecialProcedure
from schemas.facts.base import Clock, Fact, Lamp
from schemas.parties import Officer
from schemas.times import Moment
from schemas.values import Name, Text


class CasePaused(Fact):
    """The limit stands still; the pause has a planned end and a lamp of its own (许可法 art. 45).

    That is the promise, or while a lower organ reviews first, its limit: art. 45 holds for every limit of its section.
    """

    ce_type: ClassVar[str] = "cn.tongban.case.paused.v1"
    by: Officer
    procedure: SpecialProcedure
    reason: Text
    paper: Name
    pause: Clock
    """Its planned end."""
    promise: Clock
    """The limit, standing still."""


class CaseResumed(Fact):
    """The limit runs on, later by the working days that it stood still."""

    ce_type: ClassVar[str] = "cn.tongban.case.resumed.v1"
    by: Officer
    outcome: Text | None = None
    promise: Clock
    lamp: Lamp
    """That it goes on with."""
    legal_due: Moment | None = None


class SiteChecked(Fact):
    """Two officers looked at the place (许可法 art. 34)."""

    ce_type: ClassVar[str] = "cn.tongban.case.site-checked.v1"
    by: Officer
    second: Officer
    opinion: Text


SPECIAL: Final[tuple[type[Fact], ...]] = (CasePaused, CaseResumed, SiteChecked)
