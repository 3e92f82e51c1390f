"""What happens when: drawn from a seed before anything starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

Action = Literal["kill workers", "kill broker", "join", "leave"]
WORKERS: Final = 4
"""As many as there are lanes, so that a killed one nearly always had a transaction of its own."""
BEGIN_S: Final = 3.0
"""Before that the first commands are only on their way."""


@dataclass(frozen=True)
class Scale:
    """How much of everything."""

    commands: int
    kills: int
    broker_kills: int
    moves: int
    """Joins, and as many leaves."""
    rate: float
    """Commands per second that are sent."""
    in_transaction: int
    """How many of the kills must meet an open transaction."""
    stall_s: float
    """The longest that a busy work queue may stand still."""
    losses: int
    """Markers that a broker which is known to lose them must have lost: less would show nothing."""

    @property
    def seconds(self) -> float:
        return self.commands / self.rate


FULL: Final = Scale(
    commands=100_000, kills=30, broker_kills=5, moves=3, rate=1_050, in_transaction=20, stall_s=15, losses=1
)
QUICK: Final = Scale(commands=5_000, kills=4, broker_kills=1, moves=1, rate=350, in_transaction=1, stall_s=30, losses=0)


@dataclass(frozen=True)
class Event:
    """``at``: seconds after the first command; ``number``: how many workers at a time."""

    at: float
    action: Action
    number: int = 1


def timetable(scale: Scale, seed: int) -> list[Event]:
    """Spread kills, joins and leaves over the time of the load, in an order that the seed draws."""
    draw = Random(seed)
    actions: list[tuple[Action, int]] = [("kill workers", size) for size in _volleys(scale.kills, draw)]
    actions += [("kill broker", 1)] * scale.broker_kills
    draw.shuffle(actions)
    for turn in range(scale.moves):
        # a leave comes after its join: the one who leaves is who has joined
        first, second = sorted(_place(draw, turn, scale.moves, len(actions)) for _ in range(2))
        actions.insert(first, ("join", 1))
        actions.insert(second + 1, ("leave", 1))
    step = (scale.seconds - BEGIN_S) / len(actions)
    return [Event(BEGIN_S + step * place, *action) for place, action in enumerate(actions)]


def _place(draw: Random, turn: int, turns: int, length: int) -> int:
    return draw.randrange(length * turn // turns, max(length * (turn + 1) // turns, length * turn // turns + 1))


def _volleys(kills: int, draw: Random) -> Iterator[int]:
    while kills:
        size = kills if kills in {2, 3} else draw.choice((2, 3)) if kills > 4 else 2
        kills -= size
        yield size
