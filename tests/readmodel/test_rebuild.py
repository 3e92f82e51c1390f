"""Migrations go forward only; a rebuilt model equals the old one; a rebuild is safe while a projector runs."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

import psycopg
import pytest

from hub.lanes.ports import Fenced
from hub.readmodel import MigrationError, compare, fingerprint, migrate, read_model, rebuild
from hub.readmodel.ledger import APPLY_LOCK
from hub.readmodel.migrate import migrations
from tests.contract.patience import until
from tests.readmodel.log import PARTITION, Log, busy_log

if TYPE_CHECKING:
    from hub.lanes.ports import Ledger
    from hub.settings import DatabaseAccess
    from tests.readmodel.ledgers import PostgresDatabase


@cache
def log() -> Log:
    made = busy_log(60, seed=23)
    assert len(made.records) >= 200
    return made


async def project(ledger: Ledger, batch: int) -> None:
    """Be the projector from where the position is, to the log's end."""
    records, at = log().records, await ledger.position(PARTITION)
    while at < len(records):
        following = min(at + batch, len(records))
        await ledger.apply(PARTITION, records[at:following], at, following)
        at = following


def test_migrated_once(database: DatabaseAccess) -> None:
    """The first call applies every migration in order, the second none."""
    assert migrate(database.dsn) == tuple(migration.name for migration in migrations())
    assert migrate(database.dsn) == ()


def test_migrated_by_many(database: DatabaseAccess) -> None:
    """Of several processes that start at once one applies each migration, and the others wait for it."""
    gate = threading.Barrier(4)

    def start(_: int) -> tuple[str, ...]:
        gate.wait()
        return migrate(database.dsn)

    with ThreadPoolExecutor(4) as pool:
        applied = list(pool.map(start, range(4)))
    assert sorted(applied) == [(), (), (), tuple(migration.name for migration in migrations())]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("INSERT INTO readmodel.migrations (name, digest) VALUES ('9999_later.sql', 'x')", "later release"),
        ("UPDATE readmodel.migrations SET digest = 'x'", "changed after it was applied"),
    ],
)
def test_forward_only(model: PostgresDatabase, statement: str, words: str) -> None:
    """A database of a later release, or a migration edited after the fact, stops with a sentence."""
    with psycopg.connect(model.dsn) as connection:
        connection.execute(statement.encode())
    with pytest.raises(MigrationError, match=words):
        migrate(model.dsn)


async def test_rebuilt_equals_old(model: PostgresDatabase) -> None:
    """Some hundred facts, read again after a rebuild in batches of another size, give the very same tables."""
    ledger = model.ledger()
    await project(ledger, 97)
    old = fingerprint(model.dsn)
    assert old["timeline"].rows == len(log().records)
    assert old["cases"].rows == len(log().cases())
    assert old["bundles"].rows > 0
    rebuild(model.dsn)
    assert await ledger.position(PARTITION) == 0
    assert compare(old, fingerprint(model.dsn)) != ()
    await project(ledger, 40)
    assert compare(old, fingerprint(model.dsn)) == ()
    assert model.alarms.told == []
    await ledger.close()


async def test_compare_sees_one_cell(model: PostgresDatabase) -> None:
    """One changed cell is named by its table."""
    ledger = model.ledger()
    await project(ledger, 500)
    await ledger.close()
    old = fingerprint(model.dsn)
    with psycopg.connect(model.dsn) as connection:
        connection.execute("UPDATE readmodel.bundle_children SET code = 'x' WHERE place = 1")
    (difference,) = compare(old, fingerprint(model.dsn))
    assert difference.startswith("bundle_children")
    assert difference.endswith("of other content")


async def test_rebuild_under_a_running_projector(model: PostgresDatabase) -> None:
    """A projector in the middle of the log is fenced by the rebuild, starts over, and ends with the same model."""
    ledger = model.ledger()
    await project(ledger, 50)
    old = fingerprint(model.dsn)
    rebuild(model.dsn)
    await ledger.apply(PARTITION, log().records[:50], 0, 50)
    await ledger.apply(PARTITION, log().records[50:100], 50, 100)
    rebuild(model.dsn)
    with pytest.raises(Fenced):
        await ledger.apply(PARTITION, log().records[100:150], 100, 150)
    await project(ledger, 50)
    assert compare(old, fingerprint(model.dsn)) == ()
    await ledger.close()


async def test_rebuild_waits_for_a_batch(model: PostgresDatabase) -> None:
    """A rebuild that begins while a batch is being stored waits for its end; then nothing of it is left."""
    ledger = model.ledger()
    await project(ledger, 500)
    with ThreadPoolExecutor(1) as pool, psycopg.connect(model.dsn) as holder:
        # what every batch holds until its commit
        holder.execute("SELECT pg_advisory_xact_lock_shared(%s)", [APPLY_LOCK])
        rebuilding = pool.submit(rebuild, model.dsn)

        async def waits() -> bool:
            with psycopg.connect(model.dsn) as connection:
                row = connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
            return row == (1,)

        await until(waits)
        assert not rebuilding.done()
        holder.rollback()
        rebuilding.result(timeout=30)
    assert model.kept() == {}
    await ledger.close()


async def test_screens_go_on(model: PostgresDatabase) -> None:
    """A reader that was connected before a rebuild reads on after it, however often it had asked."""
    ledger = model.ledger()
    await project(ledger, 500)
    number = next(iter(log().cases()))
    async with read_model(model.dsn) as ask:
        # often enough that the driver prepares the statement on the server
        answers = [await ask.case(number) for _ in range(8)]
        rebuild(model.dsn)
        assert await ask.case(number) is None
        await project(ledger, 500)
        assert await ask.case(number) == answers[0]
    await ledger.close()
