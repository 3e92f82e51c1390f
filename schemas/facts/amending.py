"""A decision corrected."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.commands import DecisionCorrection
from schemas.facts.base import Fact
from schemas.parties import Officer
from schemas.values import Text


class DecisionCorrected(Fact):
    """A new fact beside the decision, which stays on record as it was said."""

    ce_type: ClassVar[str] = "cn.tongban.case.decision-corrected.v1"
    by: Officer
    corrections: tuple[DecisionCorrection, ...]
    reason: Text


AMENDING: Final[tuple[type[Fact], ...]] = (DecisionCorrected,)
