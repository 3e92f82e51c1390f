"""No, where materials are deferred (容缺) or credit is at stake (信用)."""

from __future__ import annotations

from typing import Final

from schemas.codes.base import row

CREDIT: Final = (
    # the item's row says none, or names no material
    row("deferral_not_offered", "officer", "该事项不适用容缺办理", "请要求申请人提交全部材料"),
    # approve_first may be asked during review, accept_first only before acceptance
    row("deferral_too_late", "officer", "容缺受理须在受理前申请", "请提交材料,或由审批人员按现有材料决定"),
    # deferrable, but without a commitment
    row("deferral_needed", "officer", "材料{materials}未提交,也未申请容缺", "请要求申请人提交,或先申请容缺办理"),
    row("deferral_pending", "officer", "容缺申请正在核对申请人信用", "请稍候,收到答复后再办理"),
    row("deferral_already", "officer", "该办件已在容缺办理", "请按承诺期限补齐材料"),
    row("deferral_material", "officer", "材料{material}不能容缺", "请当场提交该材料"),
    row("deferral_material_there", "officer", "材料{material}已提交,无需容缺", "请从承诺书中删去该材料"),
    row("deferral_too_long", "officer", "承诺期限过长,最长为{limit}", "请缩短承诺期限后重新签署"),
    # the province's policy says how many
    row("deferral_too_many", "applicant", "申请人未结的容缺办件已达{count}件", "请先补齐其中一件的材料"),
    # a breach that is neither excused nor repaired
    row("credit_breach", "applicant", "申请人有未修复的容缺失信记录", "请提交全部材料,或先申请信用修复"),
    row("deferral_other_applicant", "officer", "容缺办理期间不能变更申请人", "请撤回本件,以新的申请人重新申请"),
    row("commitment_not_yet", "applicant", "承诺书的签署日期晚于今天", "请核对承诺书签署日期"),
    row("commitment_agent", "applicant", "承诺书由经办人签署,但该办件没有经办人", "请由申请人签署承诺书"),
    row("deferred_nothing", "officer", "该办件没有待补齐的容缺材料", "请核对办件编号"),
    row("deferred_material", "officer", "材料{material}不在待补齐的容缺材料中", "请核对材料编号"),
    row("commitment_open", "officer", "容缺材料尚未补齐({materials})", "请在材料补齐后作出准予决定"),
    row("commitment_broken", "officer", "容缺材料逾期未补齐({materials})", "请在材料补齐后准予,或作出不予决定"),
    row(
        "approval_not_conditional",
        "officer",
        "该办件不是逾期未补齐的容缺审批,其所依据的审批也未被撤回",
        "请核对办件编号",
    ),
    row("approval_statement_open", "officer", "申请人可陈述申辩至{until}", "请在期满后再决定是否撤回审批"),
    row("standing_pending", "officer", "正在核对申请人是否被限制申请该事项", "请稍候,收到答复后再办理"),
    row("applicant_barred", "applicant", "申请人在{until}前不得再次申请该事项", "请作出不予决定并告知申请人"),
    # 许可法 art. 78, 79 name only matters of public safety and health
    row("bar_not_by_item", "officer", "该事项不属于可限制再次申请的事项", "请依法另行处理"),
    row("bar_ground", "officer", "限制的理由与办理结果不符", "虚假材料须先不予受理或不予许可,欺骗取得须为已准予的办件"),
    row("bar_already", "officer", "本件已限制该申请人再次申请", "无需重复操作"),
    row("breach_unknown", "officer", "没有办件{case}的失信记录", "请核对主体编号和办件编号"),
    # the order of steps: notice, statement, decision, repair
    row(
        "listing_step",
        "officer",
        "该失信记录目前为“{status}”,不能执行此操作",
        "请按告知、陈述申辩、决定、修复的顺序办理",
    ),
    row("statement_too_late", "applicant", "陈述申辩期限已于{until}届满", "请向作出决定的单位另行反映"),
    row("listing_too_early", "officer", "陈述申辩期限至{until},期满前不能决定", "请在期满后或收到申辩后决定"),
    row("defence_not_considered", "officer", "当事人已陈述申辩,决定须说明是否采纳及理由", "请补充{field}后再决定"),
    row("listing_incomplete", "officer", "认定决定须有法律文书和惩戒措施", "请补充{field}后再决定"),
    row("listing_same_officer", "officer", "告知与决定须由不同人员办理", "请由另一名工作人员作出决定"),
    row("measure_unknown", "operator", "惩戒措施{measure}不在现行清单内", "请在措施清单中核对编号"),
    row("measure_not_notified", "officer", "惩戒措施{measure}未事先告知当事人", "请重新告知,或删去该措施"),
    row("measure_twice", "officer", "惩戒措施{measure}重复", "请删去重复的措施"),
    row("measure_period", "officer", "惩戒措施{measure}的期限无效,最长为{months}个月", "请更正起止日期"),
    row("repair_pending", "officer", "该失信记录的修复申请正在办理", "请等待修复决定"),
    row("repair_not_asked", "officer", "该失信记录没有待决定的修复申请", "请核对办件编号"),
)
