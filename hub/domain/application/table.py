"""The life cycle of an application: every legal step, by which law, and what it leads to."""

from __future__ import annotations

from typing import Final

from hub.domain.application import deadlines, deciding, examining, filing, leaving
from hub.domain.life_cycle import ABSENT, Step, Table, table_of
from schemas import commands, facts

_HUB: Final = "hub: one number, one case"
_CLOCK: Final = "hub: the clock is a message"
_LEASE: Final = "hub: one handler at a time [L]"

STEPS: Final = (
    Step(
        ABSENT, commands.FileApplication, "anyone", filing.file_application,
        (facts.CaseFiled,), ("filed",), "许可法 art. 29; 登记条例 art. 16",
    ),
    # waiting for acceptance
    Step(
        "filed", commands.ClaimCase, "competent", examining.claim,
        (facts.CaseClaimed,), ("filed",), _LEASE,
    ),
    Step(
        "filed", commands.ReleaseCase, "holder", examining.release,
        (facts.CaseReleased,), ("filed",), _LEASE,
    ),
    Step(
        "filed", commands.AskCorrection, "holder", examining.ask_correction,
        (facts.CorrectionAsked,), ("correcting",), "许可法 art. 32(4): once and completely",
    ),
    Step(
        "filed", commands.AcceptCase, "holder", examining.accept,
        (facts.CaseAccepted,), ("accepted",), "许可法 art. 32(5)",
    ),
    Step(
        "filed", commands.NotAcceptCase, "holder", examining.not_accept,
        (facts.CaseNotAccepted,), ("not_accepted",), "许可法 art. 32(1), (2)",
    ),
    Step(
        "filed", commands.TransferCase, "holder", leaving.transfer,
        (facts.CaseTransferred,), ("filed",), "许可法 art. 32(2); 黔府发〔2020〕4号",
    ),
    Step(
        "filed", commands.WithdrawCase, "origin", leaving.withdraw,
        (facts.CaseWithdrawn,), ("withdrawn",), "the applicant's will",
    ),
    Step(
        "filed", commands.ReachDeadline, "hub", deadlines.reach_deadline,
        (facts.LeaseLapsed, facts.LampTurned, facts.CaseDeemedAccepted), ("filed", "accepted"),
        "许可法 art. 32(4): silence accepts (regime licence only)",
    ),
    # waiting for the applicant
    Step(
        "correcting", commands.SupplyCorrection, "origin", examining.supply,
        (facts.CorrectionSupplied,), ("filed",), "许可法 art. 32(4): the supplement restarts the limit",
    ),
    Step(
        "correcting", commands.WithdrawCase, "origin", leaving.withdraw,
        (facts.CaseWithdrawn,), ("withdrawn",), "the applicant's will",
    ),
    Step(
        "correcting", commands.ReachDeadline, "hub", deadlines.reach_deadline,
        (), ("correcting",), _CLOCK,
    ),
    # review
    Step(
        "accepted", commands.ClaimCase, "competent", examining.claim,
        (facts.CaseClaimed,), ("accepted",), _LEASE,
    ),
    Step(
        "accepted", commands.ReleaseCase, "holder", examining.release,
        (facts.CaseReleased,), ("accepted",), _LEASE,
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
        (facts.LeaseLapsed, facts.LampTurned), ("accepted",), _CLOCK,
    ),
    # decided
    Step(
        "decided", commands.DeliverCase, "origin", deciding.deliver,
        (facts.CaseDelivered,), ("delivered",), "许可法 art. 44",
    ),
    Step(
        "decided", commands.ReachDeadline, "hub", deadlines.reach_deadline,
        (facts.LampTurned,), ("decided",), "许可法 art. 44: within 10 days",
    ),
    # closed: nothing is due any more, but a deadline may have been on its way
    *(
        Step(stage, commands.ReachDeadline, "hub", deadlines.reach_deadline, (), (stage,), _CLOCK)
        for stage in ("delivered", "not_accepted", "withdrawn")
    ),
    # a bundle asks again for its child; every other second filing is refused by the rule
    *(
        Step(stage, commands.FileApplication, "anyone", filing.file_again, (facts.CaseReported,), (stage,), _HUB)
        for stage in ("filed", "correcting", "accepted", "decided", "delivered", "not_accepted", "withdrawn")
    ),
)  # fmt: skip

TABLE: Final[Table] = table_of(STEPS)
