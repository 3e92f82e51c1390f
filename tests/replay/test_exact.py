"""A recorded day decided again: the same bytes, in another process, with another hash seed, whatever came later."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from hub.lanes.twin.server import Server
from hub.lanes.twin.time import run
from hub.lanes.values import Message, Partition, Record
from hub.replay.exact import Outcome
from hub.replay.window import Window
from schemas.envelope import REFERENCE
from schemas.times import to_milliseconds
from schemas.topics import COMMANDS, FACTS
from tests.integrity.sealed_log import with_header
from tests.replay.again import again
from tests.replay.day import PARTITIONS, keep, later, recorded

CASES, DAYS, SEED = 2000, 9, 20260302


@pytest.fixture(scope="module")
def day() -> Server:
    """2,000 mixed cases of one day, and the eight days after it."""
    print(f"seed {SEED}")  # noqa: T201  # pytest shows it where the day fails
    return recorded(CASES, SEED, DAYS)


@pytest.fixture(scope="module")
def small() -> Server:
    """A day on which few people came."""
    return recorded(60, SEED, 4)


def replayed(server: Server, path: Path, window: Window = Window()) -> Outcome:  # noqa: B008 - a tuple
    """Keep the log, find it again, decide it again."""
    keep(server, path)
    return run(again(path, window), random.Random(1))


def facts_of(server: Server) -> list[Record]:
    """All facts, by partition."""
    return [
        record for number in range(PARTITIONS) for record in server.log(Partition(FACTS, number)).read(0, 1_000_000)[0]
    ]


@pytest.mark.timeout(180)
def test_a_recorded_day_is_decided_the_same_in_a_fresh_process(day: Server, tmp_path: Path) -> None:
    """2,000 cases, bundles, corrections, refusals, deadlines, twins; reference data that changed twice, and later."""
    keep(day, tmp_path / "day")
    digests = set()
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.replay.again", str(tmp_path / "day")],
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            stdout=subprocess.PIPE,
        )
        for hash_seed in ("1", "4242")
    ]
    for process in processes:
        outcome = orjson.loads(process.communicate(timeout=120)[0])
        assert outcome["difference"] is None, outcome
        assert outcome["facts"] == len(facts_of(day))
        assert outcome["cases"] >= CASES
        digests.add(outcome["digest"])
    assert len(digests) == 1, "notices and requests too are the same bytes"
    references = {dict(record.headers)[REFERENCE] for record in facts_of(day)}
    assert len(references) == 3, "a replay under one reference would have done"


Tampering = Callable[[Record], Record]


@pytest.mark.parametrize(
    ("tamper", "where"),
    [
        (lambda fact: fact._replace(value=(fact.value or b"").replace(b'"at":"2', b'"at":"1')), "/at"),
        (lambda fact: with_header(fact, "ce_source", b"/somebody"), "ce_source"),
    ],
    ids=["body", "header"],
)
def test_the_first_difference_is_named(small: Server, tmp_path: Path, tamper: Tampering, where: str) -> None:
    """Case, number, place in the topic, and where in the fact."""
    log = small.log(Partition(FACTS, 1))
    place = next(place for place, record in enumerate(log._records) if place > 10 and record)
    before = log._records[place]
    assert before is not None
    log._records[place] = tamper(before)
    try:
        found = replayed(small, tmp_path / "day").difference
    finally:
        log._records[place] = before
    assert found is not None
    assert (found.partition, found.offset, found.where) == (1, place, where)
    assert found.subject.encode() == before.key


def test_a_fact_that_nobody_would_decide_and_one_that_is_missing_are_differences(small: Server, tmp_path: Path) -> None:
    """At the end of a partition as well."""
    log = small.log(Partition(FACTS, 2))
    place = max(place for place, record in enumerate(log._records) if record)
    last = log._records[place]
    assert last is not None
    log._records[place] = None
    missing = replayed(small, tmp_path / "one").difference
    log._records[place] = last
    extra = last._replace(headers=tuple((name, b"99" if name == "hub_number" else text) for name, text in last.headers))
    log._records.append(extra._replace(offset=place + 1))
    nobody = replayed(small, tmp_path / "other").difference
    log._records.pop()
    assert missing is not None
    assert nobody is not None
    assert (missing.recorded, missing.offset) == ("nothing", -1)
    assert (nobody.made, nobody.number) == ("nothing", 99)


def test_where_the_first_commands_are_gone_the_states_come_from_the_facts(tmp_path: Path) -> None:
    """Commands are kept 14 days, cases live longer: the rest of the log is decided the same."""
    small = recorded(60, SEED, 4)
    outcome = replayed(small, tmp_path / "whole")
    for number in range(PARTITIONS):
        log = small.log(Partition(COMMANDS, number))
        log.truncate(len(log._records) // 3)
    rest = replayed(small, tmp_path / "rest")
    assert rest.difference is None, rest.difference
    assert 0 < rest.commands < outcome.commands
    assert 0 < rest.facts < outcome.facts


def test_a_window_counts_only_what_was_received_in_it(tmp_path: Path) -> None:
    """Earlier commands are decided too, since the states come from them; later ones are not."""
    server = recorded(40, SEED, 3)
    whole = replayed(server, tmp_path / "day")
    noon = to_milliseconds(later(0)) + 12 * 3_600_000
    before, after = (replayed(server, tmp_path / "day", one) for one in (Window(0, noon), Window(noon)))
    assert (before.difference, after.difference) == (None, None)
    assert before.commands + after.commands == whole.commands
    assert before.facts + after.facts == whole.facts
    assert min(before.commands, after.commands) > 0


def test_a_hub_may_be_at_work_meanwhile(tmp_path: Path) -> None:
    """Commands that no transaction had taken when the reading began are left out: their facts are still to come."""
    server = recorded(40, SEED, 2)
    whole = replayed(server, tmp_path / "day")
    log = server.log(Partition(COMMANDS, 0))
    filed = next(record for record in log._records if record and record.key)
    fresh = tuple((name, b"another" if name == "ce_id" else text) for name, text in filed.headers)
    message = Message(COMMANDS, 0, filed.key, filed.value, fresh)
    server.append(Partition(COMMANDS, 0), [message], filed.timestamp)
    assert replayed(server, tmp_path / "day") == whole
