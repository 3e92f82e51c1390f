"""Ways out of the main path."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.commands.base import Command, InPerson
from schemas.parties import Officer
from schemas.values import Region, Text, Uscc


class WithdrawCase(Command):
    """撤回申请: the applicant no longer wants it."""

    ce_type: ClassVar[str] = "cn.tongban.case.withdraw.v1"
    by: Officer
    reason: Text
    in_person: InPerson = None


class TransferCase(Command):
    """转办: the case was misrouted; hand it to the unit that is competent."""

    ce_type: ClassVar[str] = "cn.tongban.case.transfer.v1"
    by: Officer
    region: Region
    unit: Uscc | None = None
    """None: the unit that the rules name for the item in that region."""
    reason: Text


LEAVING: Final[tuple[type[Command], ...]] = (
    WithdrawCase,
    TransferCase,
)
