"""How record batches reach the leaders: what writer and producer have in common."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from hub.lanes.kafka.cluster import Cluster
from hub.lanes.kafka.errors import COORDINATOR_MOVED, LEADER_MOVED, Code, Refused
from hub.lanes.kafka.protocol.produce import Batch, Receipt, ask_produce, read_produce
from hub.lanes.values import Partition

RETRY_AFTER: Final = 0.002
RETRY_METADATA_AFTER: Final = 0.05

TRY_AGAIN: Final = frozenset(
    {
        # The coordinator still writes the markers of the transaction before (KIP-890).
        Code.CONCURRENT_TRANSACTIONS,
        # Said before anything is appended; while a leader cannot ask the coordinator, too.
        Code.NOT_ENOUGH_REPLICAS,
        # The leader's question to the coordinator failed: it adds the partition before it appends.
        *COORDINATOR_MOVED,
        # A topic that has just been made is not known everywhere at once; or its leader has moved. Had the old leader
        # appended after all, the new one would know the sequence number and answer with the first offset (KIP-98).
        *LEADER_MOVED,
    }
)
"""Refusals of Produce after which the same batch may be sent again: nothing was written, or it is known again."""


class Sender:
    """Writes batches to their leaders in parallel, and again where a refusal allows it."""

    def __init__(self, cluster: Cluster, transactional_id: str | None, timeout: float) -> None:
        self._cluster = cluster
        self._transactional_id = transactional_id
        self._timeout_ms = int(timeout * 1000)

    async def write(self, rounds: Iterable[Sequence[Batch]], deadline: float) -> Mapping[Partition, int]:
        """Write round after round; give the offset after the last record per partition. Raises Lost, Refused."""
        offsets: dict[Partition, int] = {}
        for batches in rounds:
            waiting = {batch.partition: batch for batch in batches}
            while waiting:
                refusals: set[int] = set()
                for receipt in await self._write_once(waiting, deadline):
                    if receipt.error in TRY_AGAIN and _now() < deadline:
                        refusals.add(receipt.error)
                    elif receipt.error:
                        raise Refused(receipt.error, f"{receipt.partition.topic}/{receipt.partition.number}")
                    else:
                        offsets[receipt.partition] = receipt.offset + waiting.pop(receipt.partition).records
                await self._pause(waiting, refusals)
        return offsets

    async def _write_once(self, waiting: Mapping[Partition, Batch], deadline: float) -> Sequence[Receipt]:
        by_node = await self._leaders(waiting, deadline)
        calls = (
            self._cluster.call(
                node,
                ask_produce(self._transactional_id, (waiting[partition] for partition in led), self._timeout_ms),
                read_produce,
            )
            for node, led in by_node.items()
        )
        return [receipt for receipts in await asyncio.gather(*calls) for receipt in receipts]

    async def _leaders(self, partitions: Collection[Partition], deadline: float) -> Mapping[int, Sequence[Partition]]:
        while True:
            try:
                return await self._cluster.leaders(partitions)
            except Refused as refused:
                if refused.code not in TRY_AGAIN or _now() > deadline:
                    raise
            await asyncio.sleep(RETRY_METADATA_AFTER)

    async def _pause(self, waiting: Mapping[Partition, Batch], refusals: set[int]) -> None:
        if refusals & LEADER_MOVED:
            self._cluster.forget(waiting)
            await asyncio.sleep(RETRY_METADATA_AFTER)
        elif waiting:
            await asyncio.sleep(RETRY_AFTER)


def _now() -> float:
    return asyncio.get_running_loop().time()
