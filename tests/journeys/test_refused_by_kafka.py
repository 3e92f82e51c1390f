"""What only Kafka itself can refuse to programs that do not use our client; and what it does not refuse, though large.

(Writing to another's inbox, reading another's queue, casework's transactional id: tests/operations.)
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError

from hub.client.submission import HEADER_ROOM
from hub.lanes.kafka.broker import KafkaBroker
from hub.lanes.ports import Reader
from hub.lanes.values import Partition, Record
from hub.lanes.world import World
from hub.local import EmbeddedKafka
from hub.settings import LaneSettings
from hub.wiring import intake_crew, wall_clock
from schemas.commands import FileApplication
from schemas.dead_letters import Death
from schemas.dead_letters import read as read_obituary
from schemas.envelope import Envelope
from schemas.notices import RecordUnreadable
from schemas.topics import DEAD_LETTERS, MAX_RECORD_BYTES
from tests.conftest import ENVIRONMENT, PARTITIONS
from tests.domain.world import case_number

ZUNYI = "520300"
INBOX = f"inbox.{ZUNYI}"
HEADERS = list(Envelope("f-1", f"/{ZUNYI}", FileApplication.ce_type, case_number(), b"").headers())


async def send(kafka: EmbeddedKafka, value: bytes, **settings: Any) -> int:
    """Send as 遵义's own program does, with a client that itself has no limit; give the offset."""
    access = kafka.access_of(ZUNYI).for_aiokafka()
    producer = AIOKafkaProducer(**access, max_request_size=100_000_000, **settings)
    try:
        await producer.start()
        return int((await producer.send_and_wait(INBOX, value, key=b"key", headers=HEADERS)).offset)
    finally:
        await producer.stop()


async def test_a_value_over_the_limit_is_refused(kafka: EmbeddedKafka) -> None:
    """A clear error at the sender, before anything of it is stored."""
    with pytest.raises(MessageSizeTooLargeError):
        await send(kafka, b"x" * MAX_RECORD_BYTES)


async def test_the_largest_value_that_our_client_sends_is_taken(kafka: EmbeddedKafka) -> None:
    """The client's limit leaves room for its headers."""
    assert await send(kafka, b"x" * (MAX_RECORD_BYTES - HEADER_ROOM)) >= 0


async def test_a_value_over_the_limit_that_was_compressed_to_little_is_taken_and_laid_aside(
    kafka: EmbeddedKafka,
) -> None:
    """Kafka counts compressed bytes. Intake can't write it on, says so, and goes on with what follows."""
    offset = await send(kafka, b" " * 5_000_000, compression_type="gzip")
    behind = await send(kafka, b"{}")
    broker = KafkaBroker(kafka.access.for_lanes())
    async with intake_at_work(broker), reading(broker) as reader:
        (letter,) = await found(reader, Partition(DEAD_LETTERS, 0), f"{INBOX}/0/{offset}".encode())
        assert read_obituary(letter.headers).death is Death.TOO_LARGE
        results = Partition(f"results.{ZUNYI}", 0)
        (notice,) = await found(reader, results, b'"offset":%d,' % offset)
        assert dict(notice.headers)["ce_type"].decode() == RecordUnreadable.ce_type
        assert orjson.loads(notice.value or b"")["text"].startswith("办件内容超出大小限制。")
        committed: int | None = None
        async with asyncio.timeout(20):
            while committed is None or committed <= behind:
                at = Partition(INBOX, 0)
                position = (await reader.committed("hub.intake", [at]))[at]
                committed = position.offset if position else None


@asynccontextmanager
async def intake_at_work(broker: KafkaBroker) -> AsyncIterator[None]:
    """Run the hub's intake as it is wired."""

    async def room() -> None:
        """There is always room."""

    world = World(broker, wall_clock, secrets.token_hex(4), lambda *_: None)
    crew = intake_crew(world, LaneSettings(ENVIRONMENT, PARTITIONS), f"test-{secrets.token_hex(4)}", room)
    running = asyncio.create_task(crew.run())
    try:
        yield
    finally:
        running.cancel()
        await crew.close(leave=True)


@asynccontextmanager
async def reading(broker: KafkaBroker) -> AsyncIterator[Reader]:
    reader = broker.reader()
    await reader.start()
    try:
        yield reader
    finally:
        await reader.close()


async def found(reader: Reader, partition: Partition, words: bytes) -> list[Record]:
    """Read until a record holds these words in a header or its value; give those that do."""
    offset = 0
    async with asyncio.timeout(30):
        while True:
            records, offset = await reader.read(partition, offset)
            holding = [
                record
                for record in records
                if words in (record.value or b"") or any(words == content for _, content in record.headers)
            ]
            if holding:
                return holding
