"""What both windows are told of a duplicate."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.notices.base import NoticeBody
from schemas.values import CaseNumber, Name


class ResultDuplicate(NoticeBody):
    """To the origin: another open case has the same applicant, item and matter; the window asks which one is meant."""

    ce_type: ClassVar[str] = "cn.tongban.result.duplicate.v1"
    other: CaseNumber
    item_name: Name


MATTERS: Final[tuple[type[NoticeBody], ...]] = (ResultDuplicate,)
