"""The lane: one loop for everything that must be exact.

    open the sink → seek to the position it yields → read a batch → handle it → the sink stores effects and position
    by one act → next batch

Intake, casework and projector are this loop with another handler and another sink. Whatever goes wrong between us
and the broker ends in the same sequence from its beginning: there is no second way to recover.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from hub.lanes.aggregates import UnknownVersionError
from hub.lanes.alerts import Alert
from hub.lanes.ports import BrokerError, Fenced, Unreachable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

    from hub.lanes.alerts import Notify
    from hub.lanes.outcomes import Batch
    from hub.lanes.ports import Member
    from hub.lanes.values import Partition, Position, Record

Effect = TypeVar("Effect")

BATCH: Final = 500
"""Records handled in one transaction at most."""
WAIT: Final = 0.25
"""Seconds a read waits for the first record."""
BACKOFF: Final = (0.05, 0.2, 0.5, 1.0, 2.0)
"""Seconds before opening again, by number of failures in a row."""


async def _always() -> None:
    """There is room."""


@dataclass(frozen=True)
class Pace:
    """How a lane takes what there is."""

    batch: int = BATCH
    """Records of one partition at most that are handled before the next are read."""
    rest: float = 0.0
    """Seconds after a batch that was not full, for whom each batch costs. Whoever was idle is answered at once."""
    room: Callable[[], Awaitable[None]] = _always
    """Waits, before anything is read, until those behind us have caught up."""


STEADY: Final = Pace()


class Sink(Protocol[Effect]):
    """Stores effects and positions by one atomic act (or, for intake, effects first)."""

    async def open(self) -> Mapping[Partition, Position]:
        """Become the only one who stores for these partitions, then learn the positions. Raises BrokerError."""

    async def commit(self, batch: Batch[Effect]) -> None:
        """Store. Raises BrokerError: then the sink is unusable until opened again."""

    async def close(self) -> None:
        """Let go; may be opened again. Never raises."""


class Handler(Protocol[Effect]):
    """Makes batches of records; keeps nothing that a reopening could not bring back."""

    def opened(self) -> None:
        """The sink was opened (again): forget what was only in memory."""

    def handle(self, records: Sequence[Record]) -> Batch[Effect]:
        """Handle records in order; what is not taken comes again at once."""

    def settled(self) -> None:
        """The batch just made is stored."""

    def ended(self, *, orderly: bool) -> None:
        """The lane is over; ``orderly`` where nothing was under way."""


class Lane(Generic[Effect]):
    """One input (a partition; for intake all inboxes of the worker), its position, its state and its sink."""

    def __init__(
        self,
        partitions: Collection[Partition],
        member: Member,
        handler: Handler[Effect],
        sink: Sink[Effect],
        notify: Notify,
        *,
        pace: Pace = STEADY,
    ) -> None:
        """Nothing happens before ``run``."""
        self.partitions = frozenset(partitions)
        self.positions: dict[Partition, Position] = {}
        """The next offset of each partition, as it is stored; a note means that its flow has stopped."""
        self._member = member
        self._handler = handler
        self._sink = sink
        self._notify = notify
        self._pace = pace
        self._boundary = asyncio.Lock()
        """Held while a batch is between its first record and its commit."""
        self._turn = 0
        """Grows with each revocation: records read in an earlier turn are not ours to handle."""
        self._free = asyncio.Event()
        self._free.set()

    async def run(self) -> None:
        """Work until cancelled; after any failure the whole sequence again, but only while the partition is ours."""
        failures = 0
        while True:
            try:
                await self._open()
                failures = 0
                await self._work()
            except BrokerError as error:
                await self._sink.close()
                await asyncio.sleep(BACKOFF[min(failures, len(BACKOFF) - 1)])
                failures += 1
                await self._until_ours()
                self._report(error)
            except UnknownVersionError as error:
                self._notify(Alert.STATE_UNKNOWN, f"{self._name}: {error}")
                await self._sink.close()
                return

    async def _open(self) -> None:
        async with self._boundary:
            self.positions = dict(await self._sink.open())
            self._handler.opened()
            self._seek()

    def _seek(self) -> None:
        for partition, position in self.positions.items():
            self._member.seek(partition, position.offset)

    async def _work(self) -> None:
        while True:
            await self._pace.room()
            await self._free.wait()
            turn = self._turn
            flowing = [partition for partition, position in self.positions.items() if not position.note]
            if not flowing:
                # Asking for none would mean all.
                await asyncio.sleep(WAIT)
                continue
            records = await self._member.read(flowing, self._pace.batch, WAIT)
            if not records:
                continue
            async with self._boundary:
                if turn == self._turn:
                    await self._store(records)
                elif self._free.is_set():
                    # Read across an assignment: not handled, though the member believes so.
                    self._seek()
            if self._pace.rest and len(records) < self._pace.batch:
                await asyncio.sleep(self._pace.rest)

    async def _store(self, records: Sequence[Record]) -> None:
        while records:
            batch = self._handler.handle(records)
            await self._sink.commit(batch)
            self._handler.settled()
            self.positions.update(batch.positions)
            records = records[batch.taken :]

    async def _until_ours(self) -> None:
        """Wait for a heartbeat that says the partition is ours.

        The transactional id is the fence: whoever opened without asking would fence the rightful owner. Where the
        answer stays no, the crew ends this lane.
        """
        while not await self._is_ours():  # noqa: ASYNC110  # only the broker knows
            await asyncio.sleep(BACKOFF[1])

    async def _is_ours(self) -> bool:
        try:
            return await self._member.owns(next(iter(self.partitions)))
        except Unreachable:
            return False

    def _report(self, error: BrokerError) -> None:
        alert = Alert.FENCED if isinstance(error, Fenced) else Alert.REOPENED
        self._notify(alert, f"{self._name}: {type(error).__name__}: {error}")

    @property
    def _name(self) -> str:
        return ", ".join(sorted(f"{topic}/{number}" for topic, number in self.partitions)[:3])

    async def hold(self) -> None:
        """Finish the batch under way, if any, and begin no other until ``go_on``."""
        self._free.clear()
        self._turn += 1
        async with self._boundary:
            pass

    def go_on(self) -> None:
        """The partition stayed ours: go on where we are (a new assignment has forgotten where that is)."""
        self._turn += 1
        self._seek()
        self._free.set()

    async def close(self, *, orderly: bool) -> None:
        """Let go of the sink; ``orderly`` where nothing was under way."""
        await self._sink.close()
        self._handler.ended(orderly=orderly)
