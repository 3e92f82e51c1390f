"""Refusals about paper in custody."""

from __future__ import annotations

from typing import Final

from schemas.codes.base import row as _row

CUSTODY: Final = (
    # the same number for other papers, or by the unit that has them already
    _row("voucher_taken", "officer", "保管凭证{voucher}已使用", "请换用新的凭证号;接收转来的原件时材料须一致"),
    _row("voucher_unknown", "officer", "该办件没有保管凭证{voucher}", "请核对凭证号"),
    _row("paper_unknown", "officer", "材料{code}不是该办件的材料", "请核对材料编码"),
    _row("paper_in_custody", "officer", "材料{code}的原件已凭{voucher}收存", "请先退还,或按原凭证接收"),
    _row("paper_returned", "officer", "凭证{voucher}的原件已退还", "无需再操作;再次收取请用新的凭证号"),
    _row("not_keeper", "officer", "原件由另一单位保管", "请由保管单位退还,或先办理接收"),
)
