"""Deferral (容缺) and standing: what is asked of the applicant's subject, and what follows."""

from __future__ import annotations

from typing import Final

from hub.domain.application import deferring, standing, supplying
from hub.domain.application.state import CLOSED, STAGES
from hub.domain.life_cycle import ABSENT, Step
from schemas import commands, facts

_SAGA: Final = "hub: every request has an answer and a deadline"
_DEFERRAL: Final = "优化营商环境条例 art. 19; 容缺受理 [L]"
_RECEIPT: Final = "hub: what was received in time counts, whenever it is handled; a person sees what follows"
_WITHDRAWN: Final = "许可法 art. 7, 69; 容缺审批 [L]: after notice, also where what it rests on was withdrawn"
_BARS: Final = "许可法 art. 78, 79"
_FILED: Final = tuple(stage for stage in STAGES if stage != ABSENT)
_OPEN: Final = tuple(stage for stage in _FILED if stage not in CLOSED)
_UNDECIDED: Final = tuple(stage for stage in _OPEN if stage != "decided")
_WITH_OUTCOME: Final = ("decided", "delivered")
_BARRED_AT: Final = ("not_accepted", *_WITH_OUTCOME, "revoked")

STEPS: Final = (
    *(
        Step(
            stage, commands.DeferMaterials, "origin", deferring.defer,
            (facts.DeferralAsked,), (stage,), _DEFERRAL,
        )
        for stage in _UNDECIDED
    ),
    *(
        Step(
            stage, commands.GrantDeferral, "hub", deferring.grant,
            (facts.DeferralGranted, facts.CommitmentStarted), (stage,), _SAGA,
        )
        for stage in _FILED
    ),
    *(
        Step(
            stage, commands.RefuseDeferral, "hub", deferring.refuse,
            (facts.DeferralRefused,), (stage,), _SAGA,
        )
        for stage in _FILED
    ),
    *(
        Step(
            stage, commands.SupplyDeferred, "origin", supplying.supply_deferred,
            (facts.CommitmentBroken, facts.BreachCorrected, facts.DeferredSupplied, facts.RelianceAsked), (stage,),
            _DEFERRAL,
        )
        for stage in (*_OPEN, "delivered")
    ),
    Step(
        "revoked", commands.SupplyDeferred, "origin", supplying.supply_after_withdrawal,
        (facts.BreachCorrected, facts.DeferredSupplied, facts.RelianceAsked), ("revoked",), _RECEIPT,
    ),
    *(
        Step(
            stage, commands.WithdrawApproval, "competent", deferring.withdraw_approval,
            (facts.ApprovalWithdrawn,), ("revoked",), _WITHDRAWN,
        )
        for stage in _WITH_OUTCOME
    ),
    *(
        Step(
            stage, commands.TellStanding, "hub", standing.hear,
            (facts.StandingClear, facts.FilingBarred, facts.BarFound),
            (stage, "not_accepted") if stage in {"filed", "correcting"} else (stage,), _BARS,
        )
        for stage in _FILED
    ),
    *(
        Step(
            stage, commands.BarApplicant, "competent", standing.bar_applicant,
            (facts.ApplicantBarred,), (stage,), _BARS,
        )
        for stage in _BARRED_AT
    ),
)  # fmt: skip
