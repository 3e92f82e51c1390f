"""What a broker does all day, for some seconds: Java's image then also holds what it learned from that (JEP 515).

A broker that starts with it is warm after seconds, not minutes: its first transactions, and those after a kill -9.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection, Iterator
from itertools import count
from typing import Final

from confluent_kafka.admin import AdminClient, NewTopic

from hub.lanes.kafka import KafkaBroker
from hub.lanes.ports import BrokerError
from hub.lanes.values import Message, Partition, Position, Record
from hub.settings import KafkaAccess

SECONDS: Final = 6.0
LANES: Final = 4
QUEUES: Final = 60
BATCHES: Final = (1, 2, 3, 40)
"""Commands in a transaction, in turn: mostly few."""
COMMIT_EVERY: Final = 40
VALUE: Final = b"{" + b"-" * 900 + b"}"
INPUT, FACTS, STATES, QUEUE = "rehearsed-commands", "rehearsed-facts", "rehearsed-states", "rehearsed-queue."


class _Anyone:
    """An owner that takes what comes."""

    async def revoked(self) -> None:
        """Nothing is under way that matters."""

    async def assigned(self, partitions: Collection[Partition]) -> None:
        """Whoever reads asks for what is there."""


async def rehearse(access: KafkaAccess) -> None:
    """Pass records through lanes and queues as the hub does. Raises BrokerError, TimeoutError."""
    topics = [NewTopic(name, LANES) for name in (INPUT, FACTS, STATES)]
    topics += [NewTopic(f"{QUEUE}{number}", 1) for number in range(QUEUES)]
    admin = AdminClient({**access.for_confluent(), "log_level": 0})
    for made in admin.create_topics(topics).values():
        await asyncio.to_thread(made.result)
    broker = KafkaBroker(access.for_lanes())
    parts = [_publish(broker), _read(broker, f"{QUEUE}.*"), _read(broker, FACTS)]
    parts += [_work(broker, number) for number in range(LANES)]
    playing = [asyncio.create_task(part) for part in parts]
    done, _ = await asyncio.wait(playing, timeout=SECONDS, return_when=asyncio.FIRST_EXCEPTION)
    for task in playing:
        task.cancel()
    await asyncio.gather(*playing, return_exceptions=True)
    for task in done:
        task.result()


async def _publish(broker: KafkaBroker) -> None:
    producer = broker.producer()
    await producer.start()
    try:
        for turn in count():
            number = BATCHES[turn % len(BATCHES)]
            await producer.send([Message(INPUT, turn % LANES, b"case", VALUE) for _ in range(number)])
    finally:
        await producer.close()


async def _work(broker: KafkaBroker, number: int) -> None:
    member, writer = broker.member(f"rehearsed-{number}", INPUT, "lane"), broker.writer(f"rehearsed-{number}")
    await writer.open()
    await member.start(_Anyone())
    try:
        for turn in count():
            records = await member.read([Partition(INPUT, number)], BATCHES[turn % len(BATCHES)], 0.25)
            await writer.commit([message for record in records for message in _effects(record)])
            if records and turn % COMMIT_EVERY == 0:
                with contextlib.suppress(BrokerError):
                    await member.commit({Partition(INPUT, number): Position(records[-1].offset + 1)})
    finally:
        await member.close()
        await writer.close()


def _effects(record: Record) -> Iterator[Message]:
    yield from (Message(topic, record.partition, b"case", VALUE) for topic in (FACTS, STATES))
    yield from (Message(f"{QUEUE}{(record.offset + side) % QUEUES}", 0, b"case", VALUE) for side in range(2))


async def _read(broker: KafkaBroker, topics: str) -> None:
    member = broker.member("rehearsed-readers-" + topics[:12], topics, "reader")
    await member.start(_Anyone())
    try:
        while True:
            await member.read((), 500, 0.25)
    finally:
        await member.close()
