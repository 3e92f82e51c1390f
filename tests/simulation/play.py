"""Plays one seed to its verdict: the same run each time, where PYTHONHASHSEED is 0 (__main__ sees to it)."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Final, NamedTuple

from hub.lanes.twin.time import run
from tests.simulation.laws import judge
from tests.simulation.plan import draw
from tests.simulation.world import Simulation

STEPS: Final = 3_000_000
"""Callbacks after which a run is going round in circles; an ordinary one needs some ten thousand."""


class Verdict(NamedTuple):
    """What came of a seed."""

    seed: int
    broken: list[str]
    """Laws broken, in words."""
    commands: int
    fired: Counter[str]
    """How often each kind of fault fired."""


def play(seed: int) -> Verdict:
    """Play a seed and judge it; a run that does not end is broken too."""
    logging.disable(logging.CRITICAL)
    plan = draw(seed)
    simulation = Simulation(plan)
    broken: list[str] = []
    try:
        run(simulation.play(), plan.stream("order"), STEPS)
        broken = judge(simulation.run)
    except Exception as failure:  # noqa: BLE001 - whatever a mutant does is this seed's verdict, not the end of all
        broken = [f"ends: {failure!r}"]
    return Verdict(seed, broken, len(simulation.run.post.sent), simulation.run.fired)
