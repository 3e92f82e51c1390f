"""Streams of a back-office (``work.R``) and of a window's system (``results.R``): nothing lost, nothing twice.

Read committed, copies dropped by number and digest, positions kept with the consumer group ``R.<name>``. A commit
only means that a notice was fetched and kept by you; claiming a case is a command.
"""

from __future__ import annotations

import logging
import re
from collections import deque
from collections.abc import AsyncIterator, Collection, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from hub.client.connection import Kafka, broker_of
from hub.client.errors import ClientError, in_our_words
from hub.client.notices import QueuedNotice, read_notice_record
from hub.lanes.alerts import Alert
from hub.lanes.copies import Copies
from hub.lanes.ports import Fenced
from hub.lanes.values import Partition, Position, Record
from schemas.topics import RESULTS, WORK

if TYPE_CHECKING:
    from hub.lanes.ports import Member

WAIT: Final = 0.5
"""Seconds a read waits for the first record."""
LIMIT: Final = 500
REMEMBERED: Final = 10_000
"""Records before the acknowledged position that are looked at, so that a copy behind it is known after a restart."""

logger = logging.getLogger(__name__)


class QueueStream:
    """One reader of one queue, as an asynchronous iterator.

        async with WorkStream("520122", "back-office", address) as stream:
            async for notice in stream:
                store(notice)                      # yours, for good
                await stream.acknowledge(notice)   # only now: what was not acknowledged comes again

    Two processes with the same ``name`` share the work, one of them reading and the other waiting to take over;
    each needs an ``instance`` of its own. Every call raises ClientError.
    """

    queue: str

    def __init__(self, endpoint: str, name: str, kafka: Kafka, instance: str = "1") -> None:
        self.group = f"{endpoint}.{name}"
        self.partition = Partition(self.queue + endpoint, 0)
        self._broker = broker_of(kafka)
        self._instance = f"{self.group}.{instance}"
        self._copies = Copies(_tell)
        self._open: deque[int] = deque()
        """Offsets handed out or dropped, in order, from the first that is not acknowledged."""
        self._done: set[int] = set()
        self._turn = 0
        """Grows with each assignment: what was handed out before is somebody's again."""
        self._placed = -1
        self._member: Member | None = None

    async def __aenter__(self) -> Self:
        self._member = self._broker.member(self.group, re.escape(self.partition.topic), self._instance)
        try:
            with in_our_words(self.partition.topic):
                await self._member.start(self)
        except ClientError:
            await self._member.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._member is not None:
            await self._member.close(leave=True)

    async def __aiter__(self) -> AsyncIterator[QueuedNotice]:
        """Give notices for ever, those not yet acknowledged first."""
        while True:
            for notice in await self.fetch():
                yield notice

    async def fetch(self, wait: float = WAIT) -> Sequence[QueuedNotice]:
        """Give the next notices; none when nothing comes within ``wait`` seconds."""
        member = self._joined
        with in_our_words(self.partition.topic):
            if self._turn and self._placed != self._turn:
                await self._place(member)
            turn = self._turn
            records = await member.read((), LIMIT, wait)
            return await self._keep(records) if turn == self._turn == self._placed else ()

    async def acknowledge(self, notice: QueuedNotice) -> None:
        """You have it for good. The position moves up to the first notice that is not acknowledged."""
        self._done.add(notice.offset)
        await self._move()

    async def revoked(self) -> None:
        """Another process takes over (hub.lanes.ports.Owner): what is not acknowledged comes to it again."""
        self._open.clear()
        self._done.clear()

    async def assigned(self, partitions: Collection[Partition]) -> None:
        """Begin, or go on, where the group was acknowledged (hub.lanes.ports.Owner)."""
        if partitions:
            self._turn += 1

    async def _place(self, member: Member) -> None:
        turn = self._turn
        position = (await member.committed([self.partition]))[self.partition]
        offset = position.offset if position is not None else 0
        self._copies = Copies(_tell)
        await self._remember(offset)
        member.seek(self.partition, offset)
        self._placed = turn

    async def _remember(self, before: int) -> None:
        """Look at what was acknowledged last: a copy of it may stand behind the position."""
        if not before:
            return
        reader = self._broker.reader()
        try:
            await reader.start()
            following = max(before - REMEMBERED, 0)
            while following < before:
                records, reached = await reader.read(self.partition, following)
                for record in records:
                    if record.offset < before:
                        self._copies.is_new(record)
                if reached <= following:
                    return
                following = reached
        finally:
            await reader.close()

    async def _keep(self, records: Sequence[Record]) -> Sequence[QueuedNotice]:
        notices = []
        for record in records:
            self._open.append(record.offset)
            if self._copies.is_new(record):
                notices.append(read_notice_record(record))
            else:
                self._done.add(record.offset)
        if records and not notices:
            await self._move()
        return notices

    async def _move(self) -> None:
        reached = -1
        while self._open and self._open[0] in self._done:
            reached = self._open.popleft()
            self._done.discard(reached)
        if reached < 0:
            return
        with in_our_words(self.group):
            await self._commit(Position(reached + 1))

    async def _commit(self, position: Position) -> None:
        try:
            await self._joined.commit({self.partition: position})
        except Fenced:
            # The group is forming anew: what we have kept comes again, at least once is the promise here.
            logger.info("%s is forming anew: the last acknowledgement was not stored", self.group)

    @property
    def _joined(self) -> Member:
        if self._member is None:
            raise RuntimeError("use the stream in `async with`")
        return self._member


class WorkStream(QueueStream):
    """The cases that a competent region has to handle, and what changes about them."""

    queue = WORK


class ResultStream(QueueStream):
    """Receipts, corrections, decisions and answers for the side where it was filed."""

    queue = RESULTS


def _tell(alert: Alert, text: str) -> None:
    logger.log(logging.ERROR if alert is Alert.FORK else logging.INFO, "%s: %s", alert.value, text)
