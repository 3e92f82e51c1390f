"""Extending the promise: asked for by who handles the case, granted by the office that its regime names."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field

from schemas.commands.base import Command
from schemas.parties import Officer
from schemas.values import Text

Days = Annotated[int, Field(ge=1, le=60)]
"""Working days."""


class ExtendCase(Command):
    """延长审批: on the approval of the office that the regime names, given beforehand (许可法 art. 42, 26)."""

    ce_type: ClassVar[str] = "cn.tongban.case.extend.v1"
    by: Officer
    approved_by: Officer
    days: Days
    reason: Text


class RequestExtension(Command):
    """申请延长: ask the office that the regime names."""

    ce_type: ClassVar[str] = "cn.tongban.case.request-extension.v1"
    by: Officer
    days: Days
    reason: Text


class AnswerExtension(Command):
    """批复延长: the office that the regime names grants or refuses what was asked for."""

    ce_type: ClassVar[str] = "cn.tongban.case.answer-extension.v1"
    by: Officer
    granted: bool
    reason: Text | None = None
    """Needed for a refusal."""


EXTENDING: Final[tuple[type[Command], ...]] = (ExtendCase, RequestExtension, AnswerExtension)
