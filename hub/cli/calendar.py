"""``hub calendar``: which days offices work, and the file of a new notice or of one region's decree."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from hub.cli.reference_topic import read_rows, running_rows, write_rows
from hub.cli.show import say, show_json, table
from hub.cli.trouble import REFUSED, USAGE, Trouble
from hub.domain.reference import Reference
from hub.reference.calendar_file import Calendar, FileError, dated, problems_of, read_file, says_nothing_new
from hub.reference.load import load
from schemas.reference import CalendarYear, RegionalCalendar
from schemas.times import CHINA

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="机器可读 · for machines")]
Shipped = Annotated[bool, typer.Option("--shipped", help="随附的基础数据,不连Kafka · the rows shipped, without Kafka")]
GUIZHOU: Final = "520000"


@app.command("list")
def list_calendars(shipped: Shipped = False, as_json: AsJson = False) -> None:
    """列出各年日历和各地的决定 · List the years and the decrees of regions, and since when each counts.

    Example: hub calendar list --shipped
    """
    rows = sorted(_calendars(_known(shipped=shipped)), key=lambda row: (row.kind, row.code, row.valid_from))
    if as_json:
        show_json({"calendars": [_fields(row) for row in rows]})
        return
    table(
        ["年度或地区", "放假", "调休上班", "状态", "自何日起用", "依据"],
        [
            [
                row.code,
                len(row.days_off),
                len(_working(row)),
                "预计" if isinstance(row, CalendarYear) and row.provisional else "已公布",
                f"{row.valid_from}",
                row.source,
            ]
            for row in rows
        ],
    )


@app.command()
def show(
    year: Annotated[int, typer.Argument(help="年度 · the year")],
    region: Annotated[str, typer.Option(help="行政区划,缺省为全省 · a region; the province by default")] = GUIZHOU,
    shipped: Shipped = False,
    as_json: AsJson = False,
) -> None:
    """显示一年的工作日 · Show a year: working days by month, days off on weekdays, working weekends.

    Example: hub calendar show 2026 --shipped
    """
    known, today = _known(shipped=shipped), _now().date()
    if region not in known.above:
        raise Trouble(f"没有行政区划{region} · no such region", REFUSED)
    calendar = known.calendar_for(region, today)
    days = [date(year, 1, 1) + timedelta(days=place) for place in range(366)]
    days = [day for day in days if day.year == year]
    working = [day for day in days if calendar.is_working_day(day)]
    off = [day for day in days if day.weekday() < _SATURDAY and day not in set(working)]
    weekends = [day for day in working if day.weekday() >= _SATURDAY]
    told: dict[str, Any] = {
        "year": year,
        "region": region,
        "provisional": not calendar.is_covered(days[0]),
        "working_days": len(working),
        "by_month": [sum(day.month == month for day in working) for month in range(1, 13)],
        "days_off": [f"{day}" for day in off],
        "working_weekends": [f"{day}" for day in weekends],
    }
    if as_json:
        show_json(told)
        return
    say(f"{year}年 {region} 工作日 {len(working)} 天{'(预计:通知尚未发布)' if told['provisional'] else ''}")
    say("各月:" + " ".join(f"{month}月{count}" for month, count in enumerate(told["by_month"], 1)))
    say("工作日放假:" + (" ".join(f"{day:%m-%d}" for day in off) or "无"))
    say("周末上班:" + (" ".join(f"{day:%m-%d}" for day in weekends) or "无"))


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="JSON或CSV文件 · a JSON or CSV file")],
    retroactive: Annotated[bool, typer.Option("--retroactive", help="立即起用 · counts at once")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查 · check only")] = False,
    shipped: Shipped = False,
    as_json: AsJson = False,
) -> None:
    """导入放假通知或某地的决定,在办件时限随后重算 · Load a notice or decree; open cases are computed again.

    Example: hub calendar import 2027.json --dry-run --shipped
    """
    try:
        row = read_file(file)
    except (FileError, OSError, UnicodeDecodeError) as error:
        raise Trouble(f"{file}: {error}", USAGE) from None
    if shipped and not dry_run:
        raise Trouble("--shipped 只用于检查 · --shipped is for --dry-run only", USAGE)
    outcome = asyncio.run(_import(row, retroactive=retroactive, dry_run=dry_run, shipped=shipped))
    if as_json:
        show_json(outcome)
    elif outcome["problems"]:
        say("\n".join(outcome["problems"]))
    else:
        say(_sentence(outcome, dry_run=dry_run))
    if outcome["problems"]:
        raise typer.Exit(REFUSED)


async def _import(row: Calendar, *, retroactive: bool, dry_run: bool, shipped: bool) -> dict[str, Any]:
    known = load() if shipped else await read_rows()
    found, now = problems_of(row, known), _now()
    new = dated(row, known, now, retroactive=retroactive)
    same = says_nothing_new(row, known, new.valid_from)
    if not (found or dry_run or same):
        await write_rows([new], known)
    written = not (found or dry_run or same)
    return {**_fields(new), "problems": found, "known_already": same, "written": written}


def _known(*, shipped: bool) -> Reference:
    return load() if shipped else running_rows()


def _calendars(known: Reference) -> list[Calendar]:
    return [row for row in known.rows.values() if isinstance(row, CalendarYear | RegionalCalendar)]


def _working(row: Calendar) -> tuple[date, ...]:
    return row.working_weekends if isinstance(row, CalendarYear) else row.working_days


def _fields(row: Calendar) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude_none=True)


def _sentence(outcome: dict[str, Any], *, dry_run: bool) -> str:
    if outcome["known_already"]:
        return "内容与现行日历相同,无需导入 · these days count already"
    verb = "检查通过,将" if dry_run else "已写入,"
    return f"{verb}自{outcome['valid_from']}起用;涉及的在办件随后重算 · counts from that day; open cases follow"


def _now() -> datetime:
    return datetime.now(CHINA)


_SATURDAY: Final = 5
