"""How commands read the rows of the running hub and write new ones: the topic ``reference``, as the operator."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from hub.cli.connection import OPERATOR, kafka_of
from hub.client.errors import in_our_words
from hub.client.history import reader_of
from hub.domain.reference import Reference
from hub.lanes.kafka import KafkaBroker
from hub.reference.feed import ReferenceFeed, publish
from schemas.reference import Row
from schemas.topics import REFERENCE


def running_rows() -> Reference:
    """Give the rows of the running hub. Raises Trouble, ClientError."""
    return asyncio.run(read_rows())


async def read_rows() -> Reference:
    """Read the topic to its end. Raises Trouble, ClientError."""
    async with reader_of(kafka_of(OPERATOR), REFERENCE) as reader:
        return await ReferenceFeed(reader).catch_up()


async def write_rows(rows: Sequence[Row], known: Reference) -> int:
    """Write the rows that are new; answer how many. Raises Trouble, ClientError, TiedRulesError."""
    producer = KafkaBroker(kafka_of(OPERATOR)).producer()
    try:
        with in_our_words(REFERENCE):
            await producer.start()
            return await publish(rows, known, producer)
    finally:
        await producer.close()
