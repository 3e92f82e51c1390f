"""The transactional writer: Kafka's transactions version 2 (KIP-890), two rounds per commit.

Produce to each leader, then EndTxn, whose answer brings the epoch of the next transaction. A late request of an ended
transaction is refused by its epoch, so nothing is retried on a guess: what is not a plain refusal that wrote nothing
ends the writer, and only Kafka knows the outcome.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from hub.lanes.kafka.address import KafkaAddress
from hub.lanes.kafka.cluster import Cluster
from hub.lanes.kafka.errors import (
    COORDINATOR_MOVED,
    Code,
    Lost,
    Refused,
    WireError,
    check,
    unknown_outcome,
    unreachable,
)
from hub.lanes.kafka.protocol.cluster import TRANSACTION
from hub.lanes.kafka.protocol.produce import Identity, ask_end, ask_identity, read_end, read_identity
from hub.lanes.kafka.records import encode
from hub.lanes.kafka.writing import RETRY_AFTER, Sender
from hub.lanes.ports import UnknownOutcome
from hub.lanes.values import Message, Partition

TRANSACTION_TIMEOUT_MS: Final = 10_000
"""A worker that dies inside a transaction holds read-committed readers no longer than this."""
OPEN_WITHIN: Final = 15.0
COMMIT_WITHIN: Final = 5.0
"""Seconds in which refusals are tried again; well inside the transaction's timeout."""
_REOPEN_AFTER: Final = 0.02

_NOT_YET_ENDED: Final = frozenset({Code.CONCURRENT_TRANSACTIONS, Code.COORDINATOR_LOAD_IN_PROGRESS})
"""Refusals of EndTxn that come before it is looked at; any other may follow a decision already logged."""


class KafkaWriter:
    """Implements hub.lanes.ports.Writer. One per lane: its transactional id is the lane's fence."""

    def __init__(self, address: KafkaAddress, transactional_id: str) -> None:
        self._cluster = Cluster(address)
        self._sender = Sender(self._cluster, transactional_id, address.request_timeout)
        self._transactional_id = transactional_id
        self._coordinator = -1
        self._identity = Identity(-1, -1)
        self._usable = False

    async def open(self) -> None:
        """Fence a predecessor and wait until its transaction has ended. Raises Unreachable, NotAllowed."""
        try:
            await self._cluster.start()
            self._require_transactions_version_2()
            async with asyncio.timeout(OPEN_WITHIN):
                self._identity = await self._begin()
        except WireError as trouble:
            raise unreachable(trouble) from trouble
        except TimeoutError as late:
            what = f"{self._transactional_id}: the transaction before has not ended within {OPEN_WITHIN:.0f} s"
            raise unreachable(Lost(what)) from late
        self._usable = True

    async def commit(self, messages: Sequence[Message]) -> Mapping[Partition, int]:
        """Write all messages in one transaction; give the offset after the last one, per partition.

        Raises Fenced, UnknownOutcome; the writer is unusable afterwards.
        """
        if not self._usable:
            raise UnknownOutcome(f"{self._transactional_id}: this writer is not open, or has ended; make a new one")
        if not messages:
            return {}
        # Whatever leaves this function by another way than its end leaves the writer unusable.
        self._usable = False
        deadline = asyncio.get_running_loop().time() + COMMIT_WITHIN
        try:
            offsets = await self._sender.write(encode(messages, self._identity, {}, transactional=True), deadline)
            self._identity = await self._end(deadline)
        except WireError as trouble:
            raise unknown_outcome(trouble) from trouble
        self._usable = True
        return offsets

    async def close(self) -> None:
        """Cut the connections off. Never raises, never ends a transaction."""
        self._usable = False
        await self._cluster.close()

    def _require_transactions_version_2(self) -> None:
        level = self._cluster.features.get("transaction.version", 0)
        if level < 2:  # noqa: PLR2004 the version in the function's name
            what = (
                f"transaction.version is {level}, but 2 is needed (kafka-features upgrade, Apache Kafka 4.0 or newer)"
            )
            raise Refused(Code.UNSUPPORTED_VERSION, what)

    async def _begin(self) -> Identity:
        while True:
            try:
                self._coordinator = await self._cluster.coordinator(self._transactional_id, TRANSACTION)
                ask = ask_identity(self._transactional_id, TRANSACTION_TIMEOUT_MS)
                error, identity = await self._cluster.call(self._coordinator, ask, read_identity)
                check(error, self._transactional_id)
            except Refused as refused:
                if refused.code not in COORDINATOR_MOVED and refused.code != Code.CONCURRENT_TRANSACTIONS:
                    raise
                await asyncio.sleep(_REOPEN_AFTER)
            else:
                return identity

    async def _end(self, deadline: float) -> Identity:
        ask = ask_end(self._transactional_id, self._identity, commit=True)
        while True:
            error, identity = await self._cluster.call(self._coordinator, ask, read_end)
            if error not in _NOT_YET_ENDED or asyncio.get_running_loop().time() > deadline:
                check(error, f"{self._transactional_id}: end of transaction")
                return identity
            await asyncio.sleep(RETRY_AFTER)
