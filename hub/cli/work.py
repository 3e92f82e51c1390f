"""``hub work``: a region's work queue, and what its officers do with it."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

import typer

from hub.cli.acts import AsJson, By, Endpoint, InPerson, Number, Opinion, Wait, perform
from hub.cli.trouble import USAGE, Trouble
from hub.cli.work_attachments import attachments
from hub.cli.work_listing import follow_work, show_work
from hub.cli.work_special import ACTS, day
from schemas import commands
from schemas.parties import Officer

app = typer.Typer()


@app.command("list")
def list_work(
    endpoint: Annotated[str, typer.Argument(help="办理地端点,如 520122 · the competent endpoint")],
    section: Annotated[str, typer.Option(help="只看一个科室 · only the queue of a section")] = "",
    follow: Annotated[bool, typer.Option("--follow", help="持续显示新来的 · go on with what comes")] = False,
    as_json: AsJson = False,
) -> None:
    """待办队列:待办的办件,加急的在前,再按到期先后 · The open cases: urgent ones in front, then first due.

    Example: hub work 520122 --follow
    """
    asyncio.run(show_work(endpoint, section, as_json=as_json))
    if follow:
        asyncio.run(follow_work(endpoint, as_json=as_json))


@app.command()
def claim(
    number: Number,
    *,
    by: By,
    minutes: Annotated[int, typer.Option(min=1, max=1440, help="认领多久 · for how long")] = 120,
    section: Annotated[str | None, typer.Option(help="承办科室编号 · the section that takes it over")] = None,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """认领办件 · Take a case off the queue.

    Example: hub work claim 5201812611235K3Q7WZ9M2TCX --by 11520122MB2855918T/XF0101
    """
    perform(
        number,
        endpoint,
        lambda officer: commands.ClaimCase(by=officer, minutes=minutes, section=section),
        by,
        wait=wait,
        as_json=as_json,
    )


@app.command()
def release(number: Number, *, by: By, endpoint: Endpoint = "", wait: Wait = 10, as_json: AsJson = False) -> None:
    """退回待办 · Put a case back on the queue.

    Example: hub work release NUMBER --by UNIT/STAFF
    """
    perform(number, endpoint, lambda officer: commands.ReleaseCase(by=officer), by, wait=wait, as_json=as_json)


@app.command()
def accept(
    number: Number,
    *,
    by: By,
    opinion: Opinion = None,
    fee_quantity: Annotated[
        int | None, typer.Option(min=1, help="核定的收费数量 · what the fee is multiplied by")
    ] = None,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """受理办件,承诺时限开始计算 · Accept a case: the promise clock starts.

    Example: hub work accept NUMBER --by XF0101
    """
    perform(
        number,
        endpoint,
        lambda officer: commands.AcceptCase(by=officer, opinion=opinion, fee_quantity=fee_quantity),
        by,
        wait=wait,
        as_json=as_json,
    )


@app.command()
def not_accept(
    number: Number,
    *,
    by: By,
    reason: Annotated[str, typer.Option(help="不予受理的理由 · why")],
    remedy: Annotated[str, typer.Option(help="救济途径 · what the applicant can do")],
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """不予受理 · Do not accept a case.

    Example: hub work not-accept NUMBER --by XF0101 --reason 不属于本机关职权 --remedy 可向主管机关申请
    """

    def act(officer: Officer) -> commands.Command:
        return commands.NotAcceptCase(by=officer, reason=reason, remedy=remedy)

    perform(number, endpoint, act, by, wait=wait, as_json=as_json)


@app.command()
def ask(
    number: Number,
    *,
    by: By,
    point: Annotated[list[str], typer.Option(help="一项缺失:材料或字段=说明,可重复 · CODE=TEXT, repeatable")],
    unmet: Annotated[
        list[str], typer.Option(help="已补正但仍不符合:材料或字段=原因,可重复 · CODE=WHY it is still unmet")
    ] = [],  # noqa: B006 - typer's way to say a repeatable option
    supply_by: Annotated[str, typer.Option(help="补正期限 · supply until, YYYY-MM-DD")] = "",
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """补正告知,一次性告知全部内容 · Ask once and completely for what is missing.

    Example: hub work ask NUMBER --by XF0101 --point M02=公司章程缺少股东签字
    """
    why = dict(_point_of("--unmet", one) for one in unmet)
    points = tuple(
        commands.CorrectionPoint(code=code, text=text, still_unmet=why.get(code))
        for code, text in (_point_of("--point", one) for one in point)
    )
    until = day(supply_by) if supply_by else None
    perform(
        number,
        endpoint,
        lambda officer: commands.AskCorrection(by=officer, points=points, supply_by=until),
        by,
        wait=wait,
        as_json=as_json,
    )


@app.command()
def decide(
    number: Number,
    outcome: Annotated[str, typer.Argument(help="approved 准予 或 denied 不予")],
    *,
    by: By,
    reason: Annotated[str | None, typer.Option(help="理由 · why")] = None,
    legal_basis: Annotated[str | None, typer.Option(help="法律依据 · legal basis, for a denial")] = None,
    remedy: Annotated[str | None, typer.Option(help="救济途径 · what the applicant can do, for a denial")] = None,
    opinion: Opinion = None,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """办结:准予或不予 · Decide: approve or deny.

    Example: hub work decide NUMBER approved --by XF0102
    """
    chosen = _outcome(outcome)

    def act(officer: Officer) -> commands.Command:
        why = {"reason": reason, "legal_basis": legal_basis, "remedy": remedy}
        return commands.DecideCase(by=officer, outcome=chosen, opinion=opinion, **why)

    perform(number, endpoint, act, by, wait=wait, as_json=as_json)


@app.command()
def deliver(
    number: Number,
    *,
    by: By,
    way: Annotated[str, typer.Option(help="window 窗口、post 邮寄、electronic 电子")] = "window",
    tracking: Annotated[str | None, typer.Option(help="邮寄单号 · number of the parcel")] = None,
    in_person: InPerson = False,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """送达 · The decision is in the applicant's hands.

    Example: hub work deliver NUMBER --by 520181031 --endpoint 520181
    """
    data = {"way": way, "tracking": tracking, "in_person": in_person or None}
    perform(
        number,
        endpoint,
        lambda officer: _validated(commands.DeliverCase, officer, data),
        by,
        wait=wait,
        as_json=as_json,
    )


@app.command()
def withdraw(
    number: Number,
    *,
    by: By,
    reason: Annotated[str, typer.Option(help="撤回原因 · why")],
    in_person: InPerson = False,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """撤回申请(由收件地) · The applicant no longer wants it; said by the origin.

    Example: hub work withdraw NUMBER --by 520181031 --reason 申请人撤回 --endpoint 520181
    """
    perform(
        number,
        endpoint,
        lambda officer: commands.WithdrawCase(by=officer, reason=reason, in_person=in_person or None),
        by,
        wait=wait,
        as_json=as_json,
    )


@app.command()
def transfer(
    number: Number,
    region: Annotated[str, typer.Argument(help="转往的地区 · where to")],
    *,
    by: By,
    reason: Annotated[str, typer.Option(help="转办原因 · why")],
    to_unit: Annotated[str | None, typer.Option(help="转往的单位,缺省按规则 · the unit, if not by the rules")] = None,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """转办 · Hand a misrouted case to the unit that is competent.

    Example: hub work transfer NUMBER 520123 --by XF0101 --reason 经营场所在修文县
    """
    data = {"region": region, "unit": to_unit, "reason": reason}
    perform(
        number,
        endpoint,
        lambda officer: _validated(commands.TransferCase, officer, data),
        by,
        wait=wait,
        as_json=as_json,
    )


def _point_of(option: str, text: str) -> tuple[str, str]:
    code, separator, said = text.partition("=")
    if not separator:
        raise Trouble(f"{option} 应为 材料或字段=说明,而不是 {text} · CODE=TEXT", USAGE)
    return code, said


def _outcome(text: str) -> Literal["approved", "denied"]:
    if text == "approved":
        return "approved"
    if text == "denied":
        return "denied"
    raise Trouble(f"结论应为 approved(准予)或 denied(不予),而不是 {text}", USAGE)


def _validated(kind: type[commands.Command], officer: Officer, data: dict[str, Any]) -> commands.Command:
    """What an option says is checked by the word itself; pydantic's ValueError is told as usage."""
    return kind.model_validate({"by": officer, **data})


app.command()(attachments)
for _name, _act in ACTS.items():
    app.command(_name)(_act)
