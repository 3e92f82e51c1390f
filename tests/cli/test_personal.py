"""``hub personal`` and ``hub personal-keys`` on real Kafka: whose data is where, what is sent, which keys there are."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hub.lanes.command import command_of
from hub.lanes.kafka import KafkaBroker
from hub.lanes.reading import to_stable_end
from hub.lanes.values import Message, Partition, Record
from hub.local import EmbeddedKafka
from hub.personal.key_store import FileKeyStore, make_store
from hub.personal.keys import WRAP_KEYS
from hub.personal.sealing import Sealing
from schemas.commands import EraseCaseData, WithdrawCase
from schemas.envelope import SEED
from schemas.reading import read
from schemas.topics import COMMANDS, KEYS, partition_of
from tests.casework.court import Court, facts, header
from tests.cli.running import Ran, hub
from tests.cli.test_on_kafka import environment
from tests.client.test_client_on_kafka import address, commit
from tests.domain.world import CLERK, QINGZHEN, case_number, filing, reference

BY = f"{CLERK.unit}/{CLERK.staff}"
BASIS = "删除申请2026-17"
FILING = filing()
SUBJECT = reference().subject_of(FILING.application.personal.applicant)


class Sealed:
    """A case whose keys stand in the topic, in a home with its key store."""

    def __init__(self, kafka: EmbeddedKafka, home: Path, case: str) -> None:
        self.case = case
        self.settings = environment(kafka, "operator", str(home))
        self.path = home / "keys" / "personal.json"
        make_store(self.path, date(2026, 11, 26))
        self.court = Court(sealing=Sealing(FileKeyStore(self.path)))
        seed = case.encode().hex().encode()
        self.court.give(self.court.command(QINGZHEN, case, FILING, headers=((SEED, seed),)))
        self.commit_keys(kafka, self.court.written)

    def commit_keys(self, kafka: EmbeddedKafka, written: list[Message]) -> None:
        """Write records of keys where casework would."""
        place = partition_of(self.case.encode(), partitions(kafka))
        keys = [one._replace(partition=place) for one in written if one.topic == KEYS]
        assert keys
        asyncio.run(commit(kafka, *keys))

    def hub(self, *words: str) -> Ran:
        """Run the command as an operator."""
        return hub(*words, settings=self.settings)


def partitions(kafka: EmbeddedKafka) -> int:
    async def count() -> int:
        reader = KafkaBroker(address(kafka, "hub")).reader()
        await reader.start()
        found = await reader.partitions(COMMANDS)
        await reader.close()
        return len(found)

    return asyncio.run(count())


def sent(kafka: EmbeddedKafka, case: str, ce_type: str) -> list[Record]:
    """What the topic of commands has for the case."""

    async def found() -> list[Record]:
        reader = KafkaBroker(address(kafka, "hub")).reader()
        await reader.start()
        place = Partition(COMMANDS, partition_of(case.encode(), len(await reader.partitions(COMMANDS))))
        records = [record async for stretch in to_stable_end(reader, place, 0) for record in stretch.records]
        await reader.close()
        return [one for one in records if one.key == case.encode() and dict(one.headers)["ce_type"] == ce_type.encode()]

    return asyncio.run(found())


def only(ran: Ran) -> Any:
    """The one JSON line of a command that went well."""
    assert ran.code == 0, ran.err
    (line,) = ran.lines
    return line


@pytest.fixture
def sealed(kafka: EmbeddedKafka, tmp_path: Path, request: pytest.FixtureRequest) -> Sealed:
    """A case of its own for each test: the topic is shared."""
    number = 500 + sum(request.node.name.encode())
    return Sealed(kafka, tmp_path, case_number(number))


def test_a_case_leads_to_all_of_its_applicants(sealed: Sealed) -> None:
    """By the number of the subject, which names nobody; also asked for by that number."""
    told = only(sealed.hub("personal", "list", sealed.case, "--json"))
    assert told["subject"] == SUBJECT
    assert sealed.case in told["own"]
    assert sealed.case in only(sealed.hub("personal", "list", SUBJECT, "--json"))["own"]


def test_a_case_without_keys_is_said(sealed: Sealed) -> None:
    """Never sealed, or erased: a sentence and code 1."""
    ran = sealed.hub("personal", "list", case_number(499))
    assert (ran.code, "没有可用的密钥" in ran.err) == (1, True)


def test_an_erasure_that_is_only_shown_sends_nothing(sealed: Sealed, kafka: EmbeddedKafka) -> None:
    ran = sealed.hub("personal", "erase", sealed.case, "--by", BY, "--basis", BASIS, "--dry-run")
    assert (ran.code, "将申请删除" in ran.out) == (0, True), ran.err
    assert sent(kafka, sealed.case, EraseCaseData.ce_type) == []


def test_what_an_erasure_sends_erases(sealed: Sealed, kafka: EmbeddedKafka) -> None:
    """The command says who, whose and on what basis; casework takes it, and with the key's end nothing is found."""
    ran = sealed.hub("personal", "erase", sealed.case, "--by", BY, "--basis", BASIS, "--wait", "0", "--json")
    assert ran.code in {0, 1}, ran.err
    (record,) = sent(kafka, sealed.case, EraseCaseData.ce_type)
    body = read(EraseCaseData, record.value or b"")
    assert (body.subject, body.by, body.basis) == (SUBJECT, CLERK, BASIS)
    sealed.court.when(QINGZHEN, sealed.case, WithdrawCase(by=CLERK, reason="申请人撤回", in_person=True))
    now = int(sealed.court.now.timestamp() * 1000)
    made = sealed.court.give(command_of(record._replace(timestamp=now), dict(record.headers)))
    assert [header(one, "ce_type") for one in facts(made)] == ["cn.tongban.case.erased.v1"]
    sealed.commit_keys(kafka, made)
    assert sealed.hub("personal", "list", sealed.case).code == 1


@pytest.mark.parametrize("by", ["nobody", "/1"])
def test_who_erases_has_a_unit_and_a_number(sealed: Sealed, by: str) -> None:
    """Else it is a mistake of usage, and nothing is sent."""
    assert sealed.hub("personal", "erase", sealed.case, "--by", by, "--basis", BASIS).code == 2


def test_keys_are_made_once_and_counted(sealed: Sealed, tmp_path: Path) -> None:
    """A store that is there is never made again: what it wraps would be lost."""
    assert sealed.hub("personal-keys", "make").code == 1
    told = only(sealed.hub("personal-keys", "list", "--json"))
    assert told["newest"] == "1"
    assert told["keys"][0]["wraps"] >= 1
    elsewhere = sealed.settings | {"HUB_HOME": str(tmp_path / "another")}
    assert only(hub("personal-keys", "make", "--json", settings=elsewhere))["newest"] == "1"
    assert (tmp_path / "another" / "keys" / "personal.json").stat().st_mode & 0o077 == 0


def test_a_rotation_drops_nothing_that_is_still_needed(sealed: Sealed, kafka: EmbeddedKafka) -> None:
    """Rotate, ask every aggregate to wrap again, and drop only when all have: before, the old key is kept."""
    assert only(sealed.hub("personal-keys", "rotate", "--json"))["newest"] == "2"
    ran = sealed.hub("personal-keys", "drop")
    assert (ran.code, "rewrap" in ran.err) == (1, True)
    assert [name for name, _ in FileKeyStore(sealed.path).names] == ["1", "2"]
    ran = sealed.hub("personal-keys", "rewrap", "--dry-run", "--json")
    assert only(ran)["left"] >= 1
    assert sent(kafka, sealed.case, WRAP_KEYS) == []
    assert sealed.hub("personal-keys", "rewrap", "--wait", "0").code == 1, "nobody has answered yet"
    assert len(sent(kafka, sealed.case, WRAP_KEYS)) == 1
