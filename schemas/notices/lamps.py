"""What a supervisor hears of lamps."""

from __future__ import annotations

from typing import ClassVar

from schemas.facts import Clock, ClockName
from schemas.notices.base import NoticeBody
from schemas.parties import Addressee, Officer
from schemas.times import Moment
from schemas.values import Code, Name, Text


class WorkExplained(NoticeBody):
    """To the supervising unit: an explanation to judge (申诉审核)."""

    ce_type: ClassVar[str] = "cn.tongban.work.explained.v1"
    unit: Code
    """Who judges."""
    number: int
    """Of the lamp, within its case."""
    clock: ClockName
    due: Moment
    owner: Addressee
    """Whose lamp it is."""
    by: Officer
    reason: Text
    paper: Name | None = None
    judge: Clock | None = None
    """Until when it is to be judged."""
