"""What a seed draws before it plays: how large, how fast, and which faults how often."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final, NamedTuple

from hub.lanes.twin.faults import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

WORKERS: Final = ("worker-1", "worker-2")
EXTRA: Final = "worker-3"
PARTITIONS: Final = 3
REQUESTS: Final = ("begin_writer", "produce", "end", "fetch", "commit", "send", "heartbeat", "position", "apply")
SPEED: Final = 7200.0
"""Wall seconds per second of the loop: a working day passes in twelve."""


class Plan(NamedTuple):
    """One seed's disaster."""

    seed: int
    cases: int
    seconds: float
    """How long filings go on (loop time)."""
    rates: Mapping[str, float]
    """Of each kind of fault, per request."""
    focus: frozenset[str]
    """Requests to which ten times as much happens."""
    marker_delay: float
    """Longest time until a marker is written, seconds."""
    marker_loss: float
    """Share of abort markers of facts and states that are never written."""
    last_epoch: int
    """After so many transactions a producer id is spent."""
    broker_restarts: int
    naps: int
    """How often a whole worker sleeps; what it had asked for is answered meanwhile, and it wakes up as a zombie."""
    comings: int
    """How often a third worker joins and leaves."""
    resets: int
    """How often the group's committed offsets are lost."""
    disk_losses: float
    """Share of restarts that find an older disk, or none."""
    intake_outages: int
    group_outages: int
    """How often a worker can't reach the coordinator of its groups, though it reaches everything else."""

    def stream(self, name: str) -> random.Random:
        """Give the random numbers of one purpose, so that one more draw here changes nothing there."""
        return random.Random(f"{self.seed} {name}")


def draw(seed: int) -> Plan:
    """Draw a plan; some seeds are nearly calm, some suffer from one thing, some from everything."""
    chance = random.Random(f"{seed} plan")
    severity = chance.choice((0.0, 0.002, 0.005, 0.01, 0.02))
    kinds = chance.sample(KINDS, chance.randint(1, len(KINDS)))
    rates = {kind: severity * chance.random() for kind in kinds}
    # A killed or sleeping process costs seconds; a lost request only a round.
    rates = {
        kind: rate * (0.3 if "_" in kind and kind[:5] in {"crash", "pause"} else 1.0) for kind, rate in rates.items()
    }
    marker_loss = chance.choice((0.0, 0.0, 0.0, 0.5))
    return Plan(
        seed=seed,
        cases=chance.randint(10, 16),
        seconds=chance.choice((2.0, 8.0, 16.0)),
        rates=rates,
        focus=frozenset(chance.sample(REQUESTS, chance.choice((0, 1, 1, 2)))),
        marker_delay=chance.choice((0.0, 0.0, 0.05, 1.0)),
        marker_loss=marker_loss,
        # A spent producer id never decides what hangs: then even committed work stays hidden, which no client can mend.
        last_epoch=32_766 if marker_loss else chance.choice((5, 50, 32_766)),
        broker_restarts=chance.choice((0, 0, 0, 1, 2)),
        naps=chance.choice((0, 0, 1, 3)),
        comings=chance.choice((0, 0, 1, 2)),
        resets=chance.choice((0, 0, 0, 1, 2)),
        disk_losses=chance.choice((0.0, 0.0, 0.3, 1.0)),
        intake_outages=chance.choice((0, 0, 1)),
        group_outages=chance.choice((0, 0, 0, 1)),
    )
