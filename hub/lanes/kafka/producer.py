"""The idempotent producer without transactions, shared by all inboxes of an intake worker."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from hub.lanes.kafka.address import KafkaAddress
from hub.lanes.kafka.cluster import ANY, Cluster
from hub.lanes.kafka.errors import COORDINATOR_MOVED, WireError, check, unreachable
from hub.lanes.kafka.protocol.produce import Identity, ask_identity, read_identity
from hub.lanes.kafka.records import encode
from hub.lanes.kafka.writing import RETRY_METADATA_AFTER, Sender
from hub.lanes.ports import UnknownOutcome
from hub.lanes.values import Message, Partition

SEND_WITHIN: Final = 5.0
"""Seconds in which refusals are tried again."""


class KafkaProducer:
    """Implements hub.lanes.ports.Producer.

    After UnknownOutcome it stays usable: the next send begins with a new producer id, so what is sent again may
    become a twin. Calls are carried out one after the other, in order.
    """

    def __init__(self, address: KafkaAddress) -> None:
        self._cluster = Cluster(address)
        self._sender = Sender(self._cluster, None, address.request_timeout)
        self._identity: Identity | None = None
        self._sequences: dict[Partition, int] = {}
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Connect. Raises Unreachable, NotAllowed."""
        try:
            await self._cluster.start()
            self._identity = await self._begin()
        except WireError as trouble:
            raise unreachable(trouble) from trouble

    async def send(self, messages: Sequence[Message]) -> None:
        """Write all messages; return when every one is acknowledged by all replicas. Raises UnknownOutcome."""
        if not messages:
            return
        async with self._turn:
            try:
                await self._send(messages)
            except WireError as trouble:
                raise UnknownOutcome(str(trouble)) from trouble

    async def close(self) -> None:
        """Cut the connections off. Never raises."""
        await self._cluster.close()

    async def _send(self, messages: Sequence[Message]) -> None:
        identity = self._identity or await self._begin()
        # Taken away until all is acknowledged: after any surprise the sequence numbers are worth nothing.
        self._identity = None
        rounds = encode(messages, identity, self._sequences, transactional=False)
        try:
            await self._sender.write(rounds, asyncio.get_running_loop().time() + SEND_WITHIN)
        except WireError:
            self._cluster.forget(batch.partition for batches in rounds for batch in batches)
            raise
        for batch in (batch for batches in rounds for batch in batches):
            # Sequence numbers go round after 2^31 - 1 (KIP-98).
            following = self._sequences.get(batch.partition, 0) + batch.records
            self._sequences[batch.partition] = following % 2**31
        self._identity = identity

    async def _begin(self) -> Identity:
        self._sequences.clear()
        deadline = asyncio.get_running_loop().time() + SEND_WITHIN
        while True:
            error, identity = await self._cluster.call(ANY, ask_identity(None, -1), read_identity)
            if error not in COORDINATOR_MOVED or asyncio.get_running_loop().time() > deadline:
                break
            await asyncio.sleep(RETRY_METADATA_AFTER)
        check(error, "producer id")
        return identity
