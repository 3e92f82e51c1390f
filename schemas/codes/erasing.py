"""Refusals of erasing personal data."""

from __future__ import annotations

from typing import Final

from schemas.codes.base import row as _row

ERASING: Final = (
    # open, or a clock runs, or paper is still in custody
    _row("erasure_open", "officer", "该件尚未办结,个人信息仍为履职所必需", "请待办结、送达且期限全部终止后再申请"),
    # counted from the filing: the policy's retention_days
    _row("erasure_retained", "officer", "该件保存期至{date},期满前不得删除", "请期满后再申请;其间只存储、不作他用"),
    # not the subject whose data the case is about
    _row("erasure_other", "officer", "该主体不是本件的申请人", "请核对;他人办件中提及的信息随该办件的申请人一并删除"),
    _row("erasure_done", "officer", "该件的个人信息已依法删除", "无需再操作"),
)
