"""Members of groups on real Kafka, beyond the contract: names, new topics, lost connections, many inboxes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from confluent_kafka.admin import NewTopic

from hub.lanes.kafka.member import KafkaMember
from hub.lanes.kafka.membership import SESSION_MS
from hub.lanes.ports import Fenced, Unreachable
from hub.lanes.values import Partition, Position
from tests.contract.backends_kafka import KafkaBackend
from tests.contract.patience import Share, fill, message, read_some, texts, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hub.local import EmbeddedKafka


@pytest.fixture
async def backend(kafka: EmbeddedKafka) -> AsyncIterator[KafkaBackend]:
    made = await KafkaBackend(kafka.access).start()
    yield made
    await made.close()


def cut(member: KafkaMember) -> None:
    """Cut all of a member's connections, as a network does."""
    for connection in member._cluster._connections.values():
        connection.cut()


async def test_second_process_of_the_same_name_ends_the_first(backend: KafkaBackend, name: str) -> None:
    """Two processes must never share a name: the first learns that it is fenced, and owns nothing any more."""
    await backend.create_topic(name, 1)
    one, first = backend.broker.member(name, name, "same"), Share()
    await one.start(first)
    await first.has(1)
    two, second = backend.broker.member(name, name, "same"), Share()
    await two.start(second)
    await second.has(1)

    async def fenced() -> bool:
        try:
            await one.read((), 10, 0.05)
        except Fenced:
            return True
        return False

    await until(fenced)
    assert first.told[-1] is None
    assert not await one.owns(Partition(name, 0))
    assert await two.owns(Partition(name, 0))
    await one.close()
    await two.close(leave=True)


async def test_leaving_gives_the_share_away_at_once(backend: KafkaBackend, name: str) -> None:
    """Nobody waits for the session of a static member that has said goodbye."""
    await backend.create_topic(name, 2)
    one, first = backend.broker.member(name, name, "one"), Share()
    two, second = backend.broker.member(name, name, "two"), Share()
    await one.start(first)
    await two.start(second)
    await first.has(1)
    await second.has(1)
    began = asyncio.get_running_loop().time()
    await two.close(leave=True)
    await first.has(2)
    assert asyncio.get_running_loop().time() - began < SESSION_MS / 2000
    await one.close(leave=True)


async def test_silent_member_loses_its_share(backend: KafkaBackend, name: str) -> None:
    """Whoever dies without a word is replaced when its session is over, well within 15 seconds."""
    await backend.create_topic(name, 2)
    one, first = backend.broker.member(name, name, "one"), Share()
    two, second = backend.broker.member(name, name, "two"), Share()
    await one.start(first)
    await two.start(second)
    await first.has(1)
    await second.has(1)
    began = asyncio.get_running_loop().time()
    await two.close()
    await first.has(2)
    assert asyncio.get_running_loop().time() - began < 15
    await one.close(leave=True)


async def test_topic_that_is_new_is_taken_up(backend: KafkaBackend, name: str) -> None:
    """An endpoint that joins needs no restart: its inbox is read within some seconds, from its first record."""
    await backend.create_topic(f"{name}.a", 1)
    member, share = backend.broker.member(name, rf"{name}\..*", "one"), Share()
    await member.start(share)
    await share.has(1)
    await backend.create_topic(f"{name}.b", 2)
    await fill(backend.broker, message(f"{name}.b", "first", 1))
    await share.has(3)
    assert texts(await read_some(member, 1)) == ["first"]
    await member.close(leave=True)


async def test_records_gather_for_who_need_not_hurry(backend: KafkaBackend, name: str) -> None:
    """The broker answers once for what comes in a while, not once for each record."""
    await backend.create_topic(name, 1)
    member, share = backend.broker.member(name, name, "one", gather=1.0), Share()
    await member.start(share)
    await share.has(1)
    assert await member.read((), 10, 0.1) == []
    reading = asyncio.create_task(member.read((), 10, 10))
    for text in ("a", "b", "c"):
        await fill(backend.broker, message(name, text))
    assert texts(await reading) == ["a", "b", "c"]
    await member.close(leave=True)


async def test_cut_connections_are_made_anew(backend: KafkaBackend, name: str) -> None:
    """Reading goes on behind what was read, nobody is revoked, and the group remembers us."""
    await backend.create_topic(name, 1)
    await fill(backend.broker, message(name, "a"))
    member, share = backend.broker.member(name, name, "one"), Share()
    await member.start(share)
    await share.has(1)
    assert texts(await read_some(member, 1)) == ["a"]
    told = list(share.told)
    cut(member)
    await fill(backend.broker, message(name, "b"))
    assert texts(await read_some(member, 1)) == ["b"]

    async def owns() -> bool:
        try:
            return await member.owns(Partition(name, 0))
        except Unreachable:
            return False

    await until(owns)
    await member.commit({Partition(name, 0): Position(2)})
    assert share.told == told
    await member.close(leave=True)


async def test_closing_sends_readers_home(backend: KafkaBackend, name: str) -> None:
    """A read that waits ends when its member is closed, without an error."""
    await backend.create_topic(name, 1)
    member, share = backend.broker.member(name, name, "one"), Share()
    await member.start(share)
    await share.has(1)
    waiting = asyncio.ensure_future(member.read((), 10, 0.3))
    await asyncio.sleep(0)
    await member.close(leave=True)
    async with asyncio.timeout(5):
        assert list(await waiting) == []


async def test_many_inboxes_are_read_fairly(backend: KafkaBackend, name: str) -> None:
    """A flood in one of 97 inboxes leaves each other one its turn: the first answers bring them all."""
    topics = [f"{name}.{number:03}" for number in range(97)]
    await backend.create_topics([NewTopic(topic, 1, 1) for topic in topics])
    member, share = backend.broker.member(name, rf"{name}\..*", "one"), Share()
    await member.start(share)
    await share.has(97)
    await fill(backend.broker, *(message(topics[0], str(number)) for number in range(5000)))
    await fill(backend.broker, *(message(topic, "one") for topic in topics[1:]))
    rounds, calm = 0, set[str]()
    while len(calm) < 96:
        records = await member.read((), 20, 1.0)
        assert sum(record.topic == topics[0] for record in records) <= 20
        calm |= {record.topic for record in records} - {topics[0]}
        rounds += 1
    assert rounds < 50
    await member.close(leave=True)


async def test_several_tasks_read_their_own_partitions(backend: KafkaBackend, name: str) -> None:
    """Casework reads with one task per partition: each gets its own records, all of them, in order."""
    await backend.create_topic(name, 4)
    messages = [message(name, str(number), number % 4) for number in range(4000)]
    await fill(backend.broker, *messages)
    member, share = backend.broker.member(name, name, "one"), Share()
    await member.start(share)
    await share.has(4)
    lanes = await asyncio.gather(*(read_some(member, 1000, [Partition(name, part)], limit=70) for part in range(4)))
    for part, records in enumerate(lanes):
        assert texts(records) == [str(number) for number in range(part, 4000, 4)]
    await member.close(leave=True)
