"""What the clock and the calendar did to a case."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from schemas.facts.base import Clock, ClockName, Fact
from schemas.parties import Addressee, Officer
from schemas.times import Moment
from schemas.values import Code, Name, Text, Value


class LampTurned(Fact):
    """A limit comes near (yellow) or has passed (red); or a step was done as it should not be."""

    ce_type: ClassVar[str] = "cn.tongban.case.lamp-turned.v1"
    clock: ClockName
    lamp: Literal["yellow", "red"]
    due: Moment
    number: int | None = None
    """Of a red one among the case's, from 1: it stays on record under it."""
    unit: Code | None = None
    """Whose lamp it is."""
    officer: Officer | None = None
    """Who held the case or has answered for it; None: nobody in person."""
    owner: Addressee | None = None
    """Whose lamp it is, where that is no unit that has had the case: the supervisor's."""
    explained: int | None = None
    """The red lamp whose explanation waits to be judged."""


class SilenceCorrected(Fact):
    """A command that was received in time was handled after silence had spoken: what silence decided is undone.

    The fact of the command itself follows.
    """

    ce_type: ClassVar[str] = "cn.tongban.case.silence-corrected.v1"
    by: Officer
    received: Moment
    due: Moment
    """When silence spoke; the command was received before."""
    handed_to: Addressee | None = None
    """Who accepts, where that is another than who has had the case since."""


class Recomputed(Value):
    """A clock as it runs from now on, and when it was due before."""

    clock: Clock
    due_before: Moment
    bound: Clock | None = None
    """Of a commitment: the promise that it never passes, by the same calendar."""
    explained: int | None = None
    """The red lamp whose explanation waits to be judged; None: a limit of the case itself."""
    unit: Code | None = None
    """Who is to judge it."""


class ClocksRecomputed(Fact):
    """Another calendar moved due dates, or made them final."""

    ce_type: ClassVar[str] = "cn.tongban.case.clocks-recomputed.v1"
    row: Name
    because: Text
    clocks: tuple[Recomputed, ...]
    legal_due: Moment | None = None


CLOCK: Final[tuple[type[Fact], ...]] = (LampTurned, ClocksRecomputed, SilenceCorrected)
