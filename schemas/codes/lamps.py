"""Refusals about lamps and what is said of them."""

from __future__ import annotations

from typing import Final

from schemas.codes.base import row as _row

LAMPS: Final = (
    # the case has no red lamp of that number
    _row("lamp_unknown", "officer", "该办件没有第{lamp}号红灯", "请核对红灯序号"),
    _row("lamp_not_yours", "officer", "该红灯属于另一单位", "请由亮灯单位说明"),
    # explained and judged, or taken back by the hub itself
    _row("lamp_settled", "officer", "第{lamp}号红灯的申诉已有结论", "无需再操作"),
    _row("lamp_unexplained", "officer", "第{lamp}号红灯没有待审核的申诉", "请先由亮灯单位提出申诉"),
    # it is nobody's in person
    _row("lamp_of_nobody", "officer", "第{lamp}号红灯不属于任何工作人员", "容错只适用于工作人员的红灯"),
    _row("good_faith_noted", "officer", "第{lamp}号红灯已记录容错", "无需再操作"),
    # the province's gap: nobody supervises the unit
    _row("no_supervisor", "operator", "没有单位督查{unit}", "请联系平台补充督查单位"),
    _row("not_supervisor", "officer", "只有{unit}可以审核该单位的红灯", "请由督查单位办理"),
)
