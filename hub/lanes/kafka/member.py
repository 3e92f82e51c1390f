"""One member of a consumer group: its membership and its reading ahead, kept in step."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import Final

from hub.lanes.kafka import offsets
from hub.lanes.kafka.address import KafkaAddress
from hub.lanes.kafka.cluster import Cluster
from hub.lanes.kafka.errors import (
    COORDINATOR_MOVED,
    NOT_A_MEMBER,
    NOT_ALLOWED,
    Code,
    Lost,
    Refused,
    WireError,
    check,
    unreachable,
)
from hub.lanes.kafka.fetcher import Fetcher
from hub.lanes.kafka.membership import HEARTBEAT, PURPOSE, GroupMembership
from hub.lanes.kafka.protocol.group import ask_commit, read_commit
from hub.lanes.ports import BrokerError, Fenced, Owner, UnknownOutcome
from hub.lanes.values import Partition, Position, Record

log: Final = logging.getLogger(__name__)

LOOK_AFTER: Final = 5.0
"""Seconds after which topics that are new (an inbox of an endpoint that joins) are seen."""
LEAVE_WITHIN: Final = 2.0
_AGAIN_AFTER: Final = 0.2


class KafkaMember:
    """Implements hub.lanes.ports.Member. Any number of tasks may read different partitions at the same time."""

    def __init__(self, address: KafkaAddress, group: str, topics: str, name: str, *, gather: float = 0.0) -> None:
        self._cluster = Cluster(address)
        self._membership = GroupMembership(self._cluster, group, topics, name)
        self._fetcher = Fetcher(self._cluster, gather)
        self._placing = asyncio.Lock()
        self._share: frozenset[Partition] = frozenset()
        self._seated = False
        self._belonging: asyncio.Task[None] | None = None

    async def start(self, owner: Owner) -> None:
        """Connect, and join in the background. Raises Unreachable, NotAllowed."""
        try:
            await self._cluster.start()
        except WireError as trouble:
            raise unreachable(trouble) from trouble
        self._belonging = asyncio.create_task(self._belong(owner), name=f"{self._membership.who.name} belongs")

    def seek(self, partition: Partition, offset: int) -> None:
        """Read on from here; what was fetched ahead is dropped. Holds until the next assignment."""
        self._fetcher.seek(partition, offset)

    async def read(self, partitions: Collection[Partition], limit: int, wait: float) -> Sequence[Record]:
        """Give up to ``limit`` records per partition of these (all ours, if empty); none after ``wait`` seconds.

        Raises Unreachable after some seconds of trouble, NotAllowed, Fenced (another has joined under our name).
        """
        until = asyncio.get_running_loop().time() + wait
        while True:
            if self._belonging is not None and self._belonging.done() and not self._belonging.cancelled():
                # What ended our membership is the reader's to hear.
                self._belonging.result()
            wanted = self._share.intersection(partitions) if partitions else self._share
            placed = await self._place(wanted)
            try:
                records = self._fetcher.take(wanted, limit)
            except WireError as trouble:
                raise unreachable(trouble) from trouble
            rest = until - asyncio.get_running_loop().time()
            if records or rest <= 0:
                return records
            await self._fetcher.wait(rest if placed else min(rest, _AGAIN_AFTER))

    async def commit(self, positions: Mapping[Partition, Position]) -> None:
        """Store positions with the group. Raises Unreachable, UnknownOutcome, Fenced, NotAllowed."""
        if not positions:
            return
        if not self._seated:
            raise Fenced(f"{self._membership.who.name} is no member of {self._membership.who.group} now")
        try:
            node = await self._membership.coordinator()
            ask = ask_commit(self._membership.who, positions)
            for error in await self._cluster.call(node, ask, read_commit, PURPOSE):
                check(error, "commit")
        except Lost as lost:
            raise UnknownOutcome(str(lost)) from lost
        except Refused as refused:
            if refused.code in NOT_A_MEMBER:
                raise Fenced(str(refused)) from refused
            raise unreachable(refused) from refused

    async def committed(self, partitions: Collection[Partition]) -> Mapping[Partition, Position | None]:
        """Ask what the group has committed; None = never. Raises Unreachable, NotAllowed."""
        try:
            return await offsets.committed(self._cluster, self._membership.who.group, partitions)
        except WireError as trouble:
            raise unreachable(trouble) from trouble

    async def owns(self, partition: Partition) -> bool:
        """Say whether the partition is ours by a heartbeat answered in this generation. Raises Unreachable."""
        generation = self._membership.who
        if not self._seated or partition not in self._share:
            return False
        try:
            await self._membership.beat()
        except Refused as refused:
            if refused.code in NOT_A_MEMBER:
                return False
            raise unreachable(refused) from refused
        except Lost as lost:
            raise unreachable(lost) from lost
        # The share may have gone while the heartbeat was on its way.
        return partition in self._share and self._membership.who == generation

    async def close(self, *, leave: bool = False) -> None:
        """Stop; ``leave`` also gives up the static membership, so that others take over at once. Never raises."""
        if self._belonging is not None:
            self._belonging.cancel()
            await asyncio.gather(self._belonging, return_exceptions=True)
        await self._fetcher.close()
        self._share = frozenset()
        if leave and self._membership.who.member:
            with suppress(WireError, TimeoutError):
                async with asyncio.timeout(LEAVE_WITHIN):
                    await self._membership.leave()
        self._seated = False
        await self._cluster.close()

    async def _belong(self, owner: Owner) -> None:
        """Join, beat, and join again whenever the group calls for it; end only when we are not wanted."""
        while True:
            try:
                share = await self._membership.join()
                self._begin(share)
                # Opening lanes may take longer than a session.
                await self._beating(owner.assigned(share))
                await self._beat_on()
            except WireError as trouble:
                log.info("%s: %s", self._membership.who.name, trouble)
                if self._hopeless(trouble):
                    await self._drop(owner)
                    raise self._farewell(trouble) from trouble
                if not self._seated:
                    await asyncio.sleep(_AGAIN_AFTER)
            await self._drop(owner)

    def _begin(self, share: frozenset[Partition]) -> None:
        self._share = share
        self._seated = True
        self._fetcher.assign(share)

    async def _drop(self, owner: Owner) -> None:
        """Let nothing be read any more, and keep beating until the lanes have come to rest."""
        if not self._seated:
            return
        self._share = frozenset()
        self._fetcher.assign(())
        await self._beating(owner.revoked())
        self._seated = False

    async def _beating(self, work: Coroutine[None, None, None]) -> None:
        """Do the work, and beat on meanwhile."""
        working = asyncio.create_task(work)
        try:
            while not (await asyncio.wait([working], timeout=HEARTBEAT))[0]:
                with suppress(WireError):
                    await self._membership.beat()
        finally:
            working.cancel()
        working.result()

    async def _beat_on(self) -> None:
        """Beat until the group forms anew, does not know us any more, or other topics are there."""
        looked = asyncio.get_running_loop().time()
        while True:
            await asyncio.sleep(HEARTBEAT)
            try:
                await self._membership.beat()
                if asyncio.get_running_loop().time() - looked >= LOOK_AFTER:
                    looked = asyncio.get_running_loop().time()
                    if await self._membership.matching() != self._membership.seen:
                        return
            except Lost as lost:
                # The broker restarts, perhaps: it knows us still when it is back.
                log.info("%s: %s", self._membership.who.name, lost)
            except Refused as refused:
                if refused.code not in COORDINATOR_MOVED:
                    raise

    @staticmethod
    def _hopeless(trouble: WireError) -> bool:
        return isinstance(trouble, Refused) and trouble.code in {Code.FENCED_INSTANCE_ID, *NOT_ALLOWED}

    @staticmethod
    def _farewell(trouble: WireError) -> BrokerError:
        if isinstance(trouble, Refused) and trouble.code == Code.FENCED_INSTANCE_ID:
            return Fenced(f"{trouble}: another process has joined under this name")
        return unreachable(trouble)

    async def _place(self, partitions: Collection[Partition]) -> bool:
        """Begin where the group has committed, or at the start; say whether that is known of all."""
        try:
            if self._fetcher.unplaced(partitions):
                async with self._placing:
                    await self._place_all(self._fetcher.unplaced(partitions))
            await self._fetcher.lead(partitions)
        except WireError as trouble:
            if isinstance(trouble, Refused) and trouble.code in NOT_ALLOWED:
                raise unreachable(trouble) from trouble
            self._fetcher.troubled(trouble)
            return False
        return True

    async def _place_all(self, partitions: Sequence[Partition]) -> None:
        nowhere = []
        for partition, position in (
            await offsets.committed(self._cluster, self._membership.who.group, partitions)
        ).items():
            if position is None or self._fetcher.astray(partition):
                nowhere.append(partition)
            else:
                self._fetcher.place(partition, position.offset)
        for partition, offset in (await offsets.starts(self._cluster, nowhere)).items():
            self._fetcher.place(partition, offset)
