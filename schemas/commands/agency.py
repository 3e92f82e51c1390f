"""Who acts for the applicant."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.commands.base import Command
from schemas.parties import Agency, Officer


class RenewPower(Command):
    """更换委托书: from now on this agent acts, by this power of attorney; what was done before stays done."""

    ce_type: ClassVar[str] = "cn.tongban.case.renew-power.v1"
    by: Officer
    personal: Agency


AGENCY: Final[tuple[type[Command], ...]] = (RenewPower,)
