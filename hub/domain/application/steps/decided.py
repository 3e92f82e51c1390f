"""From the decision to its delivery."""

from __future__ import annotations

from typing import Final

from hub.domain.application import amending, deadlines, deciding
from hub.domain.application.steps.sources import PROMISES, RELIANCE
from hub.domain.life_cycle import Step
from schemas import commands, facts

STEPS: Final = (
    Step(
        "decided", commands.DeliverCase, "origin", deciding.deliver,
        (facts.CaseDelivered,), ("delivered",), "许可法 art. 44",
    ),
    *(
        Step(
            stage, commands.CorrectDecision, "competent", amending.correct_decision,
            (facts.DecisionCorrected,), (stage,), "更正 [L]: a new fact, never an edit; both sides are told",
        )
        for stage in ("decided", "delivered")
    ),
    Step(
        "decided", commands.ReachDeadline, "hub", deadlines.reach_deadline,
        (facts.LampTurned, *PROMISES, *RELIANCE), ("decided",), "许可法 art. 44: within 10 days",
    ),
)  # fmt: skip
