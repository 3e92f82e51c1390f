"""What the applicant pays: from the acceptance, which states it; money goes back also after the end."""

from __future__ import annotations

from typing import Final

from hub.domain.application import fees
from hub.domain.life_cycle import Step
from schemas import commands, facts

_CHARGED: Final = ("accepted", "paused", "decided", "delivered")
_PAID: Final = "许可法 art. 58, 59: only what a law allows, by the published standard"
_WAIVED: Final = "许可法 art. 58: no charge without a law; 政府非税收入管理办法: waived by whoever may [L]"
_REFUNDED: Final = "政府非税收入管理办法: what was paid too much or wrongly goes back"

STEPS: Final = (
    *(
        Step(stage, commands.RecordPayment, "participant", fees.record_payment, (facts.FeePaid,), (stage,), _PAID)
        for stage in _CHARGED
    ),
    *(
        Step(stage, commands.WaiveFee, "competent", fees.waive, (facts.FeeWaived,), (stage,), _WAIVED)
        for stage in _CHARGED
    ),
    *(
        Step(stage, commands.RefundFee, "competent", fees.refund, (facts.FeeRefunded,), (stage,), _REFUNDED)
        for stage in (*_CHARGED, "withdrawn", "revoked")
    ),
)  # fmt: skip
