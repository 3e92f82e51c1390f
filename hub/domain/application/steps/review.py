"""From acceptance to the decision."""

from __future__ import annotations

from typing import Final

from hub.domain.application import deadlines, deciding, examining, extending, joint, leaving, special, urgent
from hub.domain.application.steps.sources import JOINTLY, LEASE, PROMISES, SILENCE_RENEWS, UNANSWERED, URGENT
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
        "accepted", commands.ReviewCase, "holder", deciding.review,
        (facts.CaseReviewed,), ("accepted",), "许可法 art. 34: examined before it is decided",
    ),
    Step(
        "accepted", commands.CheckSite, "holder", special.check_site,
        (facts.SiteChecked,), ("accepted",), "许可法 art. 34: by two officers; the clock runs on",
    ),
    Step(
        "accepted", commands.PauseCase, "holder", special.pause,
        (facts.CasePaused,), ("paused",), "许可法 art. 45: the clock stands still, and the applicant is told how long",
    ),
    Step(
        "accepted", commands.AskOpinions, "holder", joint.ask_opinions,
        (facts.OpinionsAsked,), ("accepted",), JOINTLY,
    ),
    Step(
        "accepted", commands.GiveOpinion, "department", joint.give_opinion,
        (facts.OpinionGiven,), ("accepted",), JOINTLY,
    ),
    Step(
        "accepted", commands.MarkUrgent, "competent", urgent.mark_urgent,
        (facts.CaseMarkedUrgent,), ("accepted",), URGENT,
    ),
    Step(
        "accepted", commands.DecideCase, "holder", deciding.decide_case,
        (facts.CaseDecided, facts.LampTurned, facts.CommitmentStarted, facts.DeferralDropped), ("decided",),
        "许可法 art. 37, 38; 登记条例 art. 19",
    ),
    Step(
        "accepted", commands.ExtendCase, "holder", extending.extend,
        (facts.CaseExtended,), ("accepted",), "许可法 art. 42, 26; 登记条例 art. 19: once, by the office it names",
    ),
    Step(
        "accepted", commands.RequestExtension, "holder", extending.request_extension,
        (facts.ExtensionRequested,), ("accepted",), "许可法 art. 42, 26; 登记条例 art. 19",
    ),
    Step(
        "accepted", commands.AnswerExtension, "approver", extending.answer_extension,
        (facts.CaseExtended, facts.ExtensionRefused), ("accepted",), "许可法 art. 42, 26: by the office it names",
    ),
    Step(
        "accepted", commands.WithdrawCase, "origin", leaving.withdraw,
        (facts.CaseWithdrawn,), ("withdrawn",), "the applicant's will, until the decision",
    ),
    Step(
        "accepted", commands.ReachDeadline, "hub", deadlines.reach_deadline,
        (facts.LeaseLapsed, facts.LampTurned, facts.CaseDeemedRenewed, facts.OpinionsMissed, *UNANSWERED, *PROMISES),
        ("accepted", "decided"), SILENCE_RENEWS,
    ),
)  # fmt: skip
