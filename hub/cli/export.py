"""``hub export``: what others want in tables, filled from what is recorded."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final, cast

import orjson
import typer

from hub.cli.moments import moment_of
from hub.cli.read_model import asked
from hub.cli.show import progress, say, show_json, table
from hub.cli.trouble import USAGE, Trouble
from hub.private_files import put_in_place
from hub.upload.columns import tables
from hub.upload.export import Export, Report, Stamp
from hub.upload.files import Format
from hub.upload.history import History, Numbered, Period
from hub.upload.profile import SHIPPED, ProfileError, profile
from schemas.times import CHINA, from_milliseconds

app = typer.Typer()

FORMATS: Final = frozenset({"csv", "parquet"})
SHOWN: Final = 20
REPORT: Final = "report.json"


@app.callback()
def _exports() -> None:
    """Tables that others want."""


@app.command("upload-tables")
def upload_tables(  # noqa: PLR0917 - options have names
    since: Annotated[str, typer.Option("--from", help="从何日起 · first day, as 2026-11-01")],
    until: Annotated[str, typer.Option("--to", help="到何日为止(不含) · and before this day")],
    out: Annotated[Path | None, typer.Option(help="输出文件夹 · folder; default upload-FROM-TO")] = None,
    formats: Annotated[str, typer.Option("--format", help="csv、parquet 或两者 · formats")] = "csv,parquet",
    peer: Annotated[str, typer.Option("--profile", help="对方的编码 · codes of the peer")] = SHIPPED,
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for machines")] = False,
) -> None:
    """导出国家上报数据表,并说明哪些无法填写、为什么 · Write the national upload tables; say what could not be filled.

    The files hold personal data, as the tables demand; only you can read them. report.json beside them holds none.

    Example: hub export upload-tables --from 2026-11-01 --to 2026-12-01 --out november
    """
    period = _period(since, until)
    wanted = [one.strip() for one in formats.split(",")]
    if not set(wanted) <= FORMATS or not wanted:
        raise Trouble(f"格式应为 csv、parquet:{formats}。\nFormats are csv and parquet.", USAGE)
    try:
        given = profile(peer)
    except ProfileError as error:
        raise Trouble(f"没有这个对方的编码 · {error}", USAGE) from None
    made_at = datetime.now(CHINA).replace(microsecond=0, tzinfo=None)
    export = Export(period, given, Stamp(f"{period.since:%Y%m%d}-{period.until:%Y%m%d}", made_at))
    _fill(export, period, quiet=as_json)
    folder = out or Path(f"upload-{since}-{until}".replace(":", ""))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = export.write(folder, [cast("Format", one) for one in wanted])
    fields = {**export.report.as_fields(), "files": [str(path) for path in files]}
    put_in_place(folder / REPORT, orjson.dumps(fields, option=orjson.OPT_INDENT_2))
    if as_json:
        show_json(fields)
    else:
        _tell(export.report, folder)


def _period(since: str, until: str) -> Period:
    begin, end = moment_of(since), moment_of(until)
    if begin is None or end is None or begin >= end:
        raise Trouble("--from 应早于 --to。\n--from must be before --to.", USAGE)
    return Period(from_milliseconds(begin), from_milliseconds(end))


def _fill(export: Export, period: Period, *, quiet: bool) -> None:
    from hub.readmodel.histories import histories, how_many  # noqa: PLC0415 - needs the database's driver

    def fill(dsn: str) -> None:
        with progress("导出办件", how_many(dsn, *period), quiet=quiet) as advance:
            for done, (number, facts, fault) in enumerate(histories(dsn, *period), 1):
                if fault:
                    export.hold_back(number, fault)
                else:
                    export.take(History(number, [Numbered(*one) for one in facts]))
                advance(done)

    asked(fill)


def _tell(report: Report, folder: Path) -> None:
    meanings = {f"{name}.{one.name}": one.meaning for name, columns in tables().items() for one in columns.values()}
    table(["数据表", "行数"], [[name, report.rows[name]] for name in tables()], title="已写出 · written")
    if report.held:
        rows: list[list[Any]] = [[one.table, one.case, one.column, one.reason] for one in report.held[:SHOWN]]
        table(["数据表", "办件", "列", "原因"], rows, title=f"未写出 {report.held_rows:,} 行 · rows held back")
    listed = {"空着的列 · left empty": report.empty, "代用的值 · not quite what is meant": report.instead}
    for title, found in listed.items():
        lines = [
            [column, meanings.get(column, ""), count, reason]
            for column, reasons in sorted(found.items())
            for reason, count in reasons.items()
        ]
        if lines:
            table(["列", "含义", "次数", "原因"], lines, title=title)
    say(f"{report.histories:,} 个办件已导出到 {folder}(含个人信息,仅本人可读);详见 {folder / REPORT} · done")
