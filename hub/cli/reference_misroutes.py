"""``hub reference misroutes``: which matters went to the wrong unit, and why, from the facts of the read model."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from hub.cli.read_model import ask
from hub.cli.show import say, show_json, table
from hub.cli.trouble import USAGE, Trouble
from schemas.times import CHINA

if TYPE_CHECKING:
    from hub.readmodel.misroutes import Misroute


def misroutes(
    since: Annotated[str, typer.Option(help="自何日起,YYYY-MM-DD · from a day on; default: all")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for machines")] = False,
) -> None:
    """列出转办的办件及原因,供维护分派规则 · List where cases were handed on and why, for whoever keeps the rules.

    Example: hub reference misroutes --since 2026-11-01
    """
    found = asyncio.run(_ask(_moment(since)))
    if as_json:
        show_json([asdict(one) for one in found])
        return
    rows = [[one.transfers, one.item_name, one.region, one.from_unit, one.to_name, one.reason] for one in found]
    table(["件数", "事项", "属地", "转出单位", "转往", "原因"], rows)
    if not found:
        say("没有转办的办件 · no case was handed on")


async def _ask(since: datetime | None) -> tuple[Misroute, ...]:
    return await ask(lambda model: model.misroutes(since))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CHINA) if text else None
    except ValueError:
        raise Trouble(f"{text} 不是日期,应如 2026-11-01 · not a day", USAGE) from None
