"""Two windows defer for one person in the same second: real Casework in its lanes, on the twin, in both orders."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache
from typing import Any

import orjson
import pytest

from hub.domain.reference import Reference
from hub.lanes.twin.broker import calm
from hub.lanes.twin.server import Server
from hub.lanes.twin.store import MemoryStore
from hub.lanes.values import Message, Partition, Record
from hub.lanes.world import World
from hub.settings import LaneSettings
from hub.wiring import casework_crew
from schemas.commands import Command as Body
from schemas.commands import DeferMaterials
from schemas.envelope import ENDPOINT, RECEIVED, Envelope
from schemas.facts import DeferralGranted, DeferralRefused, DeferralReserved
from schemas.times import to_milliseconds
from schemas.topics import COMMANDS, FACTS, RESULTS, STATES, WORK, partition_of
from schemas.values import encode
from tests.domain.test_deferral import CASE, OTHER, SUBJECT, WITHOUT
from tests.domain.world import CLERK, COMMITMENT, MONDAY, QINGZHEN, XIFENG, filing, with_deferral
from tests.lanes.twin_stage import played, until

PARTITIONS = 4
DEFER = DeferMaterials(by=CLERK, commitment=COMMITMENT)


@cache
def one_deferral() -> Reference:
    """A province in which one deferral may be open at a time."""
    rows = with_deferral("accept_first", None, ("M04", "M05"))
    policy = next(row for row in rows.rows.values() if row.kind == "policy")
    return rows.with_rows([policy.model_copy(update={"most_open_deferrals": 1, "revision": 99})], 1)


class Province:
    """Casework's lanes on a server of their own."""

    def __init__(self, reference: Callable[[], Reference] = one_deferral) -> None:
        self.server = Server()
        for topic in (COMMANDS, FACTS, STATES):
            self.server.create_topic(topic, PARTITIONS)
        for endpoint in (QINGZHEN, XIFENG):
            self.server.create_topic(WORK + endpoint, 1)
            self.server.create_topic(RESULTS + endpoint, 1)
        world = World(calm(self.server), lambda: to_milliseconds(MONDAY), "start-1", lambda *_: None)
        lanes = LaneSettings("test", PARTITIONS)
        self.crew = casework_crew(world, lanes, "worker-1", reference, lambda _: MemoryStore())
        self._sent = 0

    def send(self, case: str, body: Body, endpoint: str = QINGZHEN) -> None:
        """Let intake pass a command on, received at the same instant as all others."""
        self._sent += 1
        partition = Partition(COMMANDS, partition_of(case.encode(), PARTITIONS))
        data = encode(body)
        headers = Envelope(f"c{self._sent}", "/window", body.ce_type, case, data).headers(
            [(ENDPOINT, endpoint.encode()), (RECEIVED, b"%d" % to_milliseconds(MONDAY))]
        )
        self.server.append(partition, [Message(*partition, case.encode(), data, headers)])

    def said(self, subject: str) -> list[tuple[str, Any]]:
        """What an aggregate has said, as types and bodies, read committed."""
        mine = self.facts(subject)
        return [(dict(one.headers)["ce_type"].decode(), orjson.loads(one.value or b"{}")) for one in mine]

    def facts(self, subject: str) -> list[Record]:
        """The same as records."""
        partition = Partition(FACTS, partition_of(subject.encode(), PARTITIONS))
        records = self.server.log(partition).read(0, 1_000_000)[0]
        return [record for record in records if record.key == subject.encode()]

    def put(self, message: Message) -> None:
        """Append what somebody beside the windows writes."""
        self.server.append(Partition(message.topic, message.partition), [message])

    def answers(self, case: str) -> list[str]:
        """What the subject's answer made of the case."""
        return [kind for kind, _ in self.said(case) if kind in {DeferralGranted.ce_type, DeferralRefused.ce_type}]


@pytest.mark.parametrize("first", [CASE, OTHER])
def test_exactly_one_of_two_windows_is_granted(first: str) -> None:
    """The lanes of the two cases and of the subject are three: one reservation, one grant, one no with its reason."""
    second = OTHER if first == CASE else CASE
    assert len({partition_of(key.encode(), PARTITIONS) for key in (CASE, OTHER, SUBJECT)}) > 1

    async def race() -> Province:
        province = Province()
        working = asyncio.create_task(province.crew.run())
        for case in (first, second):
            province.send(case, filing().model_copy(update={"application": WITHOUT}))
        await until(lambda: bool(province.said(first) and province.said(second)))
        province.send(first, DEFER)
        province.send(second, DEFER)
        await until(lambda: bool(province.answers(first) and province.answers(second)))
        working.cancel()
        await province.crew.close(leave=True)
        return province

    province = played(race)
    answers = sorted(province.answers(first) + province.answers(second))
    assert answers == [DeferralGranted.ce_type, DeferralRefused.ce_type]
    reserved = [body["case"] for kind, body in province.said(SUBJECT) if kind == DeferralReserved.ce_type]
    winner = first if province.answers(first) == [DeferralGranted.ce_type] else second
    assert reserved == [winner]
    (refusal,) = [
        body for kind, body in province.said(first) + province.said(second) if kind == DeferralRefused.ce_type
    ]
    assert (refusal["code"], refusal["params"]) == ("deferral_too_many", {"count": "1"})
