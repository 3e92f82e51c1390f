"""Plays one seed to its verdict: the same run each time, where PYTHONHASHSEED is 0 (__main__ sees to it)."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from hub.lanes.twin.time import run
from schemas import facts
from schemas.topics import FACTS
from tests.simulation.laws import judge
from tests.simulation.plan import draw
from tests.simulation.world import Simulation

if TYPE_CHECKING:
    from tests.simulation.run import Run

PATHS: Final = (
    facts.ClocksRecomputed,
    facts.SilenceCorrected,
    facts.CommitmentBroken,
    facts.ReviewSubmitted,
    facts.DuplicateFlagged,
    facts.ApprovalWithdrawn,
    facts.PreconditionsChanged,
    facts.ChildRevoked,
    facts.BundleSettled,
    facts.RelianceGranted,
    facts.RelianceRefused,
    facts.ReliedDocumentChanged,
    facts.RelianceConfirmed,
    facts.MaterialsReplaced,
    facts.DocumentReportAnswered,
)
"""Paths that only a few seeds walk: a law about them says nothing where nobody does."""
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
    walked: Counter[str]
    """How often each of the rare paths was walked, by its fact."""


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
    return Verdict(seed, broken, len(simulation.run.post.sent), simulation.run.fired, _walked(simulation.run))


def _walked(run: Run) -> Counter[str]:
    kinds = Counter(dict(record.headers)["ce_type"].decode() for record in run.records(FACTS))
    return Counter({path.ce_type: kinds[path.ce_type] for path in PATHS})
