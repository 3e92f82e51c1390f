"""The twin's server: topics, transactions and groups behind synchronous, atomic operations.

Time is the running loop's: ``now()`` in its seconds, ``wall()`` in milliseconds since 1970, which may run faster
than the loop (``speed``), so that weeks of deadlines pass within a test.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from hub.lanes.ports import UnknownOutcome
from hub.lanes.twin.groups import Group, Joining, Seat
from hub.lanes.twin.log import Log
from hub.lanes.twin.refusals import ConcurrentTransactions, NoSuchTopic, TooLarge
from hub.lanes.twin.timekeeper import EPOCH_2026, Timekeeper
from hub.lanes.twin.transactions import Coordinator, Identity
from hub.lanes.values import Message, Partition, Position, Record
from schemas.topics import MAX_RECORD_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

Answer = TypeVar("Answer")


class Batch(NamedTuple):
    """What one producer writes to one partition in one request."""

    partition: Partition
    sequence: int
    messages: Sequence[Message]


class Fetched(NamedTuple):
    """What a fetch found in one partition, and where to go on."""

    partition: Partition
    records: list[Record]
    following: int


class Topic(NamedTuple):
    """One topic as it was created."""

    identity: str
    logs: tuple[Log, ...]
    append_time: bool


class Server(Timekeeper):
    """All brokers of the cluster in one object."""

    def __init__(self, start: float = EPOCH_2026, speed: float = 1.0, last_epoch: int = 32_766) -> None:
        super().__init__(start, speed)
        self.topics: dict[str, Topic] = {}
        self.groups: dict[str, Group] = {}
        self.coordinator = Coordinator(last_epoch)
        self.up = True
        self.marker_delay: Callable[[], float] = float
        """Seconds until a marker is written; 0 = within the request that ends the transaction."""
        self.loses_marker: Callable[[Partition, bool], bool] = lambda _, __: False
        """KAFKA-20734: whether the marker for this partition (True: a commit) is dropped without a word."""
        self.markers_lost: list[tuple[Partition, int, bool]] = []
        """Partition, producer and decision of each."""
        self._created = 0
        self._calls: dict[asyncio.Future[Any], None] = {}

    # Topics

    def create_topic(self, name: str, partitions: int, config: Mapping[str, str] | None = None) -> None:
        self._created += 1
        append_time = (config or {}).get("message.timestamp.type") == "LogAppendTime"
        logs = tuple(Log(Partition(name, number)) for number in range(partitions))
        self.topics[name] = Topic(f"twin/{name}-{self._created}", logs, append_time)
        self._unsettle(name)

    def delete_topic(self, name: str) -> None:
        topic = self.topics.pop(name)
        for log in topic.logs:
            log.wake()
        self._unsettle(name)

    def log(self, partition: Partition) -> Log:
        """Raises NoSuchTopic."""
        topic = self.topic(partition.topic)
        if partition.number >= len(topic.logs):
            raise NoSuchTopic(str(partition))
        return topic.logs[partition.number]

    def topic(self, name: str) -> Topic:
        """Raises NoSuchTopic."""
        if name not in self.topics:
            raise NoSuchTopic(name)
        return self.topics[name]

    def matching(self, pattern: str) -> list[Partition]:
        """All partitions of the topics whose whole name matches."""
        names = [name for name in self.topics if re.fullmatch(pattern, name)]
        return [log.partition for name in names for log in self.topics[name].logs]

    # Producing

    def begin_writer(self, name: str, timeout: float) -> Identity:
        """InitProducerId: end what a predecessor has open, fence it. Raises ConcurrentTransactions meanwhile."""
        transaction = self.coordinator.transactions.get(name)
        if transaction is not None and transaction.partitions:
            self.end(name, transaction.identity, committed=False)
        if transaction is not None and transaction.unmarked:
            raise ConcurrentTransactions
        return self.coordinator.begin_writer(name, timeout)

    def produce(self, batches: Iterable[Batch], identity: Identity, name: str | None = None) -> dict[Partition, int]:
        """Append batches, in the open transaction of the transactional id ``name`` if there is one.

        A batch that is here already is answered, not written again. Raises Refusal before anything is written,
        but OutOfOrder per partition.
        """
        batches = list(batches)
        for partition, _, messages in batches:
            self._take(partition, messages)
        if name is not None:
            self.coordinator.admit(name, identity, [batch.partition for batch in batches], self.now())
            self._watch(name)
        undecided_of = None if name is None else identity.producer
        ends = {}
        for partition, sequence, messages in batches:
            log = self.log(partition)
            if log.in_order(*identity, sequence, len(messages)):
                ends[partition] = log.append(messages, self.wall(), undecided_of)
            else:
                ends[partition] = log.bounds().end
        return ends

    def append(self, partition: Partition, messages: Sequence[Message], timestamp: int | None = None) -> int:
        """Write as some plain producer would: for set-up and for what others send. Gives the offset after."""
        return self.log(partition).append(messages, self.wall() if timestamp is None else timestamp)

    def end(self, name: str, identity: Identity, *, committed: bool) -> Identity:
        """EndTxn: decide the open transaction; the next identity. Raises ProducerFenced, ConcurrentTransactions."""
        following, partitions = self.coordinator.end(name, identity)
        for partition in partitions:
            self._mark(name, partition, identity.producer, committed=committed)
        return following

    def _mark(self, name: str, partition: Partition, producer: int, *, committed: bool) -> None:
        def write() -> None:
            self.coordinator.marked(name)
            if partition.topic not in self.topics:
                return
            if self.loses_marker(partition, committed):
                self.markers_lost.append((partition, producer, committed))
            else:
                self.log(partition).mark(producer, committed=committed)

        delay = self.marker_delay()
        if delay > 0:
            self.later(delay, write)
        else:
            write()

    def end_hanging(self) -> None:
        """Be the operator who writes lost markers after all (kafka-transactions), where nothing else has."""
        for partition, producer, committed in self.markers_lost:
            log = self.log(partition)
            if log.hangs(producer) and not self._is_open(producer, partition):
                log.mark(producer, committed=committed)

    def _is_open(self, producer: int, partition: Partition) -> bool:
        """Tell whether a marker may still come: markers may be on their way even after the producer id was spent."""
        return any(
            transaction.unmarked or (transaction.identity.producer == producer and partition in transaction.partitions)
            for transaction in self.coordinator.transactions.values()
        )

    def _take(self, partition: Partition, messages: Sequence[Message]) -> None:
        self.log(partition)
        for message in messages:
            if len(message.value or b"") + len(message.key or b"") > MAX_RECORD_BYTES + 48_576:
                raise TooLarge(str(partition))

    def _watch(self, name: str) -> None:
        """See to it that the transaction is aborted when its time is over."""
        transaction = self.coordinator.transactions[name]
        self.alarm(f"transaction {name}", transaction.began + transaction.timeout, lambda: self._overdue(name))

    def _overdue(self, name: str) -> None:
        transaction = self.coordinator.transactions[name]
        if not transaction.partitions:
            return
        if transaction.began + transaction.timeout <= self.now():
            self.end(name, transaction.identity, committed=False)
        else:
            self._watch(name)

    # Waiting

    def fetch(
        self, offsets: Mapping[Partition, int], limit: int, wait: float = 0.0
    ) -> list[Fetched] | asyncio.Future[list[Fetched]]:
        """Give committed records from these offsets on; where there are none, as soon as something happens."""

        def look() -> list[Fetched]:
            return [Fetched(at, *self.log(at).read(offset, limit)) for at, offset in offsets.items()]

        fetched = look()
        if wait <= 0 or any(found.records for found in fetched):
            return fetched
        return self.progress(offsets, wait, look)

    def progress(
        self, partitions: Iterable[Partition], wait: float, answer: Callable[[], Answer]
    ) -> asyncio.Future[Answer]:
        """Answer when something happens in one of the partitions, or after ``wait`` seconds."""
        waiter: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        logs = [self.log(partition) for partition in partitions]
        for log in logs:
            log.waiters[waiter] = answer
        self._calls[waiter] = None

        def over() -> None:
            self._calls.pop(waiter, None)
            for log in logs:
                log.waiters.pop(waiter, None)
            if not waiter.done():
                waiter.set_result(answer())

        self.later(wait, over)
        return waiter

    def stop(self) -> None:
        """The brokers go down: what is stored stays, whoever waits for an answer gets none."""
        self.up = False
        calls, self._calls = self._calls, {}
        for call in calls:
            if not call.done():
                call.set_exception(UnknownOutcome("the broker went down"))
                call.exception()
        for group in self.groups.values():
            for place in group.places.values():
                place.waiting = None

    def restart(self) -> None:
        """The brokers are back: sessions and rebalances count from now."""
        self.up = True
        now = self.now()
        for name, group in self.groups.items():
            for place in group.places.values():
                place.seen = now
            if group.deadline is not None:
                group.deadline = None
                group.unsettle(now)
            self._attend(name)

    # Groups

    def join(self, group: str, wish: Joining) -> asyncio.Future[Seat]:
        answer: asyncio.Future[Seat] = asyncio.get_running_loop().create_future()
        self._calls[answer] = None
        self.groups.setdefault(group, Group()).join(wish, answer, self.now())
        self._attend(group)
        return answer

    def beat(self, group: str, seat: Seat, name: str) -> None:
        self.group(group).beat(name, seat.ticket, seat.generation, self.now())

    def leave(self, group: str, seat: Seat, name: str) -> None:
        self.group(group).leave(name, seat.ticket, self.now())
        self._attend(group)

    def commit(self, group: str, seat: Seat, name: str, positions: Mapping[Partition, Position]) -> None:
        known = self.group(group)
        known.check(name, seat.ticket, seat.generation)
        known.offsets.update(positions)

    def committed(self, group: str, partitions: Collection[Partition]) -> dict[Partition, Position | None]:
        offsets = self.group(group).offsets
        return {partition: offsets.get(partition) for partition in partitions}

    def group(self, name: str) -> Group:
        return self.groups.setdefault(name, Group())

    def _attend(self, name: str) -> None:
        """Do what is due in a group, and come back when more is."""
        group, now = self.groups[name], self.now()
        if not self.up:
            return
        group.expire(now)
        if group.ready(now):
            pattern = next((place.wish.pattern for place in group.places.values()), "")
            group.settle(self.matching(pattern), now)
            self._calls = {call: None for call in self._calls if not call.done()}
        deadline = group.next_deadline()
        if deadline is not None:
            self.alarm(f"group {name}", deadline, lambda: self._attend(name))

    def _unsettle(self, topic: str) -> None:
        for name, group in self.groups.items():
            if any(re.fullmatch(place.wish.pattern, topic) for place in group.places.values()):
                group.unsettle(self.now())
                self._attend(name)
