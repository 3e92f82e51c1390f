"""What the notices say, in one Chinese sentence each, for the window and the back-office."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from hub.client.notices import QueuedNotice
from schemas import documents, notices
from schemas.bundles import CaseOwed
from schemas.commands.special import SPECIAL_PROCEDURES
from schemas.fees import in_words

STAGES: Final[Mapping[str, str]] = {
    "filed": "待受理",
    "correcting": "待补正",
    "accepted": "审查中",
    "paused": "特别程序中",
    "decided": "已办结待送达",
    "delivered": "已送达",
    "not_accepted": "不予受理",
    "withdrawn": "已撤回",
    "lapsed": "逾期未补正已失效",
    "revoked": "审批已撤回",
}
CHANGES: Final[Mapping[str, str]] = {
    "duplicate_flagged": "疑似重复申请",
    "opinions_asked": "已征求有关部门意见",
    "opinion_given": "部门已提出意见",
    "review_submitted": "初步审查意见和全部材料已报送上级机关",
    "opinions_missed": "部门逾期未提出意见,视为无异议",
    "claimed": "已认领",
    "released": "退回待办",
    "lease_lapsed": "认领到期,退回待办",
    "correction_asked": "已要求补正",
    "supplied": "申请人已补正",
    "corrected_on_spot": "申请人已当场更正",
    "power_renewed": "已更换委托书",
    "lapse_notice": "已告知逾期未补正将失效",
    "lapsed": "逾期未补正,申请已失效",
    "objection": "公示期内有异议",
    "accepted": "已受理",
    "deemed_accepted": "逾期未告知,视为受理",
    "not_accepted": "不予受理",
    "urgent": "已加急",
    "site_checked": "已现场核查",
    "paused": "进入特别程序,暂停计时",
    "resumed": "特别程序结束,恢复计时",
    "reviewed": "已提交审查意见",
    "extension_requested": "已申请延长,待批复",
    "extension_refused": "延长未获批准",
    "extended": "已延长",
    "decided": "已办结",
    "deemed_renewed": "逾期未作决定,视为准予延续",
    "decision_corrected": "决定已更正",
    "delivered": "已送达",
    "transferred": "已转办",
    "approval_withdrawn": "审批已撤回",
    "precondition_lost": "所依据的审批被撤回",
    "precondition_owing": "所依据的办件有容缺承诺未履行",
    "precondition_settled": "所依据的办件已无未履行的承诺",
    "applicant_barred": "申请人被限制再次申请该事项",
    "standing_unanswered": "未能核对申请人是否被限制申请,请人工核对",
    "lamp_yellow": "黄灯:时限将至",
    "lamp_red": "红灯:已超时限",
    "paper_handed_over": "原件已收存",
    "paper_returned": "原件已退还",
    "data_erased": "个人信息已依法删除,请同时删除本系统留存的副本",
    "materials_replaced": "已另交材料,替换不能使用的证照",
    "fee_paid": "费用已缴",
    "fee_waived": "费用已减免",
    "fee_refunded": "已退费",
    "recomputed": "时限按新日历重新计算",
    "silence_corrected": "报文在期限内收到,撤销视为受理",
    "silence_early": "按新日历视为受理早于期限,期限内仍可告知补正或者不予受理",
    "explanation_granted": "红灯申诉成立",
    "explanation_refused": "红灯申诉不成立",
    "good_faith_noted": "已记录容错",
}
CLOCKS: Final[Mapping[str, str]] = {
    "claim": "认领",
    "acceptance": "受理",
    "correction": "补正期限",
    "lapse": "失效告知",
    "promise": "承诺时限",
    "pause": "特别程序",
    "renewal": "延续",
    "urgent": "加急",
    "delivery": "送达",
    "second_correction": "再次补正",
    "reason": "未说明理由",
    "opinion": "部门意见",
    "lower_review": "下级先行审查",
    "commitment": "容缺承诺",
    "statement": "陈述申辩",
    "repair": "信用修复",
    "report": "抄告答复",
    "explanation": "红灯申诉审核",
}
"""What each clock limits, in a clerk's words."""
OUTCOMES: Final[Mapping[str, str]] = {
    "approved": "准予",
    "denied": "不予",
    "filed": "办理中",
    "refused": "被退回",
    "not_accepted": "不予受理",
    "withdrawn": "已撤回",
    "lapsed": "已失效",
    "not_possible": "无法办理",
    "revoked": "审批已撤回",
}
WARNINGS: Final[Mapping[str, str]] = {
    "renewal_late": "延续申请已晚于规定期限,逾期未作决定时不视为准予延续",
    "region_retired": "所填属地的区划代码已撤并,已按承继它的地区办理",
}
"""What a receipt warns of."""
IMPOSSIBLE: Final[Mapping[str, str]] = {
    "precondition_failed": "前提办件未获批",
    "waited_too_long": "等待前提办件超过期限",
    "bundle_ended": "项目已终止",
}
"""Why a case of a bundle that waited was never filed."""
OWED: Final[Mapping[str, str]] = {
    "promised": "已承诺",
    "running": "承诺期限内",
    "kept": "已按期补齐",
    "broken": "逾期未补齐",
    "late": "逾期后补齐",
    "ended": "随办件结束",
}
"""How a commitment of a case stands, as its bundle knows it."""

LICENCE_STATES: Final[Mapping[str, str]] = {code: f"{code} {name}" for code, name in documents.LICENCE_STATES.items()}
"""Each state of a document, as its code and its name."""

FACTS_OF_DOCUMENTS: Final[Mapping[str, str]] = {
    "cn.tongban.document.requested.v1": "已作出决定,等待电子签名",
    "cn.tongban.document.signature-asked.v1": "再次请求电子签名",
    "cn.tongban.document.signed.v1": "已签名颁发",
    "cn.tongban.document.superseded.v1": "旧版失效,由新版替代",
    "cn.tongban.document.condition-lifted.v1": "容缺材料已补齐,不再附条件",
    "cn.tongban.document.corrected.v1": "已更正,将换发新版",
    "cn.tongban.document.cancelled.v1": "审批已撤回,未颁发",
    "cn.tongban.document.suspended.v1": "暂扣",
    "cn.tongban.document.resumed.v1": "恢复有效",
    "cn.tongban.document.rescinded.v1": "撤销",
    "cn.tongban.document.revoked.v1": "吊销",
    "cn.tongban.document.deregistered.v1": "注销",
    "cn.tongban.document.transferred.v1": "转出",
    "cn.tongban.document.marked.v1": "其他状态",
    "cn.tongban.document.expired.v1": "有效期届满,失效",
    "cn.tongban.document.relied-on.v1": "被办件用作材料",
    "cn.tongban.document.not-relied-on.v1": "办件要求用作材料,未能采用",
    "cn.tongban.document.reliance-ended.v1": "办件不再以此为材料",
    "cn.tongban.document.reported.v1": "收到异地抄告",
    "cn.tongban.document.report-answered.v1": "已答复抄告",
    "cn.tongban.document.report-lamp-turned.v1": "抄告逾期未答复",
    "cn.tongban.document.clocks-recomputed.v1": "抄告时限随新日历重新计算",
    "cn.tongban.document.erased.v1": "个人信息已依法删除",
    "cn.tongban.document.refused.v1": "操作被拒绝",
}
"""What happened to a document, in a clerk's words."""

DEFERRALS: Final[Mapping[str, str]] = {
    "asked": "已申请容缺",
    "granted": "可以容缺",
    "refused": "不能容缺",
    "unanswered": "容缺申请未得到答复,可再次申请",
    "dropped": "未得到答复,不再容缺",
    "started": "容缺承诺期限开始",
    "reminded": "容缺承诺期限将至,请尽快补齐",
    "supplied": "已补交容缺材料",
    "broken": "容缺材料逾期未补齐",
    "breach_corrected": "容缺材料按时收到,逾期记录已更正",
    "breach_early": "按新日历容缺承诺当时未逾期,逾期记录已更正;已据此作出的认定或撤回由经办人复核",
    "breach_stands": "按新日历容缺承诺期限顺延,仍已逾期",
}
CREDIT: Final[Mapping[str, str]] = {
    "breach_recorded": "已记录容缺失信",
    "breach_taken_back": "容缺失信记录已撤回",
    "notified": "拟认定失信,请告知当事人可陈述申辩",
    "defence_stated": "当事人已陈述申辩",
    "listed": "已作出失信认定",
    "not_listed": "不予认定",
    "excused": "不属于失信",
    "measure_ended": "惩戒措施期满",
    "repair_requested": "已申请信用修复",
    "repair_overdue": "信用修复申请逾期未决定",
    "repaired": "信用已修复",
    "repair_refused": "不予信用修复",
}

RELIANCE: Final[Mapping[str, str]] = {
    "granted": "证照核验通过,无需另交材料",
    "refused": "证照不能使用",
    "unanswered": "证照未能自动核验",
    "document_changed": "所用证照状态变化,暂缓准予",
    "document_restored": "所用证照恢复有效",
    "confirmed": "证照已人工核实",
}
"""What becomes of a document in a material's place."""

REPORTS: Final[Mapping[str, str]] = {
    "reported": "收到抄告",
    "lamp_yellow": "黄灯:抄告答复时限将至",
    "lamp_red": "红灯:抄告逾期未答复",
    "recomputed": "抄告答复时限按新日历重新计算",
}
"""What is told of a report about a document."""


def sentence(notice: QueuedNotice) -> str:
    """Say what a notice tells; its type where this release does not know it."""
    say = _SENTENCES.get(type(notice.body))
    if say is None:
        return str(notice.data.get("text") or notice.ce_type)
    return say(notice.body)


def _answered(body: notices.CommandAnswered) -> str:
    if body.outcome == "refused":
        where = f"({body.pointer})" if body.pointer else ""
        return f"报文被退回{where}:{body.text or body.code}"
    return "报文已处理" if body.outcome == "done" else "报文此前已处理过"


def _received(body: notices.ResultReceived) -> str:
    warned = "".join(f"(提醒:{WARNINGS.get(code, code)})" for code in body.warnings or ())
    first = f"(由其先行审查,报{body.competent.name}决定)" if body.lower else ""
    return f"已送达{(body.lower or body.competent).name}:{body.item_name}{first}{warned}"


def _offered(body: notices.WorkOffered) -> str:
    opinion = body.lower_opinion
    below = f",{opinion.organ.name}建议{OUTCOMES[opinion.recommends]}:{opinion.opinion}" if opinion else ""
    return f"新办件:{body.item.name}(收件地 {body.origin.region}){below}"


def _deferral(body: Any) -> str:
    if body.change == "refused":
        return f"{DEFERRALS[body.change]}:{body.text}"
    missing = f"(待补:{'、'.join(body.outstanding)})" if body.outstanding else ""
    due = f",期限至{body.due:%Y年%m月%d日 %H:%M}" if body.due else ""
    speak = f",{body.statement_by:%Y年%m月%d日 %H:%M}前可陈述申辩" if body.statement_by else ""
    return f"{DEFERRALS[body.change]}{missing}{due}{speak}"


def _credit(body: Any) -> str:
    measures = "、".join(f"{one.name}至{one.ends_on:%Y年%m月%d日}" for one in body.measures or ())
    told = ":".join(part for part in (CREDIT[body.change], measures or body.reason) if part)
    speak = f"({body.statement_by:%Y年%m月%d日 %H:%M}前可陈述申辩)" if body.statement_by else ""
    return f"{body.case} {told}{speak}"


def _decided(body: notices.ResultDecided) -> str:
    promised = ",容缺材料须按期补齐" if body.conditional else ""
    late = ",逾期未作决定,视为准予延续" if body.deemed else "" if body.in_time else ",已超承诺时限"
    reason = f":{body.reason}" if body.reason else ""
    document = f",证照标识{body.identifier}" if body.identifier else ""
    return f"{body.competent.name}决定{OUTCOMES[body.outcome]}{promised}{late}{reason}{document}"


def _reliance(body: Any) -> str:
    document = f"{body.name or '证照'}{body.document}" if body.document else "证照"
    conditional = "(附条件)" if body.conditional else ""
    state = f":{_state(body)}" if body.state else _why(body.text or body.reason)
    return f"材料{'、'.join(body.materials)}({document}){RELIANCE[body.change]}{conditional}{state}"


def _reported(body: notices.WorkDocumentReport) -> str:
    what = f"第{body.number}号抄告({body.name}{body.document},颁发机构 {body.issuer.name})"
    return f"{REPORTS[body.change]}:{what},{body.due:%Y年%m月%d日 %H:%M}前答复{_why(body.finding or body.reason)}"


def _report_answered(body: notices.ResultDocumentReport) -> str:
    how = f"情况属实,{body.done}" if body.upheld else f"经核查不属实:{body.reason}"
    return f"{body.issuer.name}答复第{body.number}号抄告({body.name}{body.document}):{how}"


def _state(body: Any) -> str:
    words = f"({body.condition})" if body.condition else ""
    until = f",至{body.until:%Y年%m月%d日}" if body.until else ""
    return f"{LICENCE_STATES[body.state]}{words}{until}{_why(body.reason)}"


def _correction_needed(body: notices.ResultCorrectionNeeded) -> str:
    until = f"(请于{body.supply.due_day:%m月%d日}(含)前提交)" if body.supply else ""
    return f"需要补正{until}:{_points(body.points)}"


def _progressed(body: notices.ResultProgressed) -> str:
    fee = f",应缴费用{in_words(body.fee)}({body.fee.basis})" if body.fee else ""
    return f"{body.competent.name}:{CHANGES[body.change]}{fee}{_why(body.reason)}"


def _paused(body: notices.ResultPaused) -> str:
    what = f"{SPECIAL_PROCEDURES[body.procedure]}({body.paper})"
    return f"{body.competent.name}:进行{what},预计至{body.planned_end:%m月%d日},期间不计入办理时限:{body.reason}"


def _lapse_notice(body: notices.ResultLapseNotice) -> str:
    return f"至{body.lapse.due_day:%m月%d日}仍不补正的,申请将失效:{_points(body.points)}"


def _decision_corrected(body: notices.ResultDecisionCorrected) -> str:
    fields = "、".join(correction.field for correction in body.corrections)
    return f"{body.competent.name}更正了决定({fields}):{body.reason}"


def _closed(body: notices.ResultClosed) -> str:
    return f"{STAGES[body.stage]}{f',邮寄单号{body.tracking}' if body.tracking else ''}"


def _why(reason: str | None) -> str:
    return f":{reason}" if reason else ""


def _bundle_received(body: notices.BundleReceived) -> str:
    waiting = f",其中{len(body.waiting)}件待前提办件获批后报送" if body.waiting else ""
    return f"联办件“{body.title}”已收到,共{len(body.cases)}件{waiting}"


def _not_possible(body: notices.ChildNotPossible) -> str:
    outcome = OUTCOMES[body.outcome] if body.outcome else ""
    because = f"(前提办件{body.because}{outcome})" if body.because else ""
    return f"办件{body.case}无法办理:{IMPOSSIBLE[body.why]}{because}"


def _awaiting(body: notices.BundleAwaiting) -> str:
    return f"项目“{body.title}”可报送“{body.stage}”阶段的事项{'、'.join(body.items)},截至{body.until:%Y年%m月%d日}"


def _bundle_ended(body: notices.BundleEnded) -> str:
    if not body.owing:
        return f"联办件“{body.title}”全部结束"
    return f"联办件“{body.title}”的办件全部办结,尚有容缺承诺未履行:{_commitments(body.owing)}"


def _bundle_settled(body: notices.BundleSettled) -> str:
    how = "容缺承诺全部履行" if body.outcome == "kept" else "有容缺承诺未按期履行"
    return f"联办件“{body.title}”{how}:{_commitments(body.commitments)}"


def _child_revoked(body: notices.ChildRevoked) -> str:
    undecided = f";{'、'.join(body.undecided)}以其为前提,不能准予" if body.undecided else ""
    decided = f";{'、'.join(body.decided)}已据其获批,由审批单位核查" if body.decided else ""
    return f"办件{body.case}的审批被撤回{undecided}{decided}"


def _child_in_breach(body: notices.ChildInBreach) -> str:
    held = f";{'、'.join(body.held)}在材料补齐前不能准予" if body.held else ""
    told = f";已告知{'、'.join(body.told)}的审批单位" if body.told else ""
    return f"办件{body.case}的容缺材料{'、'.join(body.materials)}逾期未补齐{held}{told}"


def _commitments(owed: Sequence[CaseOwed]) -> str:
    return ";".join(f"{one.case} {owed_words(one.status, one.materials, one.due)}" for one in owed)


def owed_words(status: str, materials: Sequence[str], due: datetime | None) -> str:
    """Say how a commitment stands: what is missing, and by when."""
    missing = f"(待补:{'、'.join(materials)})" if materials else ""
    until = f",期限至{due:%Y年%m月%d日 %H:%M}" if due and status in {"promised", "running"} else ""
    return f"{OWED[status]}{missing}{until}"


def _outcomes(outcomes: Mapping[str, str]) -> str:
    return "、".join(f"{case} {OUTCOMES[outcome]}" for case, outcome in outcomes.items())


def _points(points: tuple[Any, ...]) -> str:
    return ";".join(f"{point.code} {point.text}" for point in points)


_SENTENCES: Final[Mapping[type[Any], Callable[[Any], str]]] = {
    notices.WorkOffered: _offered,
    notices.WorkUpdated: lambda body: f"{CHANGES[body.change]}{_why(body.reason)}",
    notices.ResultDuplicate: lambda body: f"与在办的办件{body.other}({body.item_name})疑似重复,请与申请人核实",
    notices.OpinionWanted: lambda body: f"征求意见:{body.item.name}(牵头单位 {body.lead.name})",
    notices.WorkWithdrawn: lambda body: f"无需再办:{body.reason}",
    notices.WorkExplained: lambda body: f"{body.owner.name}申诉第{body.number}号红灯:{body.reason}",
    notices.ResultReceived: _received,
    notices.ResultProgressed: _progressed,
    notices.ResultPaused: _paused,
    notices.ResultLapseNotice: _lapse_notice,
    notices.ResultDecisionCorrected: _decision_corrected,
    notices.ResultCorrectionNeeded: _correction_needed,
    notices.ResultNotAccepted: lambda body: f"不予受理:{body.reason};{body.remedy}",
    notices.ResultDecided: _decided,
    notices.ResultClosed: _closed,
    notices.ResultDocument: lambda body: f"{body.competent.name}已换发证照,新标识{body.identifier}",
    notices.ResultDocumentState: lambda body: f"{body.name}{body.identifier}状态变为{_state(body)}",
    notices.DocumentRegistered: lambda body: f"证照{body.identifier}:{_state(body)}",
    notices.DocumentErased: lambda body: f"证照{body.identifier}:{LICENCE_STATES[body.state]},个人信息已依法删除",
    notices.SignatureWanted: lambda _: "证照待签名",
    notices.SignatureRefused: lambda body: f"证照{body.number}的签名未被采信:{body.code}",
    notices.WorkReliance: _reliance,
    notices.WorkDocumentReport: _reported,
    notices.ResultDocumentReport: _report_answered,
    notices.ResultReliance: _reliance,
    notices.BundleReceived: _bundle_received,
    notices.ChildNotPossible: _not_possible,
    notices.BundleAwaiting: _awaiting,
    notices.RecordUnreadable: lambda body: f"{body.topic} 的第{body.offset}条报文无法识别:{body.text}",
    notices.BundleUnanswered: lambda body: f"联办件中{len(body.cases)}件尚无答复,平台正在处理",
    notices.BundleEnded: _bundle_ended,
    notices.BundleSettled: _bundle_settled,
    notices.BundleRevised: lambda body: f"联办件“{body.title}”结束后结果有变:{_outcomes(body.outcomes)}",
    notices.ChildRevoked: _child_revoked,
    notices.ChildInBreach: _child_in_breach,
    notices.CommandAnswered: _answered,
    notices.WorkDeferral: _deferral,
    notices.ResultDeferral: _deferral,
    notices.ResultApprovalWithdrawn: lambda body: f"{body.competent.name}撤回审批:{body.reason};{body.remedy}",
    notices.WorkCredit: _credit,
    notices.ResultCredit: _credit,
}
