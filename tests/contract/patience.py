"""Waiting for conditions, never for time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hub.lanes.values import Message, Partition, Record

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence

    from hub.lanes.ports import Broker, Member, Reader

SECONDS = 30.0


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Ask again and again until the condition holds."""
    async with asyncio.timeout(SECONDS):
        while not await condition():  # noqa: ASYNC110 - what a broker knows sets no event of ours
            await asyncio.sleep(0.01)


async def read_all(reader: Reader, partition: Partition, offset: int = 0, *, settled: bool = True) -> list[Record]:
    """Read everything that is committed now.

    A commit is answered before its markers are written, and readers see it a moment later: unless a transaction is
    meant to be open (``settled=False``), wait until none is.
    """

    async def at_rest() -> bool:
        bounds = await reader.bounds(partition)
        return not settled or bounds.stable == bounds.end

    await until(at_rest)
    stable = (await reader.bounds(partition)).stable
    records: list[Record] = []
    async with asyncio.timeout(SECONDS):
        while offset < stable:
            found, offset = await reader.read(partition, offset)
            records += found
    return records


async def read_some(
    member: Member, number: int, partitions: Collection[Partition] = (), limit: int = 100
) -> list[Record]:
    """Read through a group until ``number`` records have come."""
    records: list[Record] = []
    async with asyncio.timeout(SECONDS):
        while len(records) < number:
            records += await member.read(partitions, limit, 0.1)
    return records


def message(topic: str, text: str, partition: int = 0) -> Message:
    return Message(topic, partition, b"key", text.encode(), (("header", text.encode()),))


def texts(records: Sequence[Record]) -> list[str]:
    return [(record.value or b"").decode() for record in records]


async def fill(broker: Broker, *messages: Message) -> None:
    """Write as a plain publisher does."""
    producer = broker.producer()
    await producer.start()
    await producer.send(messages)
    await producer.close()


class Share:
    """An owner that takes note of what it is told."""

    def __init__(self) -> None:
        self.told: list[frozenset[Partition] | None] = []
        """A set for each assignment, None for each revocation, in order."""

    async def revoked(self) -> None:
        self.told.append(None)

    async def assigned(self, partitions: Collection[Partition]) -> None:
        self.told.append(frozenset(partitions))

    @property
    def partitions(self) -> frozenset[Partition]:
        """What is ours now."""
        return (self.told[-1] if self.told else None) or frozenset()

    async def has(self, number: int) -> None:
        """Wait until this many partitions are ours."""

        async def holds() -> bool:
            return len(self.partitions) == number

        await until(holds)
