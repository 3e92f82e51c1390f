"""``hub case``: where a case or a bundle stands, as the window hears it."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer

from hub.cli.connection import kafka_of
from hub.cli.reliance_words import HEAD, rows_of
from hub.cli.show import moment, say, show_json, table
from hub.cli.standing import bundle_rows_of, lamp_rows_of, sentence_of, standing
from hub.cli.trouble import REFUSED
from hub.client.following import check_number_of, follow, told_so_far
from hub.client.notices import QueuedNotice
from hub.client.words import sentence
from hub.domain.identifiers import origin_region, read_typed
from schemas.times import from_milliseconds


def case(
    number: Annotated[str, typer.Argument(help="办件编号或联办编号 · number of a case or a bundle")],
    follow_on: Annotated[bool, typer.Option("--follow", help="持续跟踪到结束 · follow it to its end")] = False,
    endpoint: Annotated[str, typer.Option(help="收件地端点,缺省取编号中的地区 · where it was filed")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for machines")] = False,
) -> None:
    """查看办件经过,或持续跟踪 · Look at a case or a bundle, or follow it live.

    Example: hub case 5201812611235K3Q7WZ9M2TCX --follow
    """
    typed = read_typed(number)
    check_number_of(typed, endpoint)
    filed_at = endpoint or origin_region(typed)
    if follow_on:
        asyncio.run(_follow(typed, filed_at, as_json=as_json))
        return
    told = asyncio.run(told_so_far(typed, kafka_of(filed_at), filed_at))
    known = asyncio.run(standing(typed))
    if known and not as_json:
        say(sentence_of(known))
        if "cases" in known:
            table(["办件编号", "事项", "环节", "结果", "等待", "容缺承诺"], bundle_rows_of(known))
        if known.get("lamps"):
            table(["红灯序号", "时限", "灯", "亮灯时间", "单位", "工作人员", "申诉"], lamp_rows_of(known))
        if known.get("reliances"):
            table(HEAD, rows_of(known["reliances"]))
    if as_json:
        show_json({"number": typed, "standing": known, "notices": [as_fields(notice) for notice in told]})
    elif told:
        rows = [[moment(from_milliseconds(one.written_at)), one.number, sentence(one)] for one in told]
        table(["时间", "编号", "经过"], rows, title=f"{typed} 的经过")
    else:
        say(f"{filed_at} 的结果队列里没有 {typed};若刚刚报送,请稍候 · nothing is known of it yet")
    if not told:
        raise typer.Exit(REFUSED)


async def _follow(number: str, endpoint: str, *, as_json: bool) -> None:
    async for notice in follow(number, kafka_of(endpoint), endpoint):
        if as_json:
            show_json(as_fields(notice))
        else:
            say(f"{moment(from_milliseconds(notice.written_at))}  {notice.number}  {sentence(notice)}")


def as_fields(notice: QueuedNotice) -> dict[str, Any]:
    """Give a notice for machines."""
    return {
        "number": notice.number,
        "type": notice.ce_type,
        "id": notice.id,
        "sequence": notice.sequence,
        "written_at": from_milliseconds(notice.written_at).isoformat(),
        "text": sentence(notice),
        "data": notice.data,
    }
