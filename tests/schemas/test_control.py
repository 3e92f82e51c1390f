"""Messages to a lane itself."""

from __future__ import annotations

import orjson

from schemas import commands, control
from schemas.control import CONTROLS, clock_value


def test_the_clock_says_milliseconds() -> None:
    assert orjson.loads(clock_value(1_763_861_400_123)) == {"to": 1_763_861_400_123}


def test_every_control_type_is_reserved() -> None:
    """What is not in the set would reach an aggregate, or be accepted from an inbox."""
    named = {value for name, value in vars(control).items() if name.isupper() and str(value).startswith("cn.tongban.")}
    assert named == CONTROLS


def test_no_control_is_a_word_of_the_domain() -> None:
    assert not CONTROLS & set(commands.COMMANDS)
