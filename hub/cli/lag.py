"""``hub lag``: who is behind, by how many cases, and since when."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from hub.cli.connection import OPERATOR, access_of, kafka_of
from hub.cli.show import grid, moment, printed, say, show_json, span
from hub.client.history import reader_of
from hub.domain.reference import Reference
from hub.intake.handler import STOPPED
from hub.operations.lag import RETENTION_WARNING, Convergence, Figure, Quality, Verdict
from hub.operations.lag_collector import Collector, GroupLag
from hub.operations.lag_targets import discover, targets
from hub.reference.load import load
from schemas.times import CHINA, from_milliseconds
from schemas.topics import INBOX, RESULTS, WORK

VERDICTS = {
    Verdict.OK: "正常",
    Verdict.UNKNOWN: "观察中",
    Verdict.WARN: "▲积压在增加",
    Verdict.STALL: "●停滞",
    Verdict.REWIND: "●位置后退",
    Verdict.STOP: "●无人读取",
    Verdict.STOPPED: "●已停用",
}
NOTES = {STOPPED: "来件多数没有可读的信封,已停收"}
QUEUES = {INBOX: "收件箱", WORK: "待办队列", RESULTS: "结果队列", "commands": "平台办理", "facts": "平台登记"}


def lag(
    watch: Annotated[bool, typer.Option("--watch", help="持续刷新 · refresh until Ctrl-C")] = False,
    every: Annotated[float, typer.Option(min=0.2, help="刷新间隔秒数 · seconds between polls")] = 5.0,
    everything: Annotated[bool, typer.Option("--all", help="也列出没有积压的 · also who is not behind")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for machines")] = False,
) -> None:
    """积压:每个端点和消费组落后多少件、最久等了多久 · Cases behind and age of the oldest, per endpoint and group.

    Example: hub lag --watch
    """
    if watch and not as_json and sys.stdout.isatty():
        _watch(every, everything=everything)
        return
    asyncio.run(_print(every if watch else 0, everything=everything, as_json=as_json))


def _watch(every: float, *, everything: bool) -> None:
    from rich.console import Console, Group  # noqa: PLC0415 - only people need it
    from rich.live import Live  # noqa: PLC0415 - same

    async def go_on() -> None:
        names = load()
        with Live(console=Console(), auto_refresh=False, screen=False) as live:
            async for rows in polls(every):
                shown = _chosen(rows, everything=everything)
                live.update(Group(_table(shown, names), *sentences(shown, names)), refresh=True)

    asyncio.run(go_on())


async def _print(every: float, *, everything: bool, as_json: bool) -> None:
    names = load()
    async for rows in polls(every):
        if as_json:
            show_json({"at": datetime.now(CHINA).isoformat(), "groups": [as_fields(row, names) for row in rows]})
        else:
            shown = _chosen(rows, everything=everything)
            printed(_table(shown, names))
            say("\n".join(sentences(shown, names)) or "没有积压 · nobody is behind")
        if not every:
            return


async def polls(every: float) -> Any:
    """Measure again and again. Raises ClientError, BrokerError, Trouble."""
    access = access_of(OPERATOR)
    async with reader_of(kafka_of(OPERATOR), "groups") as reader:
        collector = Collector(reader, lambda: time.time_ns() // 1_000_000)
        while True:
            found = await asyncio.to_thread(discover, access)
            yield await collector.poll(targets(found.topics, found.groups), found.groups)
            await asyncio.sleep(every)


def _chosen(rows: Sequence[GroupLag], *, everything: bool) -> list[GroupLag]:
    """Leave out who is not behind, but never a bad verdict and never the province's own groups."""
    return [row for row in rows if everything or not row.target.endpoint or _is_of_interest(row)]


def _is_of_interest(row: GroupLag) -> bool:
    never = row.whole.records.quality is Quality.UNKNOWN and row.target.group.startswith("hub.")
    return not never and (row.whole.records.value != 0 or row.whole.verdict not in {Verdict.OK, Verdict.UNKNOWN})


def _table(rows: Sequence[GroupLag], names: Reference) -> Any:
    head = ["端点", "队列", "消费组", "落后", "最久等待", "清空还需", "状态", "说明"]
    title = f"积压 · {moment(datetime.now(CHINA))}"
    return grid(head, [_cells(row, names) for row in rows], title)


def _cells(row: GroupLag, names: Reference) -> list[str]:
    target, whole = row.target, row.whole
    return [
        place_name(target.endpoint, names),
        queue_name(target.topic),
        target.group,
        _amount(row.cases),
        _age(whole.seconds),
        _clears(row.clears_in),
        VERDICTS[whole.verdict],
        _remarks(row),
    ]


def sentences(rows: Sequence[GroupLag], names: Reference) -> list[str]:
    """Say in business words who is behind, the longest wait first."""
    behind = [row for row in rows if row.cases.value and row.target.endpoint]
    behind.sort(key=lambda row: -(row.whole.seconds.value or 0))
    return [
        f"{place_name(row.target.endpoint, names)}的{queue_name(row.target.topic)}落后 {_amount(row.cases)},"
        f"最久的已等 {_age(row.whole.seconds)}。"
        for row in behind
    ]


def _amount(figure: Figure) -> str:
    if figure.value is None:
        return "未知"
    return f"{'至多' if figure.quality is Quality.ESTIMATED else ''}{int(figure.value)} 件"


def _age(figure: Figure) -> str:
    return f"{'约' if figure.quality is Quality.ESTIMATED else ''}{span(figure.value)}"


def _clears(clears: Figure | Convergence) -> str:
    if isinstance(clears, Convergence):
        return "追不上"
    return span(clears.value)


def _remarks(row: GroupLag) -> str:
    whole = row.whole
    parts = [NOTES.get(whole.note, whole.note)] if whole.note else []
    if whole.lost:
        parts.append(f"已过期丢失 {whole.lost} 条")
    if whole.retention is not None and whole.retention >= RETENTION_WARNING:
        parts.append(f"将超过保存期({whole.retention:.0%})")
    if whole.records.value is None:
        parts.append("从未提交过位置")
    return ";".join(parts)


def place_name(endpoint: str, names: Reference) -> str:
    """Give an endpoint as people call it."""
    region = names.region(endpoint[:6], datetime.now(CHINA).date()) if endpoint else None
    return f"{region.name}({endpoint})" if region else endpoint or "全省"


def queue_name(topic: str) -> str:
    """Give a topic as people call it."""
    return next((name for queue, name in QUEUES.items() if topic.startswith(queue)), topic)


def as_fields(row: GroupLag, names: Reference) -> dict[str, Any]:
    """Give a row for machines, each figure with its quality."""
    whole = row.whole
    clears = row.clears_in
    return {
        "endpoint": row.target.endpoint,
        "name": place_name(row.target.endpoint, names),
        "group": row.target.group,
        "topic": row.target.topic,
        "cases": row.cases._asdict(),
        "records": whole.records._asdict(),
        "seconds": whole.seconds._asdict(),
        "lost": whole.lost,
        "retention_ratio": whole.retention,
        "clears_in": clears.value if isinstance(clears, Convergence) else clears._asdict(),
        "verdict": whole.verdict.value,
        "note": whole.note,
        "measured_at": from_milliseconds(whole.at).isoformat(),
        "partitions": {
            number: {
                "records": part.records._asdict(),
                "seconds": part.seconds._asdict(),
                "verdict": part.verdict.value,
            }
            for number, part in row.partitions.items()
        },
    }
