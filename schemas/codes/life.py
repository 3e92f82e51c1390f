"""Refusals of the special paths of a case's life: corrections, pauses, extensions, renewals, people."""

from __future__ import annotations

from typing import Final

from schemas.codes.base import row

LIFE: Final = (
    # the machine-readable scope names other acts
    row("power_scope", "applicant", "委托书的授权范围不含“{act}”", "请由申请人本人办理,或补充授权后再办"),
    # 许可法 art. 50: what is renewed, and in time
    row("renewal_missing", "applicant", "该事项为证照延续,但没有填写原证照及其有效期", "请补充后重发"),
    row("renewal_expired", "applicant", "原证照已于{date}到期,不能延续", "请按新办申请"),
    # a warning where the item takes late filings too
    row("renewal_late", "applicant", "延续应在原证照有效期届满{days}日前申请", "请按新办申请,或向主管单位咨询"),
    # 登记条例 art. 33: simple deregistration
    row("public_notice_missing", "applicant", "该事项须先公示{days}日", "请在公示期满后填写公示开始日期再报送"),
    row("public_notice_over", "applicant", "公示期满后应在{date}前(含当日)申请,现已逾期", "请重新公示,期满后再报送"),
    row("public_notice_runs", "applicant", "公示期至{date}止,尚未期满", "请在公示期满后再报送"),
    # what was supplied meets the point, unless the officer says why not
    row("correction_met", "officer", "{code}已经补正", "如仍不符合要求,请写明原因后再要求补正"),
    # 许可法 art. 32(3): only what was filed can be wrong; what is missing needs a notice
    row("spot_new_field", "applicant", "当场更正只能更正已填写的内容,申请中没有{field}", "缺少的内容请按补正提交"),
    row("objection_no_notice", "officer", "该事项无须公示,没有公示期异议", "不符合受理条件的,请按不予受理办理"),
    row("date_past", "officer", "日期{date}已经过去", "请填写今天或以后的日期"),
    row("date_ahead", "officer", "日期{date}还没有到", "请填写今天或以前的日期"),
    row("section_unknown", "officer", "本单位没有科室{section}", "请核对科室编号"),
    row("urgent_already", "officer", "该办件已经加急", "无需再次加急"),
    row("urgent_not_head", "officer", "加急须由本单位或承办科室负责人决定", "请由负责人标注加急"),
    # 许可法 art. 34
    row("site_check_alone", "officer", "现场核查须有两名以上工作人员", "请填写本单位另一名核查人员"),
    row("review_missing", "officer", "该事项须先有审查意见", "请先提交审查意见,再作决定"),
    row("tracking_not_post", "officer", "只有邮寄送达才有邮寄单号", "请改为邮寄送达,或删除邮寄单号"),
    # 更正 changes something
    row("correction_same", "officer", "{field}更正前后内容相同", "请核对更正内容"),
    # the office that the regime names: 许可法 art. 42, 26
    row("extension_not_head", "officer", "延长须由{office}批准", "请由{office}批复"),
    row("extension_pending", "officer", "延长申请正在等待批复", "请等待批复"),
    row("extension_not_asked", "officer", "该办件没有待批复的延长申请", "请先由经办人申请延长"),
    row("extension_no_reason", "officer", "不同意延长须写明理由", "请补充理由后再批复"),
)
