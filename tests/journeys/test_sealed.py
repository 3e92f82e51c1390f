"""The story with personal data sealed: where names rest is where the guide says, and erasing ends that."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import orjson
import pytest

from hub.client.story import three_companies
from hub.integrity.verify import Question, verify
from hub.lanes.twin.broker import calm
from hub.operations import erasing
from hub.personal.key_store import FileKeyStore, make_store
from hub.personal.opening import Opening
from hub.personal.sealing import Sealing
from schemas.commands import AcceptCase, ClaimCase, WithdrawCase
from schemas.topics import FACTS, INBOX, TOPICS
from tests.domain.world import CLERK, MONDAY, QINGZHEN, XIFENG, officer, reference
from tests.journeys.province import ENDPOINTS, LANES, SEED, Office, Province, played

PLAIN = {"inbox.", "commands", "work.", "results."}
"""Where docs/guides/personal-data.md says that plain text rests (nothing died or was parked here)."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The key store."""
    path = tmp_path / "personal.json"
    make_store(path, date(2026, 11, 26))
    return path


def found_in(province: Province, text: bytes) -> set[str]:
    """Search every record of every topic, old values that compaction would drop included."""
    found = set()
    for topic in TOPICS:
        names = [topic.name + endpoint for endpoint in ENDPOINTS] if topic.per_endpoint else [topic.name]
        for name in names:
            for log in province.server.topics[name].logs:
                for record in log.read(0, 1_000_000)[0]:
                    headers = b"".join(value for _, value in record.headers)
                    if text in (record.value or b"") or text in (record.key or b"") or text in headers:
                        found.add(topic.name)
    return found


def test_where_names_rest_and_how_they_go(path: Path) -> None:
    """Filed, handled across a restart, erased: in no other topic than the guide names, and nothing opens any more."""

    async def journey(province: Province) -> None:
        window, back_office = Office(province, QINGZHEN), Office(province, XIFENG)
        data = three_companies(MONDAY, Random(SEED).getrandbits, reference()).data
        filed = await window.publisher.file(data)
        await province.quiet()
        await province.restart()
        for case in filed.cases:
            for act in (ClaimCase(by=officer()), AcceptCase(by=officer())):
                await back_office.publisher.act(case, act)
            await window.publisher.act(case, WithdrawCase(by=CLERK, reason="申请人撤回", in_person=True))
        await province.quiet()
        assert (province.dead_letters(), province.alerts) == ([], [])
        children = orjson.loads(filed.data)["children"]
        texts = [child["personal"]["applicant"][name] for child in children for name in ("name", "phone")]
        texts += [child["personal"]["applicant"]["identity"]["number"] for child in children]
        assert len(set(texts)) >= 6
        for text in (*texts, "何静"):
            assert INBOX in found_in(province, text.encode())
            assert found_in(province, text.encode()) <= PLAIN

        # the applicant of the first case asks that it all be erased
        reader = calm(province.server).reader()
        held = await erasing.read_keys(reader, LANES.partitions)
        (subject,) = {key.owner for (number, _), key in held.items() if number == filed.cases[0]}
        own, named = erasing.holdings(held, subject)
        assert set(own) == {filed.number, filed.cases[0]}
        messages = erasing.erasures(own, subject, CLERK, "删除申请2026-17", LANES.partitions)
        answers = erasing.Answers(reader, messages)
        await answers.begin()
        await calm(province.server).producer().send(messages)
        await province.quiet()
        assert await answers.look()
        assert [one.code for one in answers.answers] == ["", ""]
        left = await erasing.read_keys(reader, LANES.partitions)
        assert erasing.holdings(left, subject).own == ()
        assert len(left) == len(held) - 2
        assert named == erasing.holdings(left, subject).named

        # nothing but the withdrawn topics knows the name, and no key opens what is sealed
        opening, erased = Opening(FileKeyStore(path)), 0
        for number in range(LANES.partitions):
            for record in province.records(FACTS, number):
                headers = dict(record.headers)
                aggregate = headers["ce_subject"].decode()
                keys = {place: key.wrapped or "" for (name, place), key in left.items() if name == aggregate}
                said = opening.open(headers["ce_type"].decode(), record.value or b"", keys)
                erased += said.erased
                assert children[0]["personal"]["applicant"]["name"].encode() not in said.body
        assert erased >= 2
        report = await verify(reader, Question(LANES.partitions, {}, 0, with_seals=False))
        assert (report.count, report.facts) == (0, sum(province.facts_counted().values()))

    played(journey, sealing=lambda: Sealing(FileKeyStore(path)))
