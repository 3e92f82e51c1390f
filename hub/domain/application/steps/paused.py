"""While a special procedure goes on."""

from __future__ import annotations

from typing import Final

from hub.domain.application import deadlines, examining, joint, leaving, special
from hub.domain.application.steps.sources import APPLICANTS_WILL, JOINTLY, LEASE, PROMISES, SILENCE_RENEWS, UNANSWERED
from hub.domain.life_cycle import Step
from schemas import commands, facts

STEPS: Final = (
    Step(
        "paused", commands.ClaimCase, "competent", examining.claim,
        (facts.CaseClaimed,), ("paused",), LEASE,
    ),
    Step(
        "paused", commands.ReleaseCase, "holder", examining.release,
        (facts.CaseReleased,), ("paused",), LEASE,
    ),
    Step(
        "paused", commands.AskOpinions, "holder", joint.ask_opinions,
        (facts.OpinionsAsked,), ("paused",), JOINTLY,
    ),
    Step(
        "paused", commands.GiveOpinion, "department", joint.give_opinion,
        (facts.OpinionGiven,), ("paused",), JOINTLY,
    ),
    Step(
        "paused", commands.ResumeCase, "holder", special.resume,
        (facts.CaseResumed,), ("accepted",), "许可法 art. 45: due later by the working days that it stood still",
    ),
    Step(
        "paused", commands.WithdrawCase, "origin", leaving.withdraw,
        (facts.CaseWithdrawn,), ("withdrawn",), APPLICANTS_WILL,
    ),
    Step(
        "paused", commands.ReachDeadline, "hub", deadlines.reach_deadline,
        (facts.LeaseLapsed, facts.LampTurned, facts.CaseDeemedRenewed, facts.OpinionsMissed, *UNANSWERED, *PROMISES),
        ("paused", "decided"), SILENCE_RENEWS,
    ),
)  # fmt: skip
