"""The worker process on real engines: it works, it survives, and it ends in time."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import psycopg
import pytest

from hub.client.publisher import Publisher, now_in_china
from hub.client.story import three_companies
from hub.local.province import GRACE_S, Province
from hub.reference.load import load
from hub.settings import LaneSettings, Settings
from tests.cli.running import hub
from tests.conftest import ENDPOINTS, MakeEngineSettings
from tests.contract.patience import until

WORKER = "worker-1"
ORIGIN = "520181"


@pytest.fixture(scope="module")
def province(engine_settings: MakeEngineSettings) -> Iterator[Province]:
    """One worker and a few endpoints, on engines of their own that a test may kill."""
    settings = Settings(None, None, engine_settings(), LaneSettings("test", 2))
    with Province(settings, endpoints=ENDPOINTS, workers=[WORKER]) as running:
        yield running


async def file_bundle(province: Province, seed: int) -> frozenset[str]:
    """File the story's bundle with 清镇's own credentials; give the numbers of its cases."""
    reference, moment = load(), now_in_china()
    filing = three_companies(moment, random.Random(seed).getrandbits, reference)
    async with Publisher(ORIGIN, province.access_of(ORIGIN).for_lanes(), reference) as publisher:
        submission = publisher.desk.file(filing.data, moment, filing.number)
        await publisher.publish([submission])
    return frozenset(submission.cases)


async def rows_of(province: Province, cases: frozenset[str]) -> list[str]:
    """Give the stages of these cases in the read model."""
    async with await psycopg.AsyncConnection.connect(province.engines.database_access.dsn) as connection:
        answer = await connection.execute("SELECT stage FROM readmodel.cases WHERE number = ANY(%s)", [list(cases)])
        return [stage for (stage,) in await answer.fetchall()]


async def arrives(province: Province, cases: frozenset[str]) -> None:
    async def there() -> bool:
        return await rows_of(province, cases) == ["filed"] * len(cases)

    await until(there)


async def test_a_bundle_from_a_window_arrives_in_the_read_model(province: Province) -> None:
    """Inbox, intake, commands, casework, facts, projector, PostgreSQL: all of it real."""
    await arrives(province, await file_bundle(province, seed=1))


async def test_a_killed_worker_goes_on_where_it_had_committed(province: Province) -> None:
    """kill -9 with a bundle on the way: the restarted worker brings it home."""
    cases = await file_bundle(province, seed=2)
    province.kill_worker(WORKER)
    province.start_worker(WORKER)
    await arrives(province, cases)


def test_what_the_worker_decided_is_whole_and_decided_the_same_again(province: Province) -> None:
    """`hub verify-log` and `hub replay` as the operator, on what the tests above have left."""
    access = province.access_of("operator").as_environment()
    given = {name: value for name, value in access.items() if value}
    given["HUB_HOME"] = str(province.settings.engines.home)
    verified = hub("verify-log", "--without-seals", "--json", settings=given)
    assert (verified.code, verified.lines[0]["whole"]) == (0, True), verified.out
    key = province.settings.subject_key
    assert key is not None
    replayed = hub("replay", "--json", settings=given | key.as_environment())
    assert (replayed.code, replayed.lines[0]["same"]) == (0, True), replayed.out
    assert replayed.lines[0]["facts"] == verified.lines[0]["facts"] > 0


def test_a_worker_ends_in_time_with_kafka_down(province: Province) -> None:
    """SIGTERM drains what can be drained; Faust alone would hang for ever. The last test: the broker is gone."""
    province.wait_until_at_work()
    assert province.engines.kafka is not None
    province.engines.kafka.kill9()
    worker = province.workers[WORKER]
    began = time.monotonic()
    province.stop_worker(WORKER)
    assert not worker.running
    assert time.monotonic() - began < GRACE_S, "it had to be killed: see worker.log"
    province.engines.kafka.restart()
    province.start_worker(WORKER)
    province.wait_until_at_work()
