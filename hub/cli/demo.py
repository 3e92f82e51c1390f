"""``hub demo``: the story from window to window on real Kafka."""

from __future__ import annotations

import os
import time
from typing import Annotated

import typer
from rich.console import Console

from hub.cli.show import show_json
from hub.demo.stage import Stage, StoryError
from hub.local import EngineError
from hub.settings import read


def demo(as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for machines")] = False) -> None:
    """从窗口到窗口讲一遍故事 · Tell the story on real Kafka, with three parties and one kill.

    Example: hub demo
    """
    console = Console(highlight=False, soft_wrap=True, stderr=as_json)
    began = time.monotonic()
    try:
        Stage(read(os.environ), console.print).perform()
    except (EngineError, StoryError) as error:
        console.print(f"demo: FAILED: {error}")
        raise typer.Exit(1) from error
    seconds = time.monotonic() - began
    console.print(f"\ndemo: ok in {seconds:.1f} s · 三家公司两次申请全部办结,证照断网可验,无丢失、无重复")
    if as_json:
        show_json({"ok": True, "seconds": round(seconds, 1)})
