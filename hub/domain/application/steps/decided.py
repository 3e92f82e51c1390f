"""From the decision to its delivery."""

from __future__ import annotations

from typing import Final

from hub.domain.application import deadlines, deciding
from hub.domain.life_cycle import Step
from schemas import commands, facts

STEPS: Final = (
    Step(
        "decided", commands.DeliverCase, "origin", deciding.deliver,
        (facts.CaseDelivered,), ("delivered",), "许可法 art. 44",
    ),
    Step(
        "decided", commands.ReachDeadline, "hub", deadlines.reach_deadline,
        (facts.LampTurned,), ("decided",), "许可法 art. 44: within 10 days",
    ),
)  # fmt: skip
