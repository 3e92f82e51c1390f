"""Refusals of joint handling."""

from __future__ import annotations

from typing import Final

from schemas.codes.base import row

JOINT: Final = (
    row("opinions_asked", "officer", "该办件已征求过部门意见", "请等待各部门意见"),
    # the item names none, and neither does the officer
    row("opinions_of_nobody", "officer", "没有需要征求意见的部门", "请直接办理,或指明部门"),
    # another government's, or no unit of that day
    row("department_elsewhere", "officer", "{unit}不是本级政府的部门", "请核对部门的统一社会信用代码"),
    row("opinion_not_asked", "officer", "没有征求本部门的意见", "请核对办件编号"),
    row("opinion_given", "officer", "本部门已提出意见", "如需更正,请与牵头单位联系"),
    row("opinion_without_text", "officer", "有条件同意或不同意须写明内容", "请补充意见内容"),
    row("opinions_missing", "officer", "尚缺{units}的意见,不能作出决定", "请等待意见或期限届满后再决定"),
    # approved though a department disagrees
    row("opinion_against", "officer", "{units}不同意,予以批准须说明理由", "请补充理由,或不予批准"),
)
