"""Standing: whether an applicant is barred from the item (许可法 art. 78, 79)."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.commands.base import Command
from schemas.credit import Bar, BarGround, Ruling
from schemas.parties import Officer
from schemas.values import Text


class TellStanding(Command):
    """The applicant's subject says whether it is barred from the item."""

    ce_type: ClassVar[str] = "cn.tongban.case.tell-standing.v1"
    internal: ClassVar[bool] = True
    bar: Bar | None = None
    ask: int | None = None
    """Which question it answers, from the second applicant on."""


class BarApplicant(Command):
    """限制再次申请: false statements bar the applicant from the item for one year, a licence by fraud for three."""

    ce_type: ClassVar[str] = "cn.tongban.case.bar-applicant.v1"
    by: Officer
    ground: BarGround
    reason: Text
    document: Ruling


STANDING: Final[tuple[type[Command], ...]] = (TellStanding, BarApplicant)
