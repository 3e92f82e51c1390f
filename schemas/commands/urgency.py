"""Urgent cases."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.commands.base import Command
from schemas.parties import Officer
from schemas.values import Text


class MarkUrgent(Command):
    """加急: to be decided the same day, in front of the queue; said by the head of the unit or of the section."""

    ce_type: ClassVar[str] = "cn.tongban.case.mark-urgent.v1"
    by: Officer
    reason: Text


URGENCY: Final[tuple[type[Command], ...]] = (MarkUrgent,)
