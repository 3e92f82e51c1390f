"""What was said about a lamp once it was red: it stays on record, explained or not."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.facts.base import Clock, ClockName, Fact
from schemas.parties import Addressee, Officer
from schemas.values import Name, Text


class LampExplained(Fact):
    """申诉: the unit says why; its supervisor judges."""

    ce_type: ClassVar[str] = "cn.tongban.case.lamp-explained.v1"
    number: int
    clock: ClockName
    by: Officer
    reason: Text
    paper: Name | None = None
    supervisor: Addressee
    judge: Clock | None = None
    """Until when it is to be judged; None: said anew, the limit runs on."""


class ExplanationJudged(Fact):
    """Granted, the lamp no longer counts where statistics are adjusted; the raw ones keep it."""

    ce_type: ClassVar[str] = "cn.tongban.case.explanation-judged.v1"
    number: int
    clock: ClockName
    by: Officer
    granted: bool
    reason: Text


class GoodFaithErrorNoted(Fact):
    """容错: an officer erred in good faith in trying something new; the lamp is kept out of that officer's."""

    ce_type: ClassVar[str] = "cn.tongban.case.good-faith-error-noted.v1"
    number: int
    clock: ClockName
    officer: Officer
    by: Officer
    ground: Text
    paper: Name


LAMPS: Final[tuple[type[Fact], ...]] = (LampExplained, ExplanationJudged, GoodFaithErrorNoted)
