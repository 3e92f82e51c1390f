"""What the clock did to a case."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from schemas.facts.base import ClockName, Fact
from schemas.times import Moment


class LampTurned(Fact):
    """A limit comes near (yellow) or has passed (red)."""

    ce_type: ClassVar[str] = "cn.tongban.case.lamp-turned.v1"
    clock: ClockName
    lamp: Literal["yellow", "red"]
    due: Moment


CLOCK: Final[tuple[type[Fact], ...]] = (LampTurned,)
