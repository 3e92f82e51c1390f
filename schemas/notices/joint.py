"""What departments are told whose opinion is asked."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.application import Application
from schemas.facts import Clock, Item
from schemas.notices.base import NoticeBody
from schemas.parties import Addressee
from schemas.values import Code


class OpinionWanted(NoticeBody):
    """To a department of the same government: its opinion is asked, with everything that was filed."""

    ce_type: ClassVar[str] = "cn.tongban.work.opinion-wanted.v1"
    written_apart: ClassVar[str] = "application"
    unit: Code
    """The department."""
    lead: Addressee
    item: Item
    opinion: Clock
    application: Application


JOINT: Final[tuple[type[NoticeBody], ...]] = (OpinionWanted,)
