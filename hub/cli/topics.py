"""``hub topics``: the catalogue of topics, and how they are on the cluster."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, NamedTuple

import typer

from hub.cli.connection import OPERATOR, access_of, kafka_of
from hub.cli.show import show_json, table
from hub.cli.trouble import REFUSED
from hub.client.history import reader_of
from hub.lanes.values import Partition
from hub.operations.lag_targets import discover
from schemas.topics import DAY_MS, TOPICS, Topic


class Actual(NamedTuple):
    """One row of the catalogue as the cluster has it."""

    topic: Topic
    found: int
    """Topics: one, or one per endpoint."""
    partitions: int
    records: int
    """Offsets in use, marks of transactions among them."""
    missing: tuple[str, ...]
    """Topics that endpoints of other rows have and this row has not."""


def topics(as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for machines")] = False) -> None:
    """主题一览:规划与实际 · The topics: who writes, who reads, how long kept, and what is there.

    Example: hub topics
    """
    rows = asyncio.run(_look())
    if as_json:
        show_json({"topics": [_fields(row) for row in rows]})
    else:
        head = ["主题", "键", "写入", "读取", "保存", "实际主题", "分区", "记录", "问题"]
        table(head, [_cells(row) for row in rows])
    if any(not row.found or row.missing for row in rows):
        raise typer.Exit(REFUSED)


async def _look() -> list[Actual]:
    found = dict((await asyncio.to_thread(discover, access_of(OPERATOR))).topics)
    endpoints = {
        name.removeprefix(topic.name)
        for topic in TOPICS
        if topic.per_endpoint
        for name in found
        if name.startswith(topic.name)
    }
    rows = []
    async with reader_of(kafka_of(OPERATOR), "topics") as reader:
        for topic in TOPICS:
            names = [topic.name + endpoint for endpoint in sorted(endpoints)] if topic.per_endpoint else [topic.name]
            there = [name for name in names if name in found]
            places = [Partition(name, number) for name in there for number in range(found[name])]
            bounds = (await reader.bounds_of(places)).values() if places else ()
            records = sum(bound.end - bound.start for bound in bounds)
            missing = tuple(name for name in names if name not in found)
            rows.append(Actual(topic, len(there), len(places), records, missing))
    return rows


def _cells(row: Actual) -> list[object]:
    topic = row.topic
    name = f"{topic.name}R" if topic.per_endpoint else topic.name
    trouble = "缺少 " + "、".join(row.missing[:3]) + (" 等" if len(row.missing) > 3 else "") if row.missing else ""  # noqa: PLR2004 - three name enough
    cells = [name, topic.key, topic.written_by, topic.read_by, _kept(topic)]
    return [*cells, row.found, row.partitions, f"{row.records:,}", trouble]


def _kept(topic: Topic) -> str:
    if topic.config.get("cleanup.policy") == "compact":
        return "压缩保留"
    kept = int(topic.config["retention.ms"])
    return f"{kept // DAY_MS}天" if kept > 0 else "永久"


def _fields(row: Actual) -> dict[str, Any]:
    topic = row.topic
    return {
        "name": topic.name,
        "per_endpoint": topic.per_endpoint,
        "key": topic.key,
        "written_by": topic.written_by,
        "read_by": topic.read_by,
        "config": topic.config,
        "found": row.found,
        "partitions": row.partitions,
        "records": row.records,
        "missing": row.missing,
    }
