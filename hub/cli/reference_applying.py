"""``hub reference apply``: rows are checked against the running hub and written to it, all of them or none."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.cli.reference_findings import rows_of, tell_check
from hub.cli.reference_topic import running_rows, write_rows
from hub.cli.show import say, show_json, table
from hub.cli.trouble import REFUSED
from hub.reference.applying import Plan, plan
from schemas.reference import key_of
from schemas.times import CHINA


def apply_rows(
    files: Annotated[list[Path], typer.Argument(help="待生效的记录(JSON) · rows to be applied")],
    *,
    retroactive: Annotated[bool, typer.Option("--retroactive", help="可立即或追溯生效 · may count at once")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查 · check only")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for machines")] = False,
) -> None:
    """检查后将记录写入运行中的枢纽 · Check rows against the running hub, then apply them; one error, and none is.

    非追溯的记录最早自次日起生效 · A row counts from tomorrow at the earliest, unless it is retroactive.

    Example: hub reference apply new-rules.json --dry-run
    """
    rows, known = rows_of(files), running_rows()
    told = plan(rows, known, datetime.now(CHINA), retroactive=retroactive)
    written = 0 if told.refused or dry_run else asyncio.run(write_rows(told.rows, known))
    if as_json:
        show_json(_plan_as_data(told, written))
    else:
        _tell_plan(told, written, dry_run=dry_run)
    if told.refused:
        raise typer.Exit(REFUSED)


def _tell_plan(told: Plan, written: int, *, dry_run: bool) -> None:
    tell_check(list(told.findings), list(told.changes))
    table(["生效", "记录"], [[f"{row.valid_from}—{row.valid_to or ''}", key_of(row)] for row in told.rows])
    if told.endpoints:
        say(f"新的端点:{'、'.join(told.endpoints)};请为其建立主题和权限 · new endpoints need their topics and rights")
    if told.refused:
        say(f"未写入:{len(told.refused)} 个错误须先更正 · nothing was written")
    elif not told.rows:
        say("内容与现行记录相同,无需写入 · these rows count already")
    else:
        verb = f"检查通过,将写入 {len(told.rows)} 条" if dry_run else f"已写入 {written} 条"
        say(f"{verb};在办件仍按受理时的规定办理,日历除外 · cases under way keep their rules, but for calendars")


def _plan_as_data(told: Plan, written: int) -> dict[str, Any]:
    return {
        "rows": [{"key": key_of(row), "from": row.valid_from, "to": row.valid_to} for row in told.rows],
        "known_already": told.known_already,
        "findings": [one._asdict() for one in told.findings],
        "refused": [one._asdict() for one in told.refused],
        "changes": [one._asdict() for one in told.changes],
        "endpoints": told.endpoints,
        "written": written,
    }
