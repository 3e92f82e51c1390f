"""``hub verify-log``: whether the log is what was written."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from hub.cli.connection import OPERATOR, kafka_of, settings
from hub.cli.moments import moment_of
from hub.cli.show import moment, progress, say, show_json, table
from hub.cli.trouble import REFUSED, USAGE, Trouble
from hub.client.history import reader_of
from hub.integrity.keys import SealKeyError, kept_public, trusted
from hub.integrity.verify import Question, Report, verify
from hub.wiring import wall_clock
from schemas.times import from_milliseconds
from schemas.topics import FACTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.attachments.audit import Audit
    from hub.integrity.breaks import Break
    from hub.lanes.values import Record

SHOWN: Final = 20
NO_KEY: Final = (
    "没有可信的封印公钥:请用 --key 给出(运行枢纽的机器上 {folder} 中的 .pub 文件),或用 --without-seals 只核对链。\n"
    "There is no public key to trust: give it by --key, or check the chains alone by --without-seals."
)


def verify_log(
    since: Annotated[str, typer.Option("--from", help="只核对此后的封印 · only what was sealed later")] = "",
    key: Annotated[list[str] | None, typer.Option(help="可信公钥(文件或文本,可多个) · public keys to trust")] = None,
    without_seals: Annotated[bool, typer.Option("--without-seals", help="不核对封印 · chains alone")] = False,
    attachments: Annotated[
        bool, typer.Option("--attachments", help="也核对每个附件 · read every attachment that facts name as well")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for machines")] = False,
) -> None:
    """核对登记链和每小时封印,指出第一处问题 · Check the chains and hourly seals of the log; name the first break.

    Reads Kafka alone, committed records of every partition. Identical copies are noted and are no break.

    With --attachments the files as well: each that a fact names is there, and has its size and digest.

    Example: hub verify-log; hub verify-log --from 2026-11-25 --json; hub verify-log --attachments
    """
    begin = moment_of(since) or 0
    if begin and without_seals:
        raise Trouble("--from 依据封印,不能与 --without-seals 同用。\n--from goes by seals.", USAGE)
    keys = {} if without_seals else _keys(key or [])
    question = Question(0, keys, wall_clock(), begin, not without_seals)
    audited: Audit | None = None
    if attachments:
        from hub.cli.verify_attachments import verify_with_attachments  # noqa: PLC0415 - the log alone needs no store

        report, audited = verify_with_attachments(lambda seen: _verify(question, seen, quiet=as_json), quiet=as_json)
    else:
        report = asyncio.run(_verify(question, lambda _: None, quiet=as_json))
    _show(report, audited, as_json=as_json)
    if report.count or (audited and audited.count):
        raise typer.Exit(REFUSED)


def _show(report: Report, audited: Audit | None, *, as_json: bool) -> None:
    if audited is None:
        show_json(as_fields(report)) if as_json else _tell(report)
        return
    from hub.cli.verify_attachments import audit_fields, tell_audit  # noqa: PLC0415 - as above

    if as_json:
        show_json(as_fields(report) | {"attachments": audit_fields(audited)})
    else:
        _tell(report)
        tell_audit(audited)


def _keys(given: list[str]) -> dict[str, Any]:
    folder = settings().seal_key.parent
    texts = [Path(text).read_text().strip() if Path(text).is_file() else text for text in given]
    try:
        keys = trusted(texts or kept_public(folder))
    except SealKeyError as error:
        raise Trouble(f"公钥无法识别 · {error}", USAGE) from None
    if not keys:
        raise Trouble(NO_KEY.format(folder=folder), REFUSED)
    return dict(keys)


async def _verify(asked: Question, seen: Callable[[Record], None], *, quiet: bool) -> Report:
    async with reader_of(kafka_of(OPERATOR), FACTS) as reader:
        partitions = len(await reader.partitions(FACTS))
        with progress("核对登记", None, quiet=quiet) as advance:
            return await verify(reader, asked._replace(partitions=partitions), advance, seen)


def _tell(report: Report) -> None:
    for one, other in report.standstills:
        say(f"{moment(one)} 至 {moment(other)} 没有封印:枢纽未运行 · no seals, and none is missing")
    if report.copies:
        say(f"{report.copies:,} 条登记重复出现且完全相同,不是问题 · identical copies, no break")
    if report.on_trust:
        say(f"{report.on_trust:,} 个办件始于所选时间之前,其首条未核对 · taken on trust at their first fact")
    read = f"{report.facts:,} 条登记、{report.aggregates:,} 个办件(联办件)、{report.seals:,} 个封印"
    first = report.first
    if first is None:
        say(f"已核对 {read}:完整无误 · whole")
        return
    say(f"已核对 {read}:发现 {report.count:,} 处问题。第一处 · the first break:\n  {sentence(first)}")
    rows = [
        [found.fault.value, found.subject, found.number, place_of(found), found.detail]
        for found in sorted(report.breaks, key=lambda found: found.place)[:SHOWN]
    ]
    table(["问题", "办件", "编号", "位置", "说明"], rows)


def sentence(found: Break) -> str:
    """Say one finding."""
    subject = f"{found.subject} 第 {found.number} 条:" if found.subject else f"第 {found.number} 号封印:"
    detail = f"({found.detail})" if found.detail else ""
    return f"{subject}{found.fault.value}{detail},位于 {place_of(found)}"


def place_of(found: Break) -> str:
    """Give where an auditor has to look."""
    return f"{found.topic}/{found.partition}" + (f" 偏移 {found.offset}" if found.offset >= 0 else "")


def as_fields(report: Report) -> dict[str, Any]:
    """Give a report for machines."""
    breaks = sorted(report.breaks, key=lambda found: found.place)
    return {
        "whole": not report.count,
        "facts": report.facts,
        "aggregates": report.aggregates,
        "copies": report.copies,
        "on_trust": report.on_trust,
        "seals": report.seals,
        "standstills": [[one.isoformat(), other.isoformat()] for one, other in report.standstills],
        "breaks_in_all": report.count,
        "first_break": _fields(breaks[0]) if breaks else None,
        "breaks": [_fields(found) for found in breaks],
        "newest_seals": report.newest_seals,
    }


def _fields(found: Break) -> dict[str, Any]:
    return {
        "fault": found.fault.name.lower(),
        "text": sentence(found),
        "subject": found.subject,
        "number": found.number,
        "topic": found.topic,
        "partition": found.partition,
        "offset": found.offset,
        "at": from_milliseconds(found.timestamp).isoformat() if found.timestamp else None,
        "detail": found.detail,
    }
