"""Reliance: why a document can't stand in a material's place, and what an approval waits for."""

from __future__ import annotations

from typing import Final

from schemas.codes.base import row as _row

_INSTEAD: Final = "请改用有效的证照,或收取材料本身"

RELIANCE: Final = (
    # a document's answer: these stand in facts and notices
    _row("reliance_unknown", "applicant", "平台没有这份证照", "请核对电子证照标识,收取材料本身,或人工核实后说明理由"),
    _row("reliance_unsigned", "applicant", "该证照尚未签发", "请待签发后再用证,或收取材料本身"),
    _row("reliance_cancelled", "applicant", "该证照未颁发,其审批已撤回", "请收取材料本身"),
    _row("reliance_superseded", "applicant", "该版本证照已换发为{identifier}", "请改用新版证照"),
    _row("reliance_not_yet", "applicant", "该证照自{date}起有效", _INSTEAD),
    _row("reliance_suspended", "applicant", "该证照目前暂扣", _INSTEAD),
    _row("reliance_rescinded", "applicant", "该证照已撤销", _INSTEAD),
    _row("reliance_deregistered", "applicant", "该证照已注销", _INSTEAD),
    _row("reliance_expired", "applicant", "该证照有效期至{date},已失效", _INSTEAD),
    _row("reliance_transferred", "applicant", "该证照已转出", _INSTEAD),
    _row("reliance_revoked", "applicant", "该证照已吊销", _INSTEAD),
    _row("reliance_other", "applicant", "该证照目前为“{state}”", _INSTEAD),
    _row("reliance_holder", "applicant", "该证照的持证人不是申请人", "请使用申请人本人的证照,或收取材料本身"),
    # what an approval waits for
    _row("reliance_pending", "officer", "材料{material}所用的证照正在核验", "请稍候,收到答复后再办理"),
    _row(
        "reliance_refused",
        "officer",
        "材料{material}所用的证照不能使用({why})",
        "请要求另交材料,或核实后说明理由",
    ),
    _row(
        "reliance_unanswered", "officer", "材料{material}所用的证照未能自动核验", "请人工核实后说明理由,或要求另交材料"
    ),
    _row(
        "reliance_held",
        "officer",
        "材料{material}所用的证照状态已变为“{state}”",
        "请要求另交材料,或核实后说明理由",
    ),
    # an officer's confirmation, a window's other material
    _row("reliance_none", "officer", "材料{material}没有使用证照", "请核对材料编号"),
    _row("reliance_settled", "officer", "材料{material}所用的证照没有待处理的问题", "无需操作"),
)
