"""The writer on real Kafka, beyond the contract: late requests, cut connections, refusals, fan-out."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from confluent_kafka.admin import NewTopic

from hub.lanes.kafka import KafkaBroker
from hub.lanes.kafka.errors import Code, Refused
from hub.lanes.kafka.records import MAX_BATCH_BYTES, encode
from hub.lanes.kafka.writing import Sender
from hub.lanes.ports import NotAllowed, UnknownOutcome, Unreachable
from hub.lanes.values import Message, Partition
from tests.contract.backends_kafka import KafkaBackend
from tests.contract.kafka_faults import END_TRANSACTION, PRODUCE, cut_after
from tests.contract.patience import message, read_all, texts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hub.local import EmbeddedKafka


@pytest.fixture
async def backend(kafka: EmbeddedKafka) -> AsyncIterator[KafkaBackend]:
    made = await KafkaBackend(kafka.access).start()
    yield made
    await made.close()


async def read(backend: KafkaBackend, topic: str, partition: int = 0) -> list[str]:
    """Read what is committed, once nothing is open any more."""
    reader = backend.broker.reader()
    await reader.start()
    found = texts(await read_all(reader, Partition(topic, partition)))
    await reader.close()
    return found


async def test_late_request_of_an_ended_transaction_writes_nothing(backend: KafkaBackend, name: str) -> None:
    """A Produce that a network held back until its transaction had ended is refused by its epoch."""
    await backend.create_topic(name, 2)
    writer = backend.broker.writer(name)
    await writer.open()
    before = writer._identity
    await writer.commit([message(name, "in time")])
    assert writer._identity == before._replace(epoch=before.epoch + 1)
    # Once its marker is written. Before that it would be part of the transaction; but all that a writer sends in one
    # is acknowledged before it ends it, so only a copy can come late then.
    assert await read(backend, name) == ["in time"]
    late = Sender(writer._cluster, name, 5)
    for partition, sequence in ((0, 0), (0, 1), (1, 0)):
        held_back, sequences = [message(name, "late", partition)], {Partition(name, partition): sequence}
        with pytest.raises(Refused) as refused:
            await late.write(encode(held_back, before, sequences, transactional=True), 0)
        assert refused.value.code == Code.INVALID_PRODUCER_EPOCH
    await writer.commit([message(name, "next")])
    assert await read(backend, name) == ["in time", "next"]
    assert await read(backend, name, 1) == []
    await writer.close()


@pytest.mark.parametrize("key", [PRODUCE, END_TRANSACTION], ids=["produce", "end"])
async def test_cut_connection_leaves_the_outcome_open(backend: KafkaBackend, name: str, key: int) -> None:
    """A commit whose answer is lost says so and ends the writer; what happened, happened everywhere or nowhere."""
    await backend.create_topic(name, 2)
    writer = backend.broker.writer(name)
    await writer.open()
    await writer.commit([message(name, "before"), message(name, "before", 1)])
    cut_after(writer._cluster, key)
    with pytest.raises(UnknownOutcome):
        await writer.commit([message(name, "cut"), message(name, "cut", 1)])
    with pytest.raises(UnknownOutcome):
        await writer.commit([message(name, "again")])
    await writer.close()
    heir = backend.broker.writer(name)
    await heir.open()
    await heir.commit([message(name, "after"), message(name, "after", 1)])
    left, right = await read(backend, name), await read(backend, name, 1)
    assert left == right
    assert left in (["before", "after"], ["before", "cut", "after"])
    if key == PRODUCE:
        assert left == ["before", "after"]
    await heir.close()


async def test_closing_while_committing_ends_the_commit(backend: KafkaBackend, name: str) -> None:
    """close() does not wait for an answer, and whoever waits for one learns that the outcome is open."""
    await backend.create_topic(name, 1)
    writer = backend.broker.writer(name)
    await writer.open()
    committing = asyncio.ensure_future(writer.commit([message(name, "a")] * 1000))
    await asyncio.sleep(0)
    async with asyncio.timeout(2):
        await writer.close()
    with pytest.raises(UnknownOutcome):
        await committing


async def test_fan_out_over_300_partitions(backend: KafkaBackend, name: str) -> None:
    """One transaction reaches 100 topics of three partitions, and every partition answers its offset."""
    topics = [f"{name}.{number}" for number in range(100)]
    await backend.create_topics([NewTopic(topic, 3, 1) for topic in topics])
    writer = backend.broker.writer(name)
    await writer.open()
    messages = [message(topic, f"{topic}-{part}", part) for topic in topics for part in range(3)]
    assert await writer.commit(messages) == {Partition(topic, part): 1 for topic in topics for part in range(3)}
    assert await writer.commit(messages) == {Partition(topic, part): 3 for topic in topics for part in range(3)}
    assert await read(backend, topics[77], 2) == [f"{topics[77]}-2"] * 2
    await writer.close()


async def test_more_than_one_batch_per_partition(backend: KafkaBackend, name: str) -> None:
    """Some megabytes for one partition go out in several batches, in order, in one transaction."""
    await backend.create_topic(name, 2)
    writer = backend.broker.writer(name)
    await writer.open()
    large = [Message(name, 0, None, b"%d:" % number + bytes(MAX_BATCH_BYTES // 3)) for number in range(10)]
    offsets = await writer.commit([*large, message(name, "small", 1)])
    assert offsets == {Partition(name, 0): 10, Partition(name, 1): 1}
    assert [text.partition(":")[0] for text in await read(backend, name)] == [str(number) for number in range(10)]
    await writer.close()


async def test_record_of_the_largest_size_fits(backend: KafkaBackend, name: str) -> None:
    """A record of one million bytes is written and read, beside others."""
    await backend.create_topic(name, 1)
    writer = backend.broker.writer(name)
    await writer.open()
    largest = Message(name, 0, b"key", b"x" * 1_000_000, (("header", b"y" * 100),))
    await writer.commit([message(name, "a"), largest, message(name, "b")])
    assert [len(text) for text in await read(backend, name)] == [1, 1_000_000, 1]
    await writer.close()


async def test_topic_that_is_made_while_the_writer_waits(backend: KafkaBackend, name: str) -> None:
    """A topic that is not there yet is a refusal that wrote nothing: the commit goes through once it is there."""
    await backend.create_topic(name, 1)
    writer = backend.broker.writer(name)
    await writer.open()
    committing = asyncio.ensure_future(writer.commit([message(name, "a"), message(f"{name}-late", "b")]))
    await backend.create_topic(f"{name}-late", 1)
    assert await committing == {Partition(name, 0): 1, Partition(f"{name}-late", 0): 1}
    await writer.close()


async def test_wrong_password_is_not_allowed(backend: KafkaBackend, name: str) -> None:
    """A refused password is an operator's mistake, told as such at once, and it isn't in the text."""
    broker = KafkaBroker(replace(backend.address, password="wrong-secret"))
    for client in (broker.reader(), broker.producer()):
        with pytest.raises(NotAllowed) as refused:
            await client.start()
        assert "wrong-secret" not in str(refused.value) + repr(broker._address)
        await client.close()
    writer = broker.writer(name)
    with pytest.raises(NotAllowed):
        await writer.open()
    await writer.close()


async def test_nobody_there_is_unreachable(backend: KafkaBackend, name: str) -> None:
    """Where nothing listens, opening says so within a second or two."""
    broker = KafkaBroker(replace(backend.address, bootstrap="127.0.0.1:1"))
    writer, reader = broker.writer(name), broker.reader()
    async with asyncio.timeout(5):
        with pytest.raises(Unreachable):
            await writer.open()
        with pytest.raises(Unreachable):
            await reader.start()
    await writer.close()
    await reader.close()


async def test_producer_goes_on_after_a_cut(backend: KafkaBackend, name: str) -> None:
    """After a lost answer the producer can be used again; what is sent again may be there twice, in order."""
    await backend.create_topic(name, 1)
    producer = backend.broker.producer()
    await producer.start()
    await producer.send([message(name, "a")])
    cut_after(producer._cluster, PRODUCE)
    with pytest.raises(UnknownOutcome):
        await producer.send([message(name, "b")])
    await producer.send([message(name, "b"), message(name, "c")])
    assert await read(backend, name) in (["a", "b", "c"], ["a", "b", "b", "c"])
    await producer.close()
