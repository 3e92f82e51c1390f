"""What the notices say, in one Chinese sentence each, for the window and the back-office."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.client.notices import QueuedNotice
from schemas import notices

STAGES: Final[Mapping[str, str]] = {
    "filed": "待受理",
    "correcting": "待补正",
    "accepted": "审查中",
    "decided": "已办结待送达",
    "delivered": "已送达",
    "not_accepted": "不予受理",
    "withdrawn": "已撤回",
}
CHANGES: Final[Mapping[str, str]] = {
    "claimed": "已认领",
    "released": "退回待办",
    "lease_lapsed": "认领到期,退回待办",
    "correction_asked": "已要求补正",
    "supplied": "申请人已补正",
    "accepted": "已受理",
    "deemed_accepted": "逾期未告知,视为受理",
    "not_accepted": "不予受理",
    "decided": "已办结",
    "extended": "已延长",
    "delivered": "已送达",
    "transferred": "已转办",
    "lamp_yellow": "黄灯:时限将至",
    "lamp_red": "红灯:已超时限",
    "recomputed": "时限按新日历重新计算",
}
OUTCOMES: Final[Mapping[str, str]] = {
    "approved": "准予",
    "denied": "不予",
    "filed": "办理中",
    "refused": "被退回",
    "not_accepted": "不予受理",
    "withdrawn": "已撤回",
}


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


def _decided(body: notices.ResultDecided) -> str:
    late = "" if body.in_time else ",已超承诺时限"
    reason = f":{body.reason}" if body.reason else ""
    return f"{body.competent.name}决定{OUTCOMES[body.outcome]}{late}{reason}"


def _why(body: notices.WorkUpdated | notices.ResultProgressed) -> str:
    return f"({body.reason})" if body.reason else ""


def _points(points: tuple[Any, ...]) -> str:
    return ";".join(f"{point.code} {point.text}" for point in points)


_SENTENCES: Final[Mapping[type[Any], Callable[[Any], str]]] = {
    notices.WorkOffered: lambda body: f"新办件:{body.item.name}(收件地 {body.origin.region})",
    notices.WorkUpdated: lambda body: CHANGES[body.change] + _why(body),
    notices.WorkWithdrawn: lambda body: f"无需再办:{body.reason}",
    notices.ResultReceived: lambda body: f"已送达{body.competent.name}:{body.item_name}",
    notices.ResultProgressed: lambda body: f"{body.competent.name}:{CHANGES[body.change]}{_why(body)}",
    notices.ResultCorrectionNeeded: lambda body: f"需要补正:{_points(body.points)}",
    notices.ResultNotAccepted: lambda body: f"不予受理:{body.reason};{body.remedy}",
    notices.ResultDecided: _decided,
    notices.ResultClosed: lambda body: STAGES[body.stage],
    notices.BundleReceived: lambda body: f"联办件“{body.title}”已收到,共{len(body.cases)}件",
    notices.RecordUnreadable: lambda body: f"{body.topic} 的第{body.offset}条报文无法识别:{body.text}",
    notices.BundleUnanswered: lambda body: f"联办件中{len(body.cases)}件尚无答复,平台正在处理",
    notices.BundleEnded: lambda body: f"联办件“{body.title}”全部结束",
    notices.CommandAnswered: _answered,
}
