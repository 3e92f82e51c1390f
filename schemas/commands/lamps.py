"""What is said about a lamp once it is red; lamps are numbered within their case, from 1."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field

from schemas.commands.base import Command
from schemas.parties import Officer
from schemas.values import Name, Text

LampNumber = Annotated[int, Field(ge=1)]


class ExplainLamp(Command):
    """申诉: the unit whose lamp it is says why."""

    ce_type: ClassVar[str] = "cn.tongban.case.explain-lamp.v1"
    by: Officer
    lamp: LampNumber
    reason: Text
    paper: Name | None = None


class JudgeExplanation(Command):
    """申诉审核: the supervising unit grants or refuses an explanation."""

    ce_type: ClassVar[str] = "cn.tongban.case.judge-explanation.v1"
    by: Officer
    lamp: LampNumber
    granted: bool
    reason: Text


class NoteGoodFaithError(Command):
    """容错: the supervising unit notes that an officer erred in good faith, on what ground and by which paper."""

    ce_type: ClassVar[str] = "cn.tongban.case.note-good-faith-error.v1"
    by: Officer
    lamp: LampNumber
    ground: Text
    paper: Name


LAMPS: Final[tuple[type[Command], ...]] = (ExplainLamp, JudgeExplanation, NoteGoodFaithError)
