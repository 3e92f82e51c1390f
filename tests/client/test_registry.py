"""A region's own copy of the registry: what it answers, also while nobody can be asked, and what it does not claim."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from hub.casework.words import Link, Scene, notice_message, shared_headers
from hub.client.registry import AUDIT, FRESH, Authority, Registry
from hub.documents import make_token, sign
from hub.documents.keys import FileKeyStore
from hub.domain.identifiers import make_resident_id
from hub.domain.values import Notice
from hub.lanes.twin.broker import TwinBroker
from hub.lanes.values import Message
from schemas.documents import SignedDocument, SignedPersonal
from schemas.notices import DocumentErased, DocumentRegistered
from schemas.parties import Identity, Person
from schemas.reading import read
from schemas.reference import IssuerKey
from schemas.times import CHINA
from schemas.topics import DOCUMENTS
from schemas.values import encode
from tests.cli.running import hub
from tests.client.queues import commit, connected, province
from tests.contract.patience import until
from tests.documents import offices
from tests.documents.offices import ISSUED, UNIT, identifier

CLERK = Authority(region="520300", unit=UNIT, staff="ZY0001", purpose="核对证照")
HOLDER = offices.document().personal.holder


class Office:
    """An issuing unit with its key, and what casework says of its documents in the registry."""

    def __init__(self, folder: Path) -> None:
        self.store: FileKeyStore = offices.store(folder)
        self.keys: list[IssuerKey] = [offices.key(self.store)]

    def record(self, number: int, serial: str = "20260000001", digest: str = "", **changes: Any) -> Message:
        document = offices.document(identifier=identifier(serial))
        signed, token = sign(document, self.store, ["xf-1"]), make_token(document, self.store, "xf-1")
        said: dict[str, Any] = {"state": "01", "since": ISSUED, **changes}
        body = DocumentRegistered(
            at=ISSUED, identifier=document.identifier, personal=SignedPersonal(signed=signed, token=token), **said
        )
        scene = Scene(document.identifier, 0, 4, "cause", 0, b"", 0)
        shared = shared_headers(scene, Link(number, digest or f"digest-{number}"), ISSUED)
        return notice_message(
            scene, shared, Notice("documents", document.identifier, body), f"{document.identifier}/{number}/0"
        )

    def erased(self, number: int, serial: str = "20260000001") -> Message:
        """What casework says once the holder's data is erased."""
        name = identifier(serial)
        body = DocumentErased(at=ISSUED, identifier=name, state="04", since=ISSUED)
        shared = shared_headers(Scene(name, 0, 4, "cause", 0, b"", 0), Link(number, f"digest-{number}"), ISSUED)
        return notice_message(Scene(name, 0, 4, "cause", 0, b"", 0), shared, Notice("documents", name, body), name)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@asynccontextmanager
async def copy(folder: Path, broker: TwinBroker) -> AsyncIterator[Registry]:
    """A copy that has read the topic to its end."""
    async with Registry(folder / "registry") as registry:
        await registry.catch_up(broker)
        yield registry


async def test_a_document_is_found_and_verified(tmp_path: Path, office: Office) -> None:
    """What casework registered is answered from the copy, and its signature holds."""
    broker = connected(province())
    await commit(broker, office.record(3))
    async with copy(tmp_path, broker) as registry:
        known = registry.find(identifier())
        assert known is not None
        assert known.verdict(office.keys, datetime.now(CHINA)).answer == "good"
        assert known.verdict([], datetime.now(CHINA)).answer == "unknown"
        assert registry.find(identifier("20260000002")) is None


async def test_the_last_state_counts_and_an_old_record_that_comes_back_does_not(tmp_path: Path, office: Office) -> None:
    """Suspended stays suspended, though a broker shows the record before it once more."""
    broker = connected(province())
    await commit(broker, office.record(3), office.record(4, state="02"), office.record(3))
    async with copy(tmp_path, broker) as registry:
        known = registry.find(identifier())
        assert known is not None
        assert known.record.state == "02"
        verdict = known.verdict(office.keys, datetime.now(CHINA))
        assert (verdict.answer, verdict.check("status").answer) == ("bad", "failed")
        assert "暂扣" in verdict.check("status").reason


async def test_answers_go_on_while_nobody_can_be_asked(tmp_path: Path, office: Office) -> None:
    """Without a broker the folder answers; once it is too old, nothing is good by it any more."""
    broker = connected(province())
    await commit(broker, office.record(3))
    async with copy(tmp_path, broker):
        pass
    async with Registry(tmp_path / "registry") as registry:
        known, now = registry.find(identifier()), datetime.now(CHINA)
        assert known is not None
        assert known.verdict(office.keys, now).answer == "good"
        late = known.verdict(office.keys, now + FRESH + timedelta(seconds=1))
        assert (late.answer, late.check("status").answer) == ("unknown", "unknown")


async def test_a_copy_that_was_never_complete_says_nothing(tmp_path: Path) -> None:
    """An empty folder knows no document and no moment."""
    async with Registry(tmp_path / "registry") as registry:
        assert registry.as_of is None
        assert registry.find(identifier()) is None


async def test_it_goes_on_where_it_was(tmp_path: Path, office: Office) -> None:
    """Opened again, it reads on and keeps what it had."""
    broker = connected(province())
    await commit(broker, office.record(3))
    async with copy(tmp_path, broker):
        pass
    await commit(broker, office.record(3, "20260000002"))
    async with copy(tmp_path, broker) as registry:
        assert registry.find(identifier()) is not None
        assert registry.find(identifier("20260000002")) is not None


async def test_another_topic_of_the_same_name_begins_anew(tmp_path: Path, office: Office) -> None:
    """What was copied of one cluster is not answered for another."""
    broker = connected(province())
    await commit(broker, office.record(3))
    async with copy(tmp_path, broker):
        pass
    server = province()
    server.topics[DOCUMENTS] = server.topic(DOCUMENTS)._replace(identity="another")
    async with copy(tmp_path, connected(server)) as registry:
        assert registry.find(identifier()) is None


async def test_holders_are_found_by_who_says_why(tmp_path: Path, office: Office) -> None:
    """All of a holder's documents, whatever their state; the question is kept, without the holder's number."""
    broker = connected(province())
    await commit(broker, office.record(3), office.record(3, "20260000002", state="04"))
    stranger = Person(
        name="李某", identity=Identity(kind="resident_id", number=make_resident_id("520122", date(1980, 1, 1), 0))
    )
    async with copy(tmp_path, broker) as registry:
        assert {known.record.state for known in registry.of_holder(HOLDER, CLERK)} == {"01", "04"}
        assert registry.of_holder(stranger, CLERK) == []
    kept = (tmp_path / "registry" / AUDIT).read_bytes()
    lines = [orjson.loads(line) for line in kept.splitlines()]
    assert [(line["staff"], line["purpose"], line["found"]) for line in lines] == [
        ("ZY0001", "核对证照", 2),
        ("ZY0001", "核对证照", 0),
    ]
    assert isinstance(HOLDER, Person)
    assert HOLDER.identity.number.encode() not in kept


async def test_whose_data_was_erased_is_found_no_more(tmp_path: Path, office: Office) -> None:
    """The state is answered, nobody is named, and nothing is good by it; what is shown once more brings nobody back."""
    broker = connected(province())
    await commit(broker, office.record(3), office.record(3, "20260000002"), office.record(4, state="04"))
    async with copy(tmp_path, broker) as registry:
        assert len(registry.of_holder(HOLDER, CLERK)) == 2
    await commit(broker, office.erased(5), office.record(4, state="04"))
    async with copy(tmp_path, broker) as registry:
        known = registry.find(identifier())
        assert known is not None
        assert (known.record.state, known.signed, known.token) == ("04", None, None)
        verdict = known.verdict(office.keys, datetime.now(CHINA))
        assert (verdict.answer, verdict.check("document").answer) == ("bad", "unknown")
        assert [one.record.identifier for one in registry.of_holder(HOLDER, CLERK)] == [identifier("20260000002")]


async def test_it_follows_and_what_changes_is_answered(tmp_path: Path, office: Office) -> None:
    """What is registered later is answered a moment later, without anybody asking for it."""
    broker = connected(province())
    await commit(broker, office.record(3))
    async with Registry(tmp_path / "registry", broker) as registry:

        async def stands_at(state: str) -> bool:
            known = registry.find(identifier())
            return known is not None and known.record.state == state

        await until(lambda: stands_at("01"))
        await commit(broker, office.record(4, state="02"))
        await until(lambda: stands_at("02"))


async def test_the_command_looks_a_document_up(tmp_path: Path, office: Office) -> None:
    """`hub document find` answers from the folder: the state, as of when, and whether it is good."""
    broker = connected(province())
    await commit(broker, office.record(3))
    async with copy(tmp_path, broker):
        pass
    keys = tmp_path / "keys.json"
    keys.write_bytes(b"[" + b",".join(encode(key) for key in office.keys) + b"]")
    words = ("document", "find", identifier(), "--copy", str(tmp_path / "registry"), "--keys", str(keys), "--json")
    ran = await asyncio.to_thread(hub, *words)
    assert ran.code == 0, ran.err
    assert (ran.lines[0]["state"], ran.lines[0]["answer"]) == ("01", "good")
    out = tmp_path / "licence.json"
    ran = await asyncio.to_thread(hub, *words, "--out", str(out))
    beside = tmp_path / "licence.json.token"
    assert read(SignedDocument, out.read_bytes()).payload
    assert beside.read_text() == make_token(offices.document(identifier=identifier()), office.store, "xf-1")
    assert (out.stat().st_mode | beside.stat().st_mode) & 0o077 == 0
    nowhere = await asyncio.to_thread(hub, "document", "find", identifier("2026"), "--copy", str(tmp_path / "registry"))
    assert (nowhere.code, "登记中没有该证照" in nowhere.err) == (1, True)
    assert (await asyncio.to_thread(hub, "document", "find", "1.2.3", "--copy", str(tmp_path))).code == 2
