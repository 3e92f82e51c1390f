"""After the end."""

from __future__ import annotations

from typing import Final

from hub.domain.application import deadlines
from hub.domain.application.state import CLOSED, STAGES
from hub.domain.application.steps.sources import CLOCK, PROMISES, RELIANCE
from hub.domain.life_cycle import Step
from schemas import commands, facts

STEPS: Final = (
    # nothing of the case is due any more, but a deadline may have been on its way, or an explanation waits to be judged
    *(
        # only the promise of a conditional approval lives on after delivery
        Step(
            stage, commands.ReachDeadline, "hub", deadlines.reach_deadline,
            (facts.LampTurned, *((*PROMISES, *RELIANCE) if stage == "delivered" else ())), (stage,), CLOCK,
        )
        for stage in STAGES if stage in CLOSED
    ),
)  # fmt: skip
