"""What the clock says to a case."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.commands.base import Command
from schemas.times import Moment


class ReachDeadline(Command):
    """The aggregate's due time has come: said by its own lane, never by a sender."""

    ce_type: ClassVar[str] = "cn.tongban.case.deadline.v1"
    internal: ClassVar[bool] = True
    due: Moment


CLOCK: Final[tuple[type[Command], ...]] = (ReachDeadline,)
