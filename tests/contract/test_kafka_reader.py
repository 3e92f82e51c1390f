"""Reading real Kafka, beyond the contract: what publishers of all kinds may put into an inbox."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from confluent_kafka import Producer, TopicPartition

from hub.lanes.kafka.lenient import lenient_records
from hub.lanes.kafka.protocol.produce import Batch
from hub.lanes.values import Partition
from tests.contract.aiokafka_batches import batch_builder
from tests.contract.backends_kafka import KafkaBackend
from tests.contract.patience import Share, fill, message, read_all, read_some, texts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hub.local import EmbeddedKafka


@pytest.fixture
async def backend(kafka: EmbeddedKafka) -> AsyncIterator[KafkaBackend]:
    made = await KafkaBackend(kafka.access).start()
    yield made
    await made.close()


def publish(kafka: EmbeddedKafka, topic: str, codec: str) -> None:
    """Publish as a county's programmer would: another library, compressed, a header without a value."""
    producer = Producer({**kafka.access.for_confluent(), "compression.type": codec, "linger.ms": 50})
    for number in range(200):
        producer.produce(
            topic, f"{codec}-{number}-{'值' * 50}".encode(), b"key", headers=[("empty", None), ("a", b"1")]
        )
    assert producer.flush(20) == 0


@pytest.mark.parametrize("codec", ["none", "gzip", "snappy", "lz4", "zstd"])
async def test_compressed_records_of_another_library(
    backend: KafkaBackend, kafka: EmbeddedKafka, name: str, codec: str
) -> None:
    """However a publisher compresses, reader and member read its records; a header without a value reads as empty."""
    await backend.create_topic(name, 1)
    await asyncio.to_thread(publish, kafka, name, codec)
    reader, member, share = backend.broker.reader(), backend.broker.member(name, name, "one"), Share()
    await reader.start()
    await member.start(share)
    await share.has(1)
    records = await read_all(reader, Partition(name, 0))
    assert [text.split("-")[1] for text in texts(records)] == [str(number) for number in range(200)]
    assert {record.headers for record in records} == {(("empty", b""), ("a", b"1"))}
    assert await read_some(member, 200) == records
    await member.close(leave=True)
    await reader.close()


def batch_with_a_strange_header() -> bytes:
    """Build a batch whose header name is not UTF-8; two wrong bytes in a right place, and the check sum made anew."""
    builder = batch_builder((-1, -1), -1, transactional=False, size=10_000)
    builder.append(0, 1_795_000_000_000, b"key", b"before", [("ok", b"1")])
    builder.append(1, 1_795_000_000_001, None, b"strange", [("zz", b"2")])
    batch = bytearray(builder.build())
    at = batch.index(b"zz")
    batch[at : at + 2] = b"\xff\xfe"
    batch[17:21] = crc32c(bytes(batch[21:])).to_bytes(4, "big")
    return bytes(batch)


def crc32c(data: bytes) -> int:
    """CRC-32C (RFC 3720, appendix B.4), bit by bit."""
    remainder = 0xFFFFFFFF
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            remainder = remainder >> 1 ^ (0x82F63B78 if remainder & 1 else 0)
    return remainder ^ 0xFFFFFFFF


async def test_header_name_that_is_not_utf_8_stops_nobody(backend: KafkaBackend, name: str) -> None:
    """Such a record is read with its name replaced, as by Kafka's own client; those around it are as they were."""
    await backend.create_topic(name, 1)
    producer, reader, partition = backend.broker.producer(), backend.broker.reader(), Partition(name, 0)
    await producer.start()
    await reader.start()
    strange = Batch(partition, batch_with_a_strange_header(), 2)
    await producer._sender.write([[strange]], asyncio.get_running_loop().time() + 5)
    await producer.send([message(name, "after")])
    records = await read_all(reader, partition)
    assert texts(records) == ["before", "strange", "after"]
    assert [record.headers[0][0] for record in records] == ["ok", "\ufffd\ufffd", "header"]
    assert [(record.offset, record.key) for record in records] == [(0, b"key"), (1, None), (2, b"key")]
    assert [record.timestamp for record in records[:2]] == [1_795_000_000_000, 1_795_000_000_001]
    await producer.close()
    await reader.close()


def test_lenient_reading_gives_what_was_written() -> None:
    """Null keys, null values and null headers included."""
    builder = batch_builder((7, 1), 0, transactional=True, size=10_000)
    builder.append(0, 5, None, b"a", [])
    builder.append(1, 9, b"k", None, [("h", None), ("中", b"")])
    assert [tuple(record) for record in lenient_records(bytes(builder.build()))] == [
        (0, 5, None, b"a", []),
        (1, 9, b"k", None, [("h", None), ("中", b"")]),
    ]


async def test_offsets_outside_the_log(backend: KafkaBackend, name: str) -> None:
    """Before the start, reading begins at the start; behind the end there is nothing, and nothing breaks."""
    await backend.create_topic(name, 1)
    await fill(backend.broker, *(message(name, str(number)) for number in range(5)))
    (deleted,) = backend.admin.delete_records([TopicPartition(name, 0, 3)]).values()
    await asyncio.to_thread(deleted.result)
    reader, partition = backend.broker.reader(), Partition(name, 0)
    await reader.start()
    records, following = await reader.read(partition, 0)
    assert (texts(records), following) == (["3", "4"], 5)
    records, following = await reader.read(partition, 99)
    assert (list(records), following) == ([], 99)
    assert (await reader.bounds(partition)).start == 3
    await reader.close()


async def test_member_whose_position_retention_has_overtaken(backend: KafkaBackend, name: str) -> None:
    """A member goes on at the start of the log when what it wants to read is gone."""
    await backend.create_topic(name, 1)
    await fill(backend.broker, *(message(name, str(number)) for number in range(5)))
    (deleted,) = backend.admin.delete_records([TopicPartition(name, 0, 3)]).values()
    await asyncio.to_thread(deleted.result)
    member, share = backend.broker.member(name, name, "one"), Share()
    await member.start(share)
    await share.has(1)
    member.seek(Partition(name, 0), 1)
    assert texts(await read_some(member, 2)) == ["3", "4"]
    await member.close(leave=True)
