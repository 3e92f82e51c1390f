"""The work list of an endpoint, as a table and live."""

from __future__ import annotations

from contextlib import aclosing
from datetime import datetime
from typing import Any

from hub.cli.case import as_fields
from hub.cli.connection import kafka_of
from hub.cli.show import moment, progress, say, show_json, table
from hub.cli.standing import rows_of, work_of
from hub.client.history import from_now, reader_of
from hub.client.words import STAGES, sentence
from hub.client.work_list import WorkCase, work_list
from hub.lanes.values import Partition
from schemas.times import CHINA, from_milliseconds
from schemas.topics import WORK


async def show_work(endpoint: str, section: str, *, as_json: bool) -> None:
    """Show the open cases (of a section), from the read model where it is at hand, else from the own queue."""
    known = await work_of(endpoint)
    if known is not None:
        known = [case for case in known if section in {"", case["section"]}]
        if as_json:
            show_json({"endpoint": endpoint, "cases": known})
        else:
            head = ["办件编号", "事项", "申请人", "收件地", "环节", "最近时限", "经办"]
            table(head, rows_of(known), title=f"{endpoint} 待办 {len(known)} 件")
        return
    with progress("读取待办队列", None, quiet=as_json) as advance:
        cases = (await work_list(endpoint, kafka_of(endpoint), advance)).open_cases()
    cases = [case for case in cases if section in {"", case.section}]
    if as_json:
        show_json({"endpoint": endpoint, "cases": [_fields(case) for case in cases]})
        return
    now = datetime.now(CHINA)
    rows = [
        [
            case.number,
            case.item,
            case.origin,
            f"{'【急】' if case.urgent else ''}{STAGES[case.stage]}",
            _due(case, now),
            _holder(case),
        ]
        for case in cases
    ]
    table(["办件编号", "事项", "收件地", "环节", "最近时限", "经办"], rows, title=f"{endpoint} 待办 {len(cases)} 件")


async def follow_work(endpoint: str, *, as_json: bool) -> None:
    """Show what comes from now on, until Ctrl-C. Raises ClientError."""
    queue = Partition(WORK + endpoint, 0)
    async with reader_of(kafka_of(endpoint), queue.topic) as reader:
        end = (await reader.bounds(queue)).stable
        async with aclosing(from_now(reader, queue, end)) as notices:  # type: ignore[type-var]  # a generator
            async for notice in notices:
                if as_json:
                    show_json(as_fields(notice))
                else:
                    say(f"{moment(from_milliseconds(notice.written_at))}  {notice.number}  {sentence(notice)}")


def _stage(case: WorkCase) -> str:
    return ("【急】" if case.urgent else "") + STAGES[case.stage]


def _due(case: WorkCase, now: datetime) -> str:
    clock = case.due
    if clock is None:
        return "–"
    lamp = "●红灯" if clock.due <= now else "▲黄灯" if clock.yellow_at and clock.yellow_at <= now else ""
    return f"{clock.due:%m月%d日 %H:%M}{'(预计)' if clock.provisional else ''} {lamp}".strip()


def _holder(case: WorkCase) -> str:
    if case.holder is None:
        return "未认领"
    return f"{case.holder.staff},至{case.until:%H:%M}" if case.until else case.holder.staff


def _fields(case: WorkCase) -> dict[str, Any]:
    due = case.due
    return {
        "number": case.number,
        "item": case.item,
        "origin": case.origin,
        "unit": case.unit,
        "stage": case.stage,
        "due": due.due.isoformat() if due else None,
        "clock": due.name if due else None,
        "urgent": case.urgent,
        "section": case.section,
        "holder": case.holder.staff if case.holder else None,
    }
