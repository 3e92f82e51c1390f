"""Refusals about what the applicant pays."""

from __future__ import annotations

from typing import Final

from schemas.codes.base import row as _row

FEES: Final = (
    # not accepted, free of charge, or paid by the public purse
    _row("fee_none", "officer", "该办件没有应由申请人缴纳的费用", "无需登记缴费、数量、减免或退费,请核对事项"),
    # 许可法 art. 59: by the published standard, not more and not less
    _row("fee_amount", "officer", "应缴{due}元,登记为{paid}元", "请核对缴款单;收费不得多于或少于公布的标准"),
    _row("fee_settled", "officer", "该办件的费用{how}", "无需再登记;登记有误的,请先退费"),
    _row("fee_not_paid", "officer", "该办件没有已缴的费用", "没有缴费的不能退费,请核对"),
    _row("fee_refund_over", "officer", "退费{amount}元,超过已缴的{paid}元", "请核对退费金额"),
    # the item's row says that payment comes first
    _row("fee_unpaid", "officer", "费用尚未缴纳({due}),不能作出准予决定", "请在登记缴费或减免后再作决定"),
)
