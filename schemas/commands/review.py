"""From acceptance to delivery."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from schemas.commands.base import Command
from schemas.parties import Officer
from schemas.values import Text


class DecideCase(Command):
    """办结: approve or deny. A denial needs its reason, legal basis and remedy (许可法 art. 38)."""

    ce_type: ClassVar[str] = "cn.tongban.case.decide.v1"
    by: Officer
    outcome: Literal["approved", "denied"]
    reason: Text | None = None
    legal_basis: Text | None = None
    remedy: Text | None = None


class ExtendCase(Command):
    """延长审批: once, approved by somebody else than who asks (许可法 art. 42, 登记条例 art. 19)."""

    ce_type: ClassVar[str] = "cn.tongban.case.extend.v1"
    by: Officer
    approved_by: Officer
    days: Annotated[int, Field(ge=1, le=60)]
    reason: Text


class DeliverCase(Command):
    """送达: the decision is in the applicant's hands."""

    ce_type: ClassVar[str] = "cn.tongban.case.deliver.v1"
    by: Officer
    way: Literal["window", "post", "electronic"]


REVIEW: Final[tuple[type[Command], ...]] = (
    DecideCase,
    ExtendCase,
    DeliverCase,
)
