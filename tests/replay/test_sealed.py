"""A sealed day decided again: without any key, with the keys, and after keys were destroyed."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from hub.lanes.twin.broker import calm
from hub.lanes.twin.server import Server
from hub.lanes.twin.time import run
from hub.lanes.values import Message, Partition
from hub.personal.key_store import FileKeyStore, make_store
from hub.personal.opening import Opening
from hub.personal.sealing import Sealing
from hub.replay.exact import Outcome, decide_again
from hub.replay.references import read_references
from hub.replay.sealed import NOTHING_KNOWN, Known, read_keys
from hub.replay.window import Window
from schemas.personal import SEALED
from schemas.topics import FACTS, KEYS
from tests.replay.day import PARTITIONS, SUBJECT_KEY, recorded

SEED = 20261126


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The key store of the day."""
    path = tmp_path_factory.mktemp("keys") / "personal.json"
    make_store(path, date(2026, 3, 2))
    return path


@pytest.fixture(scope="module")
def day(path: Path) -> Server:
    """A day on which few people came, sealed."""
    print(f"seed {SEED}")  # noqa: T201  # pytest shows it where the day fails
    return recorded(40, SEED, 4, sealing=Sealing(FileKeyStore(path)))


def replayed(server: Server, path: Path | None) -> Outcome:
    """Decide it again, with the keys that are left if there is a store."""

    async def again() -> Outcome:
        reader = calm(server).reader()
        references = await read_references(reader, SUBJECT_KEY)
        known = NOTHING_KNOWN
        if path is not None:
            known = Known(Opening(FileKeyStore(path)), await read_keys(reader, PARTITIONS))
        return await decide_again(reader, references, Window(), known=known)

    return run(again(), random.Random(1))


def sealed_parts(server: Server) -> int:
    """How many there are."""
    logs = [server.log(Partition(FACTS, number)).read(0, 1_000_000)[0] for number in range(PARTITIONS)]
    return sum((record.value or b"").count(SEALED) for log in logs for record in log)


def test_without_any_key(day: Server) -> None:
    """Every fact comes out the same, byte for byte, tokens and chain included; the parts are counted."""
    outcome = replayed(day, None)
    assert outcome.difference is None, outcome
    assert outcome.not_compared == sealed_parts(day) > 0


def test_with_the_keys(day: Server, path: Path) -> None:
    """Then what was sealed is compared as well."""
    outcome = replayed(day, path)
    assert (outcome.difference, outcome.not_compared) == (None, 0)


def test_after_a_key_was_destroyed(day: Server, path: Path) -> None:
    """The parts under it can't be compared, all others are; nothing fails."""
    first = day.log(Partition(KEYS, 0)).read(0, 1)[0][0]

    async def destroy() -> None:
        day.append(Partition(KEYS, 0), [Message(KEYS, 0, first.key, None)])

    run(destroy(), random.Random(1))
    outcome = replayed(day, path)
    assert outcome.difference is None
    assert 0 < outcome.not_compared < sealed_parts(day)
