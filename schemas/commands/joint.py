"""Joint handling within one government: the lead unit asks other departments, collects opinions, and decides."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from schemas.commands.base import Command
from schemas.parties import Officer
from schemas.values import Text, Uscc

View = Literal["agree", "agree_with_conditions", "disagree"]
"""同意, 有条件同意, 不同意."""


class AskOpinions(Command):
    """转告有关部门: the lead unit asks departments of its government for their opinions (许可法 art. 26)."""

    ce_type: ClassVar[str] = "cn.tongban.case.ask-opinions.v1"
    by: Officer
    units: Annotated[tuple[Uscc, ...], Field(min_length=1, max_length=20)] | None = None
    """Beside those that the item names; None: only those."""


class GiveOpinion(Command):
    """提出意见: a department's own share, within its own limit. Conditions and disagreement need their text."""

    ce_type: ClassVar[str] = "cn.tongban.case.give-opinion.v1"
    by: Officer
    view: View
    text: Text | None = None


JOINT: Final[tuple[type[Command], ...]] = (AskOpinions, GiveOpinion)
