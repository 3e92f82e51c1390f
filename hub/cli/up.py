"""``hub up``: engines, topics, reference data and workers, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import threading
from typing import Annotated

import typer
from rich.console import Console

from hub.cli.show import show_json
from hub.local import EngineError
from hub.local.province import Province
from hub.settings import read

LOOK_EVERY_S = 1.0


def up(
    workers: Annotated[
        int, typer.Option(min=0, max=16, help="工作进程数(0 只启动引擎)· worker processes, 0: engines only")
    ] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for machines")] = False,
) -> None:
    """运行整个枢纽,直到按下 Ctrl-C · Run the hub on this machine until Ctrl-C.

    Example: hub up --workers 2
    """
    console = Console(highlight=False, soft_wrap=True, stderr=as_json)
    asked = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked.set())
    names = [f"worker-{number}" for number in range(1, workers + 1)]
    try:
        with Province(read(os.environ), lambda line: console.print(f"  · {line}"), workers=names) as province:
            console.print(f"up: 就绪 · ready. HUB_HOME={province.settings.engines.home}")
            if as_json:
                show_json({"ready": True, "home": str(province.settings.engines.home), "workers": names})
            console.print(
                "up: 另开一个终端试试 · in another terminal: hub lag --watch, hub sample --cases 100 --publish"
            )
            _watch(province, asked, console)
            console.print("\nup: 正在收尾 · draining")
    except EngineError as error:
        console.print(f"up: FAILED: {error}")
        raise typer.Exit(3) from error
    console.print("up: 已停止,数据保留 · stopped, data kept")


def _watch(province: Province, asked: threading.Event, console: Console) -> None:
    """Begin dead workers again, and show what the live ones do."""
    with console.status("") as line:
        while not asked.wait(LOOK_EVERY_S):
            for name in province.revive():
                console.print(f"up: {name} 意外结束,已重新启动 · ended unexpectedly, started again")
            line.update(f"最近一分钟 · facts in the last minute: {province.last_minute()}")
