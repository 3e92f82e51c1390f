"""The twin's member of a consumer group: static, eager, with its heartbeats in a task of its own."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from hub.lanes.ports import BrokerError, Fenced, Owner, UnknownOutcome, Unreachable
from hub.lanes.twin.clients import Patience, harmless
from hub.lanes.twin.groups import Joining, Seat
from hub.lanes.twin.refusals import NameTaken, NotAMember, Rebalancing, Refusal
from hub.lanes.values import Partition, Position, Record

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hub.lanes.twin.network import Network


class Membership(NamedTuple):
    """Which group, which topics (a regular expression), under which static name."""

    group: str
    topics: str
    name: str


class Member:
    """Reads committed records of its share; positions start anew with every assignment."""

    def __init__(self, network: Network, membership: Membership, patience: Patience) -> None:
        self._network = network
        self._group, self._topics, self._name = membership
        self._patience = patience
        self._seat: Seat | None = None
        self._ticket: int | None = None
        self._reading: dict[Partition, int] = {}
        self._assignment: frozenset[Partition] = frozenset()
        self._belonging: asyncio.Task[None] | None = None

    async def start(self, owner: Owner) -> None:
        with harmless():
            await self._network.call("connect", lambda: None)
        self._belonging = asyncio.create_task(self._belong(owner), name=f"{self._name} belongs")

    def seek(self, partition: Partition, offset: int) -> None:
        self._reading[partition] = offset

    async def read(self, partitions: Collection[Partition], limit: int, wait: float) -> Sequence[Record]:
        if self._belonging is not None and self._belonging.done():
            # What went wrong while the share changed hands is the reader's to hear.
            self._belonging.result()
        wanted = [partition for partition in partitions or self._assignment if partition in self._assignment]
        if not wanted:
            await asyncio.sleep(wait)
            return ()
        with harmless():
            await self._locate(wanted)
            return await self._fetch(wanted, limit, max(wait, self._patience.idle) if wait > 0 else 0.0)

    async def commit(self, positions: Mapping[Partition, Position]) -> None:
        seat, server = self._seat, self._network.server
        if seat is None:
            raise Fenced(f"{self._name} is no member of {self._group}")
        try:
            await self._network.call("commit", lambda: server.commit(self._group, seat, self._name, positions))
        except Refusal as refusal:
            raise Fenced(str(refusal)) from refusal

    async def committed(self, partitions: Collection[Partition]) -> Mapping[Partition, Position | None]:
        server = self._network.server
        with harmless():
            return await self._network.call("committed", lambda: server.committed(self._group, partitions))

    async def owns(self, partition: Partition) -> bool:
        if self._seat is None or partition not in self._assignment:
            return False
        try:
            await self._beat(self._seat)
        except Refusal:
            return False
        except UnknownOutcome as failure:
            raise Unreachable(str(failure)) from failure
        # The share may have gone while the heartbeat was on its way.
        return partition in self._assignment

    async def close(self, *, leave: bool = False) -> None:
        if self._belonging is not None:
            self._belonging.cancel()
            with suppress(asyncio.CancelledError):
                await self._belonging
        seat, self._seat = self._seat, None
        if leave and seat is not None:
            with suppress(BrokerError, Refusal):
                await self._network.call("leave", lambda: self._network.server.leave(self._group, seat, self._name))

    async def _belong(self, owner: Owner) -> None:
        """Join, beat, and join again whenever the group calls for it; end when the name is taken."""
        while True:
            try:
                seat = await self._join()
                self._seat, self._ticket = seat, seat.ticket
                self._reading = {}
                self._assignment = seat.share
                await owner.assigned(seat.share)
                await self._beat_on(seat)
            except NameTaken:
                await self._drop(owner)
                return
            except (Refusal, BrokerError):
                await asyncio.sleep(self._patience.retry_most)
            await self._drop(owner)

    async def _drop(self, owner: Owner) -> None:
        """Let nothing be read any more, and keep beating until the lanes have come to rest."""
        seat = self._seat
        if seat is None:
            return
        self._assignment = frozenset()
        resting = asyncio.ensure_future(owner.revoked())
        try:
            while not (await asyncio.wait([resting], timeout=self._patience.heartbeat))[0]:
                with suppress(BrokerError, Refusal):
                    await self._beat(seat)
        finally:
            resting.cancel()
        resting.result()
        self._seat = None

    async def _join(self) -> Seat:
        patience = self._patience
        wish = Joining(self._name, self._ticket, self._topics, patience.session, patience.rebalance)
        try:
            return await self._network.wait("join", lambda: self._network.server.join(self._group, wish))
        except NotAMember:
            self._ticket = None
            raise

    async def _beat_on(self, seat: Seat) -> None:
        """Beat until the group calls for a rebalance or does not know us any more."""
        while True:
            await asyncio.sleep(self._patience.heartbeat)
            try:
                await self._beat(seat)
            except Rebalancing:
                return
            except NotAMember:
                self._ticket = None
                return
            except BrokerError:
                continue

    async def _beat(self, seat: Seat) -> None:
        await self._network.call("heartbeat", lambda: self._network.server.beat(self._group, seat, self._name))

    async def _locate(self, partitions: Sequence[Partition]) -> None:
        """Begin where the group has committed, or at the start."""
        unknown = [partition for partition in partitions if partition not in self._reading]
        if unknown:
            committed = await self.committed(unknown)
            for partition, position in committed.items():
                self._reading.setdefault(partition, 0 if position is None else position.offset)

    async def _fetch(self, partitions: Sequence[Partition], limit: int, wait: float) -> list[Record]:
        """Take records and move on, except where somebody has moved us meanwhile."""
        server = self._network.server
        asked = {partition: self._reading[partition] for partition in partitions if partition in self._reading}
        answers = await self._network.wait("fetch", lambda: server.fetch(asked, limit, wait))
        taken: list[Record] = []
        for partition, records, following in answers:
            if partition in self._assignment and self._reading.get(partition) == asked[partition]:
                self._reading[partition] = following
                taken += records
        return taken
