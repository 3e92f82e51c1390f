"""``hub rebuild``: the read model made anew from the log."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.cli.read_model import database_dsn
from hub.cli.show import show_json


def rebuild(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只显示将做什么 · only say what would be done")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for machines")] = False,
) -> None:
    """清空查询库,由投影进程从日志重读 · Drop the read model; the projector reads the log again from its beginning.

    Nothing is lost: the read model holds only what the log says. Until it has caught up, screens show less.

    Example: hub rebuild
    """
    from hub.readmodel import rebuild as make_anew  # noqa: PLC0415 - needs the database's driver

    dsn = database_dsn()
    if not dry_run:
        make_anew(dsn)
    if as_json:
        show_json({"rebuilt": not dry_run})
    elif dry_run:
        typer.echo("将清空查询库并从日志重读;未做任何更改 · would drop the read model; nothing was changed")
    else:
        typer.echo("查询库已清空,投影进程正从日志重读(hub lag 可看进度)· dropped; the projector reads the log again")
