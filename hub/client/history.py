"""Reading a queue from a moment on without a group: for looking, not for working through."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from hub.client.connection import Kafka, broker_of
from hub.client.errors import in_our_words
from hub.client.notices import QueuedNotice, read_notice_record
from hub.lanes.alerts import Alert
from hub.lanes.copies import Copies
from hub.lanes.reading import to_stable_end
from hub.lanes.values import Partition

if TYPE_CHECKING:
    from hub.lanes.ports import Reader

PAUSE: Final = 0.05


@asynccontextmanager
async def reader_of(kafka: Kafka, what: str) -> AsyncIterator[Reader]:
    """Open a reader for a while. Raises ClientError."""
    reader = broker_of(kafka).reader()
    try:
        with in_our_words(what):
            await reader.start()
            yield reader
    finally:
        await reader.close()


async def first_since(reader: Reader, partition: Partition, moment: int) -> int:
    """Give an offset before which everything was written before ``moment`` (ms), by halving. Raises BrokerError."""
    bounds = await reader.bounds(partition)
    low, high = bounds.start, bounds.stable
    while low < high:
        middle = (low + high) // 2
        records, following = await reader.read(partition, middle, 1)
        if records and records[0].timestamp < moment:
            low = records[0].offset + 1
        elif not records and following <= middle:
            return low
        else:
            high = middle
    return low


async def past(
    reader: Reader, partition: Partition, offset: int, told: Callable[[int, int], None] = lambda *_: None
) -> AsyncIterator[QueuedNotice]:
    """Give what is there now, copies dropped; ``told`` hears how far it is and how far it goes. Raises BrokerError."""
    copies = Copies(_quietly)
    async for records, following, start, end in to_stable_end(reader, partition, offset):
        for record in records:
            if copies.is_new(record):
                yield read_notice_record(record)
        told(following - start, end - start)


async def from_now(reader: Reader, partition: Partition, offset: int) -> AsyncIterator[QueuedNotice]:
    """Give what is there from ``offset`` on and what comes, for ever, copies dropped. Raises BrokerError."""
    copies = Copies(_quietly)
    while True:
        records, following = await reader.read(partition, offset)
        for record in records:
            if copies.is_new(record):
                yield read_notice_record(record)
        if following <= offset:
            await asyncio.sleep(PAUSE)
        offset = max(offset, following)


def _quietly(_: Alert, __: str) -> None:
    """Whoever only looks need not raise the alarm: the streams do."""
