"""Refusals of a review by a lower organ first."""

from __future__ import annotations

from typing import Final

from schemas.codes.base import row

LOWER_REVIEW: Final = (
    # no unit at the level below that the item names, or only the one that decides
    row(
        "no_lower_unit",
        "operator",
        "“{item}”须由{level}机关先行审查,但{region}没有这样的单位",
        "请联系平台补充分派规则",
    ),
    # 许可法 art. 43: who decides waits for the opinion, and who reviews does not decide
    row("lower_review_pending", "officer", "{unit}尚未报送初步审查意见", "请待其报送意见和全部材料后,由上级机关办理"),
    row("lower_review_none", "officer", "该事项不由下级机关先行审查", "请直接作出决定"),
    row("lower_review_given", "officer", "初步审查意见已经报送", "请依法作出决定"),
    # art. 42 extends the limit of a decision, art. 43 none
    row(
        "lower_review_not_extended",
        "officer",
        "下级机关先行审查的期限不能延长",
        "请按期报送初步审查意见(许可法第四十三条)",
    ),
)
