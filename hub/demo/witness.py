"""Counts in Kafka itself what happened to some cases, read committed: the story's own book-keeping."""

from __future__ import annotations

import asyncio
from collections import Counter

from hub.lanes.kafka import KafkaAddress, KafkaBroker
from hub.lanes.reading import to_stable_end
from hub.lanes.values import Partition
from schemas.topics import FACTS


def facts_of(address: KafkaAddress, partitions: int, numbers: frozenset[str]) -> Counter[str]:
    """Give how many facts of each kind (``filed``, ``accepted``, …) these cases have together."""
    return asyncio.run(_count(address, partitions, numbers))


async def _count(address: KafkaAddress, partitions: int, numbers: frozenset[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    reader = KafkaBroker(address).reader()
    await reader.start()
    try:
        for partition in [Partition(FACTS, number) for number in range(partitions)]:
            async for stretch in to_stable_end(reader, partition, 0):
                for record in stretch.records:
                    headers = dict(record.headers)
                    if headers["ce_subject"].decode() in numbers:
                        counts[headers["ce_type"].decode().split(".")[3]] += 1
    finally:
        await reader.close()
    return counts
