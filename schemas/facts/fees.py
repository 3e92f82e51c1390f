"""What the applicant paid, need not pay, or got back. Amounts in 分."""

from __future__ import annotations

from typing import ClassVar, Final

from schemas.commands.fees import Slip
from schemas.facts.base import Fact
from schemas.fees import Fen
from schemas.parties import Officer
from schemas.values import Text


class FeePaid(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.fee-paid.v1"
    by: Officer
    """Who recorded it."""
    slip: Slip
    amount_fen: Fen


class FeeWaived(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.fee-waived.v1"
    by: Officer
    reason: Text
    basis: Text


class FeeRefunded(Fact):
    ce_type: ClassVar[str] = "cn.tongban.case.fee-refunded.v1"
    by: Officer
    amount_fen: Fen
    slip: Slip
    """Of the payment that it was."""
    reason: Text
    basis: Text


FEES: Final[tuple[type[Fact], ...]] = (FeePaid, FeeWaived, FeeRefunded)
