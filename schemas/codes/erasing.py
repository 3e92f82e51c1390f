"""Refusals of erasing personal data."""

from __future__ import annotations

from typing import Final

from schemas.codes.base import row as _row

ERASING: Final = (
    # open, or a clock runs, or paper is still in custody
    _row("erasure_open", "officer", "该件尚未办结,个人信息仍为履职所必需", "请待办结、送达且期限全部终止后再申请"),
    # in force or waiting for its signature; an open case rests on it; a report waits for its answer
    _row(
        "erasure_document_needed",
        "officer",
        "证照尚未失效,或有在办件以其为材料、有抄告未答复,个人信息仍为履职所必需",
        "请待证照失效、有关办件办结、抄告答复后再申请",
    ),
    # counted from the filing, for a document from its end: the policy's retention_days
    _row("erasure_retained", "officer", "该件保存期至{date},期满前不得删除", "请期满后再申请;其间只存储、不作他用"),
    # not the subject whose data it is about
    _row(
        "erasure_other",
        "officer",
        "该主体不是本件的申请人或持证人",
        "请核对;他人办件中提及的信息随该办件的申请人一并删除",
    ),
    _row("erasure_done", "officer", "该件的个人信息已依法删除", "无需再操作"),
)
