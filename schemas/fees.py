"""What an application costs, as the acceptance states it. Amounts in 分 (one hundredth of a yuan)."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from schemas.values import Name, Value

LARGEST_FEN: Final = 10**13
LARGEST_QUANTITY: Final = 1_000_000
Fen = Annotated[int, Field(ge=1, le=LARGEST_FEN)]
Quantity = Annotated[int, Field(ge=1, le=LARGEST_QUANTITY)]


class StatedFee(Value):
    """The item's fee on the day of filing: made public, and never more than it says (许可法 art. 58, 59)."""

    rate_fen: Fen
    per: Name
    """For what: 件, 证, 平方米…"""
    basis: Name
    """By which price notice or law."""
    quantity: Quantity | None = None
    """As the acceptance counts it; None: one, or nobody has counted yet."""
    amount_fen: int | None = None
    """To be paid; None: it depends on a quantity that nobody has counted yet, rate and basis are all that is known."""
    before_approval: Literal[True] | None = None
    """No approval before it is paid or waived."""


def yuan(fen: int) -> str:
    """Give an amount as papers and screens show it: 80.05."""
    return f"{fen // 100}.{fen % 100:02d}"


def in_words(fee: StatedFee) -> str:
    """Say what is to be paid: the amount where it is known, else the rate."""
    return f"{yuan(fee.rate_fen)}元/{fee.per}" if fee.amount_fen is None else f"{yuan(fee.amount_fen)}元"
