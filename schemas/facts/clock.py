"""What the clock and the calendar did to a case."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from schemas.facts.base import Clock, ClockName, Fact
from schemas.times import Moment
from schemas.values import Name, Text, Value


class LampTurned(Fact):
    """A limit comes near (yellow) or has passed (red)."""

    ce_type: ClassVar[str] = "cn.tongban.case.lamp-turned.v1"
    clock: ClockName
    lamp: Literal["yellow", "red"]
    due: Moment


class Recomputed(Value):
    """A clock as it runs from now on, and when it was due before."""

    clock: Clock
    due_before: Moment


class ClocksRecomputed(Fact):
    """Another calendar moved due dates, or made them final."""

    ce_type: ClassVar[str] = "cn.tongban.case.clocks-recomputed.v1"
    row: Name
    because: Text
    clocks: tuple[Recomputed, ...]
    legal_due: Moment | None = None


CLOCK: Final[tuple[type[Fact], ...]] = (LampTurned, ClocksRecomputed)
