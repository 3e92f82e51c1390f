"""``hub work``: what the applicant pays. Amounts are typed in yuan, as on the slip, and sent in 分."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, Final

import typer

from hub.cli.acts import AsJson, By, Endpoint, Number, Wait, perform
from hub.cli.trouble import USAGE, Trouble
from schemas import commands
from schemas.fees import LARGEST_FEN

Reason = Annotated[str, typer.Option(help="原因 · why")]
Basis = Annotated[str, typer.Option(help="依据:文件名称和文号 · by which document")]
_FEN: Final = 100


def paid(
    number: Number,
    *,
    by: By,
    amount: Annotated[str, typer.Option(help="实缴金额(元),如 80.00 · what was paid, in yuan")],
    slip: Annotated[str, typer.Option(help="缴款单号 · number of the payment slip")],
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """登记缴费(收件地或办理地) · Record that the applicant has paid; either side may.

    Example: hub work paid NUMBER --by XF0101 --amount 80.00 --slip 52012226000017
    """
    fen = in_fen(amount)
    perform(
        number,
        endpoint,
        lambda officer: commands.RecordPayment(by=officer, slip=slip, amount_fen=fen),
        by,
        wait=wait,
        as_json=as_json,
    )


def waive_fee(
    number: Number,
    *,
    by: By,
    reason: Reason,
    basis: Basis,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """减免费用 · Record that nothing is to be paid in this case.

    Example: hub work waive-fee NUMBER --by XF0101 --reason 小微企业 --basis 财税〔2019〕45号
    """
    perform(
        number,
        endpoint,
        lambda officer: commands.WaiveFee(by=officer, reason=reason, basis=basis),
        by,
        wait=wait,
        as_json=as_json,
    )


def refund_fee(
    number: Number,
    *,
    by: By,
    reason: Reason,
    basis: Basis,
    amount: Annotated[str | None, typer.Option(help="退费金额(元),缺省为全部 · in yuan; all of it by default")] = None,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """退费 · Record that money went back to the applicant.

    Example: hub work refund-fee NUMBER --by XF0101 --reason 重复缴费 --basis 财税〔2016〕33号
    """
    fen = None if amount is None else in_fen(amount)
    perform(
        number,
        endpoint,
        lambda officer: commands.RefundFee(by=officer, reason=reason, basis=basis, amount_fen=fen),
        by,
        wait=wait,
        as_json=as_json,
    )


def in_fen(amount: str) -> int:
    """Read an amount as people type it, exactly. Raises Trouble."""
    try:
        fen = Decimal(amount) * _FEN
    except InvalidOperation:
        fen = Decimal(-1)
    if not fen.is_finite() or not 1 <= fen <= LARGEST_FEN or fen != fen.to_integral_value():
        raise Trouble(f"金额应为大于零的元数,至多两位小数,而不是 {amount} · yuan, with at most two decimals", USAGE)
    return int(fen)
