"""``hub reference``: what is an item, a region, a unit today."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from hub.cli.show import say, show_json, table
from hub.cli.trouble import REFUSED
from hub.domain.reference import Reference
from hub.reference.check import problems
from hub.reference.load import load
from schemas.times import CHINA

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="机器可读 · for machines")]


@app.command()
def check(as_json: AsJson = False) -> None:
    """检查随附的基础数据 · Check that the shipped rows fit each other.

    Example: hub reference check
    """
    found = problems(load(), datetime.now(CHINA).date())
    if as_json:
        show_json({"problems": found})
    else:
        say("\n".join(found) or "基础数据一致 · all rows fit each other")
    if found:
        raise typer.Exit(REFUSED)


@app.command()
def show(
    text: Annotated[str, typer.Argument(help="代码或名称的一部分 · code or part of a name")],
    as_json: AsJson = False,
) -> None:
    """查找地区、单位、事项 · Find regions, units and items.

    Example: hub reference show 清镇
    """
    rows = found_in(load(), text)
    if as_json:
        show_json(rows)
    else:
        table(["类别", "代码", "名称"], [[row["kind"], row["code"], row["name"]] for row in rows])
    if not rows:
        raise typer.Exit(REFUSED)


def found_in(reference: Reference, text: str) -> list[dict[str, Any]]:
    """Give what has the text in its code or name today."""
    today = datetime.now(CHINA).date()
    kinds = {
        "地区": [(row.code, row.name) for row in reference.all_regions(today)],
        "单位": [(row.uscc, row.name) for row in reference.all_units(today)],
        "事项": [(row.code, row.name) for row in reference.all_items(today)],
    }
    return [
        {"kind": kind, "code": code, "name": name}
        for kind, rows in kinds.items()
        for code, name in rows
        if text in code or text in name
    ]
