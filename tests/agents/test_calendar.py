"""The leader's eye on the calendar, on real engines: a decree is imported, and an open case's due date moves."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import orjson
import psycopg
import pytest

from agents.calendar import EVERY_S
from hub.client.publisher import Publisher, now_in_china
from hub.client.story import three_companies
from hub.client.streams import ResultStream, WorkStream
from hub.local.province import Province
from hub.operations.recomputing import SCANS_MS
from hub.reference.load import load
from hub.settings import LaneSettings, Settings
from schemas.times import in_china
from tests.cli.running import hub
from tests.conftest import ENDPOINTS, MakeEngineSettings

ORIGIN, OWNER = "520181", "520122"
LONGEST_S = 2 * EVERY_S + SCANS_MS[0] / 1000 + 60.0
"""Two looks of the leader, the first scan, and a slow machine."""


@pytest.fixture
def province(engine_settings: MakeEngineSettings) -> Iterator[Province]:
    """One worker, who is the leader, on engines of its own."""
    settings = Settings(None, None, engine_settings(), LaneSettings("test", 2))
    with Province(settings, endpoints=ENDPOINTS, workers=["worker-1"]) as running:
        yield running


async def file(province: Province) -> str:
    """File the story's bundle; give the number of one of its cases."""
    reference, moment = load(), now_in_china()
    filing = three_companies(moment, random.Random(3).getrandbits, reference)
    async with Publisher(ORIGIN, province.access_of(ORIGIN).for_lanes(), reference) as publisher:
        submission = publisher.desk.file(filing.data, moment, filing.number)
        await publisher.publish([submission])
    return submission.cases[-1]


async def due_of(province: Province, case: str) -> datetime | None:
    """Ask the read model, as screens do."""
    async with await psycopg.AsyncConnection.connect(province.engines.database_access.dsn) as connection:
        answer = await connection.execute("SELECT due FROM readmodel.cases WHERE number = %s", [case])
        found = await answer.fetchone()
        return in_china(found[0]) if found and found[0] else None


async def moves(province: Province, case: str, before: datetime | None) -> datetime:
    """Wait until the case is due at another moment."""
    async with asyncio.timeout(LONGEST_S):
        while (due := await due_of(province, case)) in {None, before}:  # noqa: ASYNC110 - a database sets no event
            await asyncio.sleep(0.2)
    assert due is not None
    return due


async def told(stream: WorkStream | ResultStream, case: str) -> str:
    """Read a queue until it says that the case's days were counted again; give why."""
    async with asyncio.timeout(LONGEST_S), stream:
        async for notice in stream:
            if notice.number == case and notice.data.get("change") == "recomputed":
                return str(notice.data["reason"])
    raise AssertionError("the queue ended")


@pytest.mark.timeout(400)
async def test_an_imported_decree_moves_an_open_case_and_its_owner_is_told(province: Province, tmp_path: Path) -> None:
    """息烽 closes on the day a case is due: imported while all runs, one working day more, both sides hear."""
    case = await file(province)
    before = await moves(province, case, None)
    day = (before - timedelta(minutes=1)).date()
    decree = {
        "region": OWNER,
        "decree": "flood",
        "reason": "防汛",
        "source": "息府发〔2026〕9号(样例)",
        "days_off": [f"{day}"],
    }
    paper = tmp_path / "decree.json"
    paper.write_bytes(orjson.dumps(decree))
    access = province.access_of("operator").as_environment()
    given = {name: value for name, value in access.items() if value}
    given["HUB_HOME"] = str(province.settings.engines.home)
    ran = await asyncio.to_thread(hub, "calendar", "import", str(paper), "--retroactive", "--json", settings=given)
    assert (ran.code, ran.lines[0]["written"]) == (0, True), ran.out + ran.err
    after = await moves(province, case, before)
    calendar = load().calendar_for(OWNER, day)
    assert after == before + (calendar.add_working_days(day, 1).day - day)
    kafka = {endpoint: province.access_of(endpoint).for_lanes() for endpoint in (ORIGIN, OWNER)}
    for stream in (WorkStream(OWNER, "calendar", kafka[OWNER]), ResultStream(ORIGIN, "calendar", kafka[ORIGIN])):
        assert "防汛" in await told(stream, case)
