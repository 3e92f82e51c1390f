"""The life cycle of an application: every legal step, by which law, and what it leads to.

A topic brings its rows as a module of ``steps`` and gets a line here.
"""

from __future__ import annotations

from typing import Final

from hub.domain.application.steps import (
    agency,
    anywhere,
    clock,
    closed,
    correcting,
    credit,
    custody,
    decided,
    documents,
    erasing,
    fees,
    lamps,
    lower_review,
    paused,
    reliance,
    resting,
    review,
    silence,
    waiting,
)
from hub.domain.life_cycle import Step, Table, table_of

STEPS: Final[tuple[Step, ...]] = (
    *waiting.STEPS,
    *correcting.STEPS,
    *review.STEPS,
    *lower_review.STEPS,
    *paused.STEPS,
    *decided.STEPS,
    *closed.STEPS,
    *documents.STEPS,
    *custody.STEPS,
    *fees.STEPS,
    *anywhere.STEPS,
    *agency.STEPS,
    *clock.STEPS,
    *silence.STEPS,
    *lamps.STEPS,
    *credit.STEPS,
    *resting.STEPS,
    *erasing.STEPS,
    *reliance.STEPS,
)
TABLE: Final[Table] = table_of(STEPS)
