"""From acceptance to the decision."""

from __future__ import annotations

from typing import Final

from hub.domain.application import deadlines, deciding, examining, leaving
from hub.domain.application.steps.sources import CLOCK, LEASE
from hub.domain.life_cycle import Step
from schemas import commands, facts

STEPS: Final = (
    Step(
        "accepted", commands.ClaimCase, "competent", examining.claim,
        (facts.CaseClaimed,), ("accepted",), LEASE,
    ),
    Step(
        "accepted", commands.ReleaseCase, "holder", examining.release,
        (facts.CaseReleased,), ("accepted",), LEASE,
    ),
    Step(
        "accepted", commands.DecideCase, "holder", deciding.decide_case,
        (facts.CaseDecided,), ("decided",), "许可法 art. 37, 38; 登记条例 art. 19",
    ),
    Step(
        "accepted", commands.ExtendCase, "holder", deciding.extend,
        (facts.CaseExtended,), ("accepted",), "许可法 art. 42; 登记条例 art. 19: once, by the head of the organ",
    ),
    Step(
        "accepted", commands.WithdrawCase, "origin", leaving.withdraw,
        (facts.CaseWithdrawn,), ("withdrawn",), "the applicant's will, until the decision",
    ),
    Step(
        "accepted", commands.ReachDeadline, "hub", deadlines.reach_deadline,
        (facts.LeaseLapsed, facts.LampTurned), ("accepted",), CLOCK,
    ),
)  # fmt: skip
