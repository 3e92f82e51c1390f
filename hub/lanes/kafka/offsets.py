"""Where partitions begin and end, and what groups have committed: asked of many partitions in few requests."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

from hub.lanes.kafka.cluster import Cluster
from hub.lanes.kafka.errors import check
from hub.lanes.kafka.protocol.cluster import EARLIEST, GROUP, LATEST, ask_offsets, read_offsets
from hub.lanes.kafka.protocol.group import ask_committed, read_committed
from hub.lanes.values import Bounds, Partition, Position


async def starts(cluster: Cluster, partitions: Collection[Partition]) -> Mapping[Partition, int]:
    """Give where each partition begins; none for those that have no leader now. Raises Lost, Refused."""
    return await _offsets(cluster, partitions, EARLIEST, committed=False)


async def bounds(cluster: Cluster, partitions: Collection[Partition]) -> Mapping[Partition, Bounds]:
    """Give start, last stable offset and end of each. Raises Lost, Refused."""
    await cluster.leaders(partitions)
    begin = await _offsets(cluster, partitions, EARLIEST, committed=False)
    # In this order a transaction that ends in between does not look as if it were open for ever.
    end = await _offsets(cluster, partitions, LATEST, committed=False)
    stable = await _offsets(cluster, partitions, LATEST, committed=True)
    return {each: Bounds(begin[each], stable[each], max(stable[each], end[each])) for each in partitions}


async def committed(
    cluster: Cluster, group: str, partitions: Collection[Partition]
) -> Mapping[Partition, Position | None]:
    """Give what the group has committed; None = never. Raises Lost, Refused."""
    node = await cluster.coordinator(group, GROUP)
    error, positions = await cluster.call(node, ask_committed(group, partitions), read_committed)
    check(error, f"committed positions of {group}")
    return positions


async def _offsets(
    cluster: Cluster, partitions: Collection[Partition], timestamp: int, *, committed: bool
) -> Mapping[Partition, int]:
    by_node, _ = await cluster.leading(partitions)
    calls = (
        cluster.call(node, ask_offsets(led, timestamp, committed=committed), read_offsets)
        for node, led in by_node.items()
    )
    offsets: dict[Partition, int] = {}
    for found in await asyncio.gather(*calls):
        for partition, (error, offset) in found.items():
            check(error, f"offsets of {partition.topic}/{partition.number}")
            offsets[partition] = offset
    return offsets
