"""What the calendar does at any stage."""

from __future__ import annotations

from typing import Final

from hub.domain.application import recomputing
from hub.domain.application.state import STAGES
from hub.domain.application.steps.sources import CALENDAR
from hub.domain.life_cycle import ABSENT, Step
from schemas import commands, facts

STEPS: Final = (
    # a closed case has no clocks, but the command may have been on its way
    *(
        Step(
            stage, commands.RecomputeClocks, "hub", recomputing.recompute,
            (facts.ClocksRecomputed, facts.BreachFoundEarly), (stage,), CALENDAR,
        )
        for stage in STAGES if stage != ABSENT
    ),
)  # fmt: skip
