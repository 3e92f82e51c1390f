"""From the filing to acceptance."""

from __future__ import annotations

from typing import Final

from hub.domain.application import correcting, deadlines, examining, filing, leaving, objecting, urgent
from hub.domain.application.steps.sources import APPLICANTS_WILL, LEASE, PROMISES, UNANSWERED, URGENT
from hub.domain.life_cycle import ABSENT, Step
from schemas import commands, facts

STEPS: Final = (
    Step(
        ABSENT, commands.FileApplication, "anyone", filing.file_application,
        (facts.CaseFiled, facts.StandingAsked, facts.RelianceAsked), ("filed",), "许可法 art. 29; 登记条例 art. 16",
    ),
    Step(
        "filed", commands.ClaimCase, "competent", examining.claim,
        (facts.CaseClaimed,), ("filed",), LEASE,
    ),
    Step(
        "filed", commands.ReleaseCase, "holder", examining.release,
        (facts.CaseReleased,), ("filed",), LEASE,
    ),
    Step(
        "filed", commands.CorrectOnSpot, "origin", correcting.correct_on_spot,
        (facts.CorrectedOnSpot,), ("filed",), "许可法 art. 32(3): what can be mended on the spot is",
    ),
    Step(
        "filed", commands.AskCorrection, "acceptor", correcting.ask_correction,
        (facts.CorrectionAsked, facts.LampTurned), ("correcting",), "许可法 art. 32(4): once and completely",
    ),
    Step(
        "filed", commands.AcceptCase, "acceptor", examining.accept,
        (facts.CaseAccepted, facts.CommitmentStarted, facts.DeferralDropped), ("accepted",), "许可法 art. 32(5)",
    ),
    Step(
        "filed", commands.NotAcceptCase, "acceptor", examining.not_accept,
        (facts.CaseNotAccepted, facts.LampTurned), ("not_accepted",), "许可法 art. 32(1), (2)",
    ),
    Step(
        "filed", commands.RecordObjection, "competent", objecting.record_objection,
        (facts.ObjectionRaised, facts.CaseNotAccepted), ("not_accepted",),
        "登记条例 art. 33: without objections only",
    ),
    Step(
        "filed", commands.MarkUrgent, "competent", urgent.mark_urgent,
        (facts.CaseMarkedUrgent,), ("filed",), URGENT,
    ),
    Step(
        "filed", commands.TransferCase, "holder", leaving.transfer,
        (facts.CaseTransferred,), ("filed",), "许可法 art. 32(2); 黔府发〔2020〕4号",
    ),
    Step(
        "filed", commands.WithdrawCase, "origin", leaving.withdraw,
        (facts.CaseWithdrawn,), ("withdrawn",), APPLICANTS_WILL,
    ),
    Step(
        "filed", commands.ReachDeadline, "hub", deadlines.reach_deadline,
        (
            facts.LeaseLapsed, facts.LampTurned, facts.CaseDeemedAccepted, facts.CaseDeemedRenewed,
            facts.CommitmentStarted, *UNANSWERED, *PROMISES,
        ),
        ("filed", "accepted", "decided"),
        "许可法 art. 32(4): silence accepts (regime licence only); art. 50: silence renews",
    ),
)  # fmt: skip
