"""Sealed facts in the read model: opened by the keys topic, emptied when a key goes, the same after a rebuild."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from hub.lanes.ports import NotAllowed
from hub.lanes.twin.broker import calm
from hub.lanes.twin.server import Server
from hub.lanes.values import Partition
from hub.personal.key_store import FileKeyStore, add_key, drop_keys, make_store
from hub.personal.keys import WRAP_KEYS
from hub.personal.opening import Opening
from hub.personal.sealing import Sealing
from hub.readmodel import PostgresLedger, rebuild
from hub.readmodel.comparison import compare, fingerprint
from hub.readmodel.keys import FactOpener
from hub.readmodel.reveals import Who, reveal, reveals
from schemas.commands import EraseCaseData
from schemas.control import HUB
from schemas.times import CHINA
from schemas.topics import KEYS
from tests.domain.world import CLERK
from tests.readmodel.log import PARTITION, Alarms, Log, busy_log

if TYPE_CHECKING:
    from tests.readmodel.ledgers import PostgresDatabase

SEED = 20261126
LATER = datetime(2026, 12, 25, tzinfo=CHINA)


class Kept:
    """A log that is sealed, its keys on the twin of Kafka, and the store."""

    def __init__(self, folder: Path, cases: int = 25) -> None:
        self.path = folder / "personal.json"
        make_store(self.path, date(2026, 11, 26))
        self.log = busy_log(cases, SEED, Sealing(FileKeyStore(self.path)))
        self.server = Server()
        self.server.create_topic(KEYS, 1)
        self.alarms = Alarms()
        self._written = 0
        self._told = 0

    def ledger(self, dsn: str) -> PostgresLedger:
        """A projector's connection, with what opens facts."""
        broker = calm(self.server)
        opener = FactOpener(Opening(FileKeyStore(self.path)), broker.reader, self.alarms)
        return PostgresLedger(dsn, self.alarms, opener=opener)

    async def project(self, dsn: str, *, anew: bool = False) -> None:
        """Bring the model up to the log's end."""
        if anew:
            self._told = 0
        self.server.append(Partition(KEYS, 0), self.log.keys[self._written :])
        self._written = len(self.log.keys)
        ledger = self.ledger(dsn)
        records = self.log.records[self._told :]
        await ledger.apply(PARTITION, records, self._told, len(self.log.records))
        self._told = len(self.log.records)
        await ledger.close()

    def closed(self) -> str:
        """A case that may be erased."""
        return next(
            number
            for number, state in self.log.cases().items()
            if state.stage in {"delivered", "withdrawn"} and not state.clocks
        )

    def erase(self, number: str) -> None:
        """As an operator has it done."""
        subject = self.log.state(number).subject
        self.log.say(HUB, number, EraseCaseData(subject=subject, by=CLERK, basis="删除申请2026-17"), LATER)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """A day's cases, handled."""
    return Kept(tmp_path)


def personal_rows(dsn: str) -> list[Any]:
    """Everything personal that the model holds."""
    with psycopg.connect(dsn) as connection:
        return connection.execute("SELECT * FROM readmodel.personal ORDER BY aggregate").fetchall()


def key_rows(dsn: str) -> int:
    """How many keys the model holds."""
    with psycopg.connect(dsn) as connection:
        (count,) = connection.execute("SELECT count(*) FROM readmodel.keys").fetchone() or (0,)
    return int(count)


async def test_sealed_or_not_the_model_says_the_same(model: PostgresDatabase, kept: Kept) -> None:
    """Names masked as ever, personal parts apart as ever."""
    await kept.project(model.dsn)
    sealed = personal_rows(model.dsn)
    plain = busy_log(25, SEED)
    rebuild(model.dsn)
    ledger = PostgresLedger(model.dsn, Alarms())
    await ledger.apply(PARTITION, plain.records, 0, len(plain.records))
    await ledger.close()
    assert sealed == personal_rows(model.dsn)
    assert sealed
    assert not kept.alarms.told


async def test_an_erased_case(model: PostgresDatabase, kept: Kept) -> None:
    """Its names go, its key goes, its timeline stays; others are untouched; a rebuild makes the same of the log."""
    await kept.project(model.dsn)
    before, keys = personal_rows(model.dsn), key_rows(model.dsn)
    number = kept.closed()
    kept.erase(number)
    await kept.project(model.dsn)
    after = personal_rows(model.dsn)
    assert [row for row in after if row[0] != number] == [row for row in before if row[0] != number]
    assert [row[1:] for row in after if row[0] == number] == [("已依法删除", {})]
    assert key_rows(model.dsn) == keys - 1
    was = fingerprint(model.dsn)
    rebuild(model.dsn)
    await kept.project(model.dsn, anew=True)
    assert compare(was, fingerprint(model.dsn)) == ()


async def test_without_the_key_store_nothing_is_projected(model: PostgresDatabase, kept: Kept) -> None:
    """Stopped in words, and nothing half done: neither with no store nor with another hub's."""
    ledger = PostgresLedger(model.dsn, Alarms())
    with pytest.raises(NotAllowed, match="HUB_PERSONAL_KEYS"):
        await ledger.apply(PARTITION, kept.log.records, 0, len(kept.log.records))
    kept.path.unlink()
    make_store(kept.path, date(2026, 11, 27))
    with pytest.raises(NotAllowed, match="altered"):
        await kept.project(model.dsn)
    assert personal_rows(model.dsn) == []


async def test_keys_wrapped_anew_are_found(model: PostgresDatabase, kept: Kept) -> None:
    """After a rotation the old rows open nothing: the topic has the new ones."""
    await kept.project(model.dsn)
    number = kept.closed()
    add_key(kept.path, date(2027, 1, 1))
    kept.log.casework._codec._sealing = kept.log.casework._sealing = Sealing(FileKeyStore(kept.path))
    for known in list(kept.log.aggregates):
        kept.log._handle(_command(kept.log, known))
    drop_keys(kept.path)
    kept.log.records.append(kept.log.records[0]._replace(offset=len(kept.log.records)))
    await kept.project(model.dsn)
    assert number
    assert not [told for told in kept.alarms.told if told[0].name != "COPY"]


def _command(log: Log, number: str) -> Any:
    from hub.lanes.command import Command  # noqa: PLC0415

    return Command(f"{HUB}|/hub/erasing|{number}-{len(log.keys)}", WRAP_KEYS, number, HUB, 0, b"{}")


async def test_revealing_is_on_record(model: PostgresDatabase, kept: Kept) -> None:
    """Who, what, when, why: before anything is shown, and through a rebuild."""
    await kept.project(model.dsn)
    number = kept.closed()
    who = Who("11520122YANGB0019K", "XF1001", "root", "核对送达地址")
    shown = reveal(model.dsn, number, who)
    assert shown
    assert "/application/personal" in shown["1"]
    assert reveal(model.dsn, "no such case", who) is None
    rebuild(model.dsn)
    (one,) = reveals(model.dsn)
    assert (one.aggregate, one.unit, one.staff, one.account, one.reason) == (
        number, who.unit, who.staff, who.account, who.reason,
    )  # fmt: skip
    assert reveals(model.dsn, "another") == []
