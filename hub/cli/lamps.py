"""``hub lamps``: red lamps counted, raw and adjusted, and what a unit and its supervisor say of one."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hub.cli.acts import AsJson, By, Endpoint, Number, Wait, perform
from hub.cli.read_model import ask
from hub.cli.show import say, show_json, table
from schemas import commands
from schemas.times import CHINA

if TYPE_CHECKING:
    from hub.readmodel.lamp_statistics import OfficerLamps, UnitLamps

app = typer.Typer()

Lamp = Annotated[int, typer.Argument(min=1, help="红灯序号,见 hub case · number of the lamp: see hub case")]
Paper = Annotated[str, typer.Option(help="所依据的材料 · the paper it rests on")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="收件日期 · by the day of filing")]


@app.command("list")
def list_lamps(
    endpoint: Annotated[str, typer.Argument(help="端点,缺省为全省 · an endpoint; all by default")] = "",
    since: Day = None,
    until: Day = None,
    as_json: AsJson = False,
) -> None:
    """各单位红灯:原始数和调整后 · Red lamps by unit, raw and adjusted, each figure with its formula.

    Example: hub lamps list 520122 --since 2026-01-01
    """
    from hub.readmodel.lamp_statistics import FORMULAS  # noqa: PLC0415 - a county's command has no database

    units = asyncio.run(_units(endpoint, _in_china(since), _in_china(until)))
    if as_json:
        show_json({"units": [_fields(unit) for unit in units], "formulas": FORMULAS})
        return
    table(
        ["单位", "收件", "红灯", "待审核", "申诉成立", "平台撤回", "调整后", "红灯率", "调整后红灯率"],
        [
            [
                unit.name,
                unit.cases,
                unit.raw,
                unit.waiting,
                unit.granted,
                unit.lifted,
                unit.adjusted,
                _percent(unit.share),
                _percent(unit.share_adjusted),
            ]
            for unit in units
        ],
    )
    say("\n".join(FORMULAS.values()))


@app.command()
def officers(
    unit: Annotated[str, typer.Argument(help="单位的统一社会信用代码 · the unit's USCC")],
    since: Day = None,
    until: Day = None,
    as_json: AsJson = False,
) -> None:
    """一个单位各工作人员的红灯,容错不计 · A unit's red lamps by officer, errors in good faith kept out.

    Example: hub lamps officers 11520122MB2855918T
    """
    from hub.readmodel.lamp_statistics import FORMULAS  # noqa: PLC0415 - as above

    found = asyncio.run(_officers(unit, _in_china(since), _in_china(until)))
    if as_json:
        show_json({"officers": [asdict(one) for one in found], "formula": FORMULAS["officer"]})
        return
    rows = [[one.staff, one.raw, one.adjusted, one.good_faith, one.counted] for one in found]
    table(["工号", "红灯", "调整后", "容错", "计入本人"], rows)
    say(FORMULAS["officer"])


@app.command()
def explain(
    number: Number,
    lamp: Lamp,
    reason: Annotated[str, typer.Option(help="亮灯原因 · why it was red")],
    *,
    by: By,
    paper: Paper = "",
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """申诉:说明红灯的原因 · Explain a red lamp of one's own unit.

    Example: hub lamps explain NUMBER 1 --reason 系统停机 --by UNIT/STAFF
    """
    perform(
        number,
        endpoint,
        lambda officer: commands.ExplainLamp(by=officer, lamp=lamp, reason=reason, paper=paper or None),
        by,
        wait=wait,
        as_json=as_json,
    )


@app.command()
def judge(
    number: Number,
    lamp: Lamp,
    reason: Annotated[str, typer.Option(help="审核意见 · the reason")],
    *,
    granted: Annotated[bool, typer.Option("--grant/--refuse", help="成立或不成立 · grant or refuse")],
    by: By,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """审核申诉(督查单位)· Grant or refuse an explanation, as the supervising unit.

    Example: hub lamps judge NUMBER 1 --grant --reason 情况属实 --by UNIT/STAFF
    """
    perform(
        number,
        endpoint,
        lambda officer: commands.JudgeExplanation(by=officer, lamp=lamp, granted=granted, reason=reason),
        by,
        wait=wait,
        as_json=as_json,
    )


@app.command()
def good_faith(
    number: Number,
    lamp: Lamp,
    ground: Annotated[str, typer.Option(help="容错理由 · the ground")],
    paper: Paper,
    *,
    by: By,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """容错:不计入该工作人员的红灯(督查单位)· Note an error in good faith: kept out of that officer's lamps.

    Example: hub lamps good-faith NUMBER 1 --ground 首次试行 --paper 容错认定书1号 --by UNIT/STAFF
    """
    perform(
        number,
        endpoint,
        lambda officer: commands.NoteGoodFaithError(by=officer, lamp=lamp, ground=ground, paper=paper),
        by,
        wait=wait,
        as_json=as_json,
    )


async def _units(endpoint: str, since: datetime | None, until: datetime | None) -> tuple[UnitLamps, ...]:
    return await ask(lambda model: model.unit_lamps(endpoint or None, since, until))


async def _officers(unit: str, since: datetime | None, until: datetime | None) -> tuple[OfficerLamps, ...]:
    return await ask(lambda model: model.officer_lamps(unit, since, until))


def _fields(unit: UnitLamps) -> dict[str, Any]:
    return asdict(unit) | {"share": unit.share, "share_adjusted": unit.share_adjusted}


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _in_china(day: datetime | None) -> datetime | None:
    return day and day.replace(tzinfo=CHINA)
