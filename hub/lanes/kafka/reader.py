"""Reads partitions without a group: what is committed, from an offset that the caller keeps."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from typing import Final, NamedTuple

from hub.lanes.kafka import offsets
from hub.lanes.kafka.address import KafkaAddress
from hub.lanes.kafka.cluster import Cluster
from hub.lanes.kafka.errors import LEADER_MOVED, Code, Refused, WireError, check, unreachable
from hub.lanes.kafka.protocol.fetch import NO_SESSION, Fetched, Limits, ask_fetch, read_fetch
from hub.lanes.kafka.records import committed_records, following
from hub.lanes.values import Bounds, Partition, Position, Record

_LIMITS: Final = Limits(wait_ms=50, bytes=4_000_000, partition_bytes=4_000_000)


class _Rest(NamedTuple):
    """What the last fetch gave beyond the limit: most callers go on just there."""

    partition: Partition
    offset: int
    records: Sequence[Record]
    following: int


class KafkaReader:
    """Implements hub.lanes.ports.Reader."""

    def __init__(self, address: KafkaAddress) -> None:
        self._cluster = Cluster(address)
        self._rests: dict[Partition, _Rest] = {}

    async def start(self) -> None:
        """Connect. Raises Unreachable, NotAllowed."""
        async with self._translated():
            await self._cluster.start()

    async def bounds(self, partition: Partition) -> Bounds:
        """Ask where the partition begins and ends now. Raises Unreachable, NotAllowed."""
        return (await self.bounds_of([partition]))[partition]

    async def bounds_of(self, partitions: Collection[Partition]) -> Mapping[Partition, Bounds]:
        """Ask the same for many partitions in few requests. Raises Unreachable, NotAllowed."""
        async with self._translated(*partitions):
            return await offsets.bounds(self._cluster, partitions)

    async def partitions(self, topics: str) -> frozenset[Partition]:
        """List every partition of the topics that match ``topics`` wholly. Raises Unreachable, NotAllowed."""
        async with self._translated():
            description = await self._cluster.describe(None)
        matching = [topic for topic in description.topics if re.fullmatch(topics, topic.name)]
        return frozenset(Partition(topic.name, number) for topic in matching for number in topic.leaders)

    async def committed(self, group: str, partitions: Collection[Partition]) -> Mapping[Partition, Position | None]:
        """Ask what any group has committed; None = never. Raises Unreachable, NotAllowed."""
        async with self._translated():
            return await offsets.committed(self._cluster, group, partitions)

    async def read(self, partition: Partition, offset: int, limit: int = 1000) -> tuple[Sequence[Record], int]:
        """Give committed records from ``offset`` on, and the offset to go on from. Raises Unreachable, NotAllowed."""
        rest = self._rests.pop(partition, None)
        if rest is None or rest.offset != offset:
            async with self._translated(partition):
                fetched = await self._fetch(partition, offset)
                offset = max(offset, fetched.start)
                records = list(committed_records(fetched, offset))
            rest = _Rest(partition, offset, records, following(fetched.batches, offset))
        if len(rest.records) <= limit:
            return rest.records, rest.following
        given = list(islice(rest.records, limit))
        self._rests[partition] = rest._replace(offset=given[-1].offset + 1, records=rest.records[limit:])
        return given, given[-1].offset + 1

    async def identity(self, topic: str) -> str:
        """Name this very topic: cluster id and topic id. Raises Unreachable (no such topic, too), NotAllowed."""
        async with self._translated():
            description = await self._cluster.describe([topic])
            check(description.topics[0].error, f"topic {topic}")
        return f"{description.cluster}/{description.topics[0].id}"

    async def close(self) -> None:
        """Cut the connections off. Never raises."""
        await self._cluster.close()

    async def _fetch(self, partition: Partition, offset: int) -> Fetched:
        fetched = await self._fetch_once(partition, offset)
        if fetched.error == Code.OFFSET_OUT_OF_RANGE:
            start = (await offsets.starts(self._cluster, [partition]))[partition]
            if offset > start:
                # Behind the end: nothing is there, and whoever keeps the offset must look at the bounds.
                return Fetched(partition, 0, start, (), b"")
            fetched = await self._fetch_once(partition, start)
        check(fetched.error, f"{partition.topic}/{partition.number}")
        return fetched

    async def _fetch_once(self, partition: Partition, offset: int) -> Fetched:
        ((node, _),) = (await self._cluster.leaders([partition])).items()
        ask = ask_fetch(NO_SESSION, {partition: offset}, (), _LIMITS)
        answer = await self._cluster.call(node, ask, read_fetch)
        check(answer.error, f"fetch of {partition.topic}/{partition.number}")
        return answer.partitions[0]

    @asynccontextmanager
    async def _translated(self, *partitions: Partition) -> AsyncIterator[None]:
        try:
            yield
        except WireError as trouble:
            if not isinstance(trouble, Refused) or trouble.code in LEADER_MOVED:
                self._cluster.forget(partitions)
            raise unreachable(trouble) from trouble
