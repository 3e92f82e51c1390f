"""Correcting a decision that was made (更正)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field

from schemas.commands.base import Command
from schemas.parties import Officer
from schemas.values import Code, Text, Value


class Wording(Value):
    """What a field said and should say; it may name people."""

    before: Text
    after: Text


class DecisionCorrection(Value):
    """One field of the decision or its document that was written wrong."""

    field: Code
    personal: Wording


class CorrectDecision(Command):
    """更正: a slip of the pen in the decision is put right; what was decided stays decided."""

    ce_type: ClassVar[str] = "cn.tongban.case.correct-decision.v1"
    by: Officer
    corrections: Annotated[tuple[DecisionCorrection, ...], Field(min_length=1, max_length=50)]
    reason: Text


AMENDING: Final[tuple[type[Command], ...]] = (CorrectDecision,)
