"""``hub sample``: realistic made-up filings."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import date, datetime
from typing import Annotated, Any, Final

import orjson
import typer

from hub.cli.show import progress, say, show_json
from hub.client.sample import Filing
from hub.client.sample import sample as filings_of
from hub.client.submission import Desk, Submission
from hub.reference.load import load
from schemas.times import CHINA

CONNECTIONS: Final = 8
"""Endpoints that publish side by side."""


def sample(
    cases: Annotated[int, typer.Option(min=1, help="办件数 · number of cases")] = 10,
    seed: Annotated[int, typer.Option(help="同一种子,同一数据 · the same seed, the same filings")] = 1,
    day: Annotated[str, typer.Option(help="日期 · day, as 2026-11-23; default today")] = "",
    publish: Annotated[bool, typer.Option("--publish", help="直接报送 · publish to the inboxes")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for machines")] = False,
) -> None:
    """生成样例申请(人物均为虚构),每行一个JSON · Make realistic made-up filings, one JSON a line.

    Example: hub sample --cases 100 --seed 7 > filings.jsonl; hub sample --cases 100 --publish
    """
    reference = load()
    on = date.fromisoformat(day) if day else datetime.now(CHINA).date()
    filings = filings_of(cases, seed, reference, on)
    if not publish:
        for filing in filings:
            show_json(line_of(filing))
        return
    # what is checked twice is only slower: these were made by the rules
    submissions = [_submission(filing) for filing in filings]
    asyncio.run(publish_all(submissions, quiet=as_json))
    endpoints = len({submission.endpoint for submission in submissions})
    told = {"cases": cases, "seed": seed, "messages": len(submissions), "endpoints": endpoints}
    if as_json:
        show_json(told)
    else:
        say(f"已报送 {told['messages']} 份,共 {cases} 件,来自 {told['endpoints']} 个收件地(种子 {seed})")


def line_of(filing: Filing) -> dict[str, Any]:
    """Give a filing as one line of a file that ``hub submit`` reads."""
    return {
        "endpoint": filing.endpoint,
        "at": filing.at.isoformat(),
        "ce_type": filing.ce_type,
        "number": filing.number,
        "data": filing.data,
    }


async def publish_all(submissions: list[Submission], *, quiet: bool) -> None:
    """Publish to each endpoint's inbox with that endpoint's own password. Raises ClientError, Trouble."""
    from hub.cli.connection import kafka_of  # noqa: PLC0415 - printing needs no connection
    from hub.client.publisher import Publisher  # noqa: PLC0415 - same

    by_endpoint: dict[str, list[Submission]] = defaultdict(list)
    for submission in submissions:
        by_endpoint[submission.endpoint].append(submission)
    stored: dict[str, int] = {}
    turns = asyncio.Semaphore(CONNECTIONS)
    with progress("报送", len(submissions), quiet=quiet) as advance:

        async def publish(endpoint: str, own: list[Submission]) -> None:
            def told(number: int) -> None:
                stored[endpoint] = number
                advance(sum(stored.values()))

            async with turns, Publisher(endpoint, kafka_of(endpoint)) as publisher:
                await publisher.publish(own, told)

        # not a TaskGroup: what went wrong shall be told as itself
        await asyncio.gather(*(publish(endpoint, own) for endpoint, own in by_endpoint.items()))


def _submission(filing: Filing) -> Submission:
    return Desk(filing.endpoint).command(filing.ce_type, filing.number, orjson.dumps(filing.data), filing.at)
