"""What the applicant pays: recorded, waived, refunded."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import StringConstraints

from schemas.commands.base import Command
from schemas.fees import Fen
from schemas.parties import Officer
from schemas.values import Text

Slip = Annotated[str, StringConstraints(min_length=1, max_length=50)]
"""缴款单号: GB/T 39046-2020 14-2, an..50."""


class RecordPayment(Command):
    """登记缴费: the applicant has paid; either side may say so, by the number of the payment slip."""

    ce_type: ClassVar[str] = "cn.tongban.case.record-payment.v1"
    by: Officer
    slip: Slip
    amount_fen: Fen


class WaiveFee(Command):
    """减免费用: nothing is to be paid in this case; says why, and by which document."""

    ce_type: ClassVar[str] = "cn.tongban.case.waive-fee.v1"
    by: Officer
    reason: Text
    basis: Text


class RefundFee(Command):
    """退费: all that was paid, or a part of it, went back."""

    ce_type: ClassVar[str] = "cn.tongban.case.refund-fee.v1"
    by: Officer
    reason: Text
    basis: Text
    amount_fen: Fen | None = None
    """None: all that was paid."""


FEES: Final[tuple[type[Command], ...]] = (RecordPayment, WaiveFee, RefundFee)
