"""``hub work`` off the main path: reviews, special procedures, extensions, urgency, objections, corrections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Final

import typer

from hub.cli.acts import AsJson, By, Endpoint, Number, Wait, perform
from hub.cli.trouble import USAGE, Trouble
from hub.cli.work_agency import renew_power
from hub.cli.work_fees import paid, refund_fee, waive_fee
from schemas import commands
from schemas.parties import Officer

Reason = Annotated[str, typer.Option(help="原因 · why")]


def review(
    number: Number,
    recommends: Annotated[str, typer.Argument(help="approved 建议准予 或 denied 建议不予")],
    *,
    by: By,
    opinion: Annotated[str, typer.Option(help="审查意见 · what was found")],
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """提交审查意见 · Record the opinion of a review, before the decision.

    Example: hub work review NUMBER approved --by XF0101 --opinion 材料齐全,符合法定条件
    """
    data = {"recommends": recommends, "opinion": opinion}
    perform(number, endpoint, _act(commands.ReviewCase, data), by, wait=wait, as_json=as_json)


def submit_review(
    number: Number,
    recommends: Annotated[str, typer.Argument(help="approved 建议准予 或 denied 建议不予")],
    *,
    by: By,
    opinion: Annotated[str, typer.Option(help="初步审查意见 · what was found")],
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """下级机关报送初步审查意见和全部材料 · Hand opinion and file up to the superior organ, which decides.

    Example: hub work submit-review NUMBER approved --by GY0101 --opinion 材料齐全,符合法定条件
    """
    data = {"recommends": recommends, "opinion": opinion}
    perform(number, endpoint, _act(commands.SubmitReview, data), by, wait=wait, as_json=as_json)


def check_site(
    number: Number,
    *,
    by: By,
    second: Annotated[str, typer.Option(help="另一名核查人员的工号 · staff number of the second officer")],
    opinion: Annotated[str, typer.Option(help="核查意见 · what was seen")],
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """现场核查(两人),不停止计时 · Record a check on site by two officers; the clock runs on.

    Example: hub work check-site NUMBER --by XF0101 --second XF0202 --opinion 场所与申请一致
    """

    def act(officer: Officer) -> commands.Command:
        other = Officer(unit=officer.unit, staff=second)
        return commands.CheckSite(by=officer, second=other, opinion=opinion)

    perform(number, endpoint, act, by, wait=wait, as_json=as_json)


def pause(
    number: Number,
    procedure: Annotated[
        str,
        typer.Argument(
            help="hearing 听证、tender 招标、auction 拍卖、inspection 检验、test 检测、quarantine 检疫、"
            "appraisal 鉴定、expert_review 专家评审"
        ),
    ],
    *,
    by: By,
    until: Annotated[str, typer.Option(help="预计结束日期 · planned end, YYYY-MM-DD")],
    paper: Annotated[str, typer.Option(help="文书名称和文号 · the paper by which it is ordered")],
    reason: Reason,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """进入特别程序,暂停计时 · Begin a special procedure: the clock stands still.

    Example: hub work pause NUMBER hearing --by XF0101 --until 2026-12-04 --paper 听证通知书3号 --reason 涉及他人利益
    """
    data = {"procedure": procedure, "planned_end": day(until), "paper": paper, "reason": reason}
    perform(number, endpoint, _act(commands.PauseCase, data), by, wait=wait, as_json=as_json)


def resume(
    number: Number,
    *,
    by: By,
    outcome: Annotated[str | None, typer.Option(help="特别程序的结果 · what the procedure found")] = None,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """特别程序结束,恢复计时 · End the special procedure: the clock runs on.

    Example: hub work resume NUMBER --by XF0101 --outcome 听证笔录已归档
    """
    perform(number, endpoint, _act(commands.ResumeCase, {"outcome": outcome}), by, wait=wait, as_json=as_json)


def request_extension(
    number: Number,
    *,
    by: By,
    days: Annotated[int, typer.Option(min=1, max=60, help="工作日数 · working days")],
    reason: Reason,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """申请延长办理时限 · Ask the office that the regime names for an extension.

    Example: hub work request-extension NUMBER --by XF0101 --days 3 --reason 需专家会商
    """
    data = {"days": days, "reason": reason}
    perform(number, endpoint, _act(commands.RequestExtension, data), by, wait=wait, as_json=as_json)


def answer_extension(
    number: Number,
    answer: Annotated[str, typer.Argument(help="granted 同意 或 refused 不同意")],
    *,
    by: By,
    reason: Annotated[str | None, typer.Option(help="不同意的理由 · why not")] = None,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """批复延长申请(由时限规则指定的负责人) · Grant or refuse an extension, by the office that the regime names.

    Example: hub work answer-extension NUMBER granted --by 0001
    """
    if answer not in _ANSWERS:
        raise Trouble(f"批复应为 granted(同意)或 refused(不同意),而不是 {answer}", USAGE)
    data = {"granted": _ANSWERS[answer], "reason": reason}
    perform(number, endpoint, _act(commands.AnswerExtension, data), by, wait=wait, as_json=as_json)


def extend(
    number: Number,
    *,
    by: By,
    days: Annotated[int, typer.Option(min=1, max=60, help="工作日数 · working days")],
    approved_by: Annotated[str, typer.Option(help="批准人:工号,或 单位代码/工号 · who approved: STAFF, or UNIT/STAFF")],
    reason: Reason,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """延长办理时限(已经批准) · Extend the promise on an approval that was given beforehand.

    Example: hub work extend NUMBER --by XF0101 --days 3 --approved-by 0001 --reason 需专家会商
    """
    unit, _, staff = approved_by.rpartition("/")

    def act(officer: Officer) -> commands.Command:
        head = Officer(unit=unit or officer.unit, staff=staff)
        return commands.ExtendCase(by=officer, approved_by=head, days=days, reason=reason)

    perform(number, endpoint, act, by, wait=wait, as_json=as_json)


def urgent(
    number: Number,
    *,
    by: By,
    reason: Reason,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """加急:当日办理,排在最前(由单位或科室负责人) · Put a case in front of the queue, due the same day.

    Example: hub work urgent NUMBER --by 0001 --reason 抢险救灾物资
    """
    perform(number, endpoint, _act(commands.MarkUrgent, {"reason": reason}), by, wait=wait, as_json=as_json)


def objection(
    number: Number,
    *,
    by: By,
    raised_on: Annotated[str, typer.Option(help="异议提出日期 · the day it was raised, YYYY-MM-DD")],
    reason: Annotated[str, typer.Option(help="异议内容,不写提出人姓名 · what it says, without names")],
    remedy: Annotated[str, typer.Option(help="救济途径 · what the applicant can do")],
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """公示期异议,不予受理 · Record an objection to the public notice: the case is not accepted.

    Example: hub work objection NUMBER --by XF0101 --raised-on 2026-11-20 --reason 债权人异议 --remedy 清偿后重新申请
    """
    data = {"raised_on": day(raised_on), "reason": reason, "remedy": remedy}
    perform(number, endpoint, _act(commands.RecordObjection, data), by, wait=wait, as_json=as_json)


def correct_decision(
    number: Number,
    *,
    by: By,
    field: Annotated[str, typer.Option(help="更正的栏目 · the field")],
    before: Annotated[str, typer.Option(help="更正前 · what it said")],
    after: Annotated[str, typer.Option(help="更正后 · what it should say")],
    reason: Reason,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """更正决定中的文字错误 · Put a slip of the pen in a decision right.

    Example: hub work correct-decision NUMBER --by XF0101 --field 名称 --before 息峰县 --after 息烽县 --reason 文字笔误
    """
    wording = commands.Wording(before=before, after=after)
    data = {"corrections": (commands.DecisionCorrection(field=field, personal=wording),), "reason": reason}
    perform(number, endpoint, _act(commands.CorrectDecision, data), by, wait=wait, as_json=as_json)


def correct_on_spot(
    number: Number,
    *,
    by: By,
    field: Annotated[list[str], typer.Option(help="更正的栏目=内容,可重复 · FIELD=TEXT, repeatable")],
    in_person: Annotated[
        bool, typer.Option("--in-person", help="申请人本人办理 · the applicant acts in person")
    ] = False,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """当场更正申请表的文字错误(由收件地) · Mend a small error of the form at once; said by the origin.

    Example: hub work correct-on-spot NUMBER --by UNIT/STAFF --field name=息烽县某某商贸有限公司 --endpoint 520181
    """
    data = {"form": dict(_pair(one) for one in field), "in_person": in_person or None}
    perform(number, endpoint, _act(commands.CorrectOnSpot, data), by, wait=wait, as_json=as_json)


def day(text: str) -> date:
    """Read a day as people type it. Raises Trouble."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Trouble(f"日期应为 YYYY-MM-DD,而不是 {text} · a date is YYYY-MM-DD", USAGE) from None


def _pair(text: str) -> tuple[str, str]:
    name, separator, said = text.partition("=")
    if not separator:
        raise Trouble(f"--field 应为 栏目=内容,而不是 {text} · FIELD=TEXT", USAGE)
    return name, said


def _act(kind: type[commands.Command], data: dict[str, Any]) -> Callable[[Officer], commands.Command]:
    """Make the act of an officer; what an option says is checked by the word itself."""
    return lambda officer: kind.model_validate({"by": officer, **data})


_ANSWERS: Final = {"granted": True, "refused": False}
ACTS: Final[Mapping[str, Callable[..., None]]] = {
    "review": review,
    "submit-review": submit_review,
    "check-site": check_site,
    "pause": pause,
    "resume": resume,
    "request-extension": request_extension,
    "answer-extension": answer_extension,
    "extend": extend,
    "urgent": urgent,
    "objection": objection,
    "correct-decision": correct_decision,
    "correct-on-spot": correct_on_spot,
    "renew-power": renew_power,
    "paid": paid,
    "waive-fee": waive_fee,
    "refund-fee": refund_fee,
}
"""What ``hub work`` adds to its own commands."""
