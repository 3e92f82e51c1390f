"""Waiting for what the applicant was asked to supply."""

from __future__ import annotations

from typing import Final

from hub.domain.application import correcting, deadlines, leaving
from hub.domain.application.steps.sources import APPLICANTS_WILL, UNANSWERED
from hub.domain.life_cycle import Step
from schemas import commands, facts

STEPS: Final = (
    Step(
        "correcting", commands.SupplyCorrection, "origin", correcting.supply,
        (facts.CorrectionSupplied, facts.StandingAsked, facts.RelianceAsked), ("filed",),
        "许可法 art. 32(4): the supplement restarts the limit",
    ),
    Step(
        "correcting", commands.WithdrawCase, "origin", leaving.withdraw,
        (facts.CaseWithdrawn,), ("withdrawn",), APPLICANTS_WILL,
    ),
    Step(
        "correcting", commands.ReachDeadline, "hub", deadlines.reach_deadline,
        (facts.LampTurned, facts.LapseNoticeGiven, facts.CaseLapsed, *UNANSWERED), ("correcting", "lapsed"),
        "[L]: lapsed where the item says so, after a notice",
    ),
)  # fmt: skip
