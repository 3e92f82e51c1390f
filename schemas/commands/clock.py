"""What the clock and the calendar say to a case."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.commands.base import Command
from schemas.times import Moment
from schemas.values import Name, Text


class ReachDeadline(Command):
    """The aggregate's due time has come: said by its own lane, never by a sender."""

    ce_type: ClassVar[str] = "cn.tongban.case.deadline.v1"
    internal: ClassVar[bool] = True
    due: Moment


class RecomputeClocks(Command):
    """The calendar has changed: compute the due dates again. Sent once to each open case that it may concern."""

    ce_type: ClassVar[str] = "cn.tongban.case.recompute-clocks.v1"
    internal: ClassVar[bool] = True
    row: Name
    """Key of the reference row that changed it."""
    because: Text


CLOCK: Final[tuple[type[Command], ...]] = (ReachDeadline, RecomputeClocks)
