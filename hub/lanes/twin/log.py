"""One partition of the twin: records, control records, and who still owes a marker.

Offsets are positions in one list; a control record, an aborted record and a compacted one leave a hole (None).
Source: Kafka's ProducerStateManager (last stable offset, sequence numbers).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hub.lanes.twin.refusals import OutOfOrder
from hub.lanes.values import Bounds, Message, Partition, Record

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence

UNSEQUENCED: Final = -1


class Log:
    """One partition; all methods are atomic."""

    def __init__(self, partition: Partition) -> None:
        self.partition = partition
        self.start = 0
        self.waiters: dict[asyncio.Future[Any], Callable[[], object]] = {}
        """In order of arrival: a set of them would be in the order of their addresses, other in each run."""
        self._records: list[Record | None] = []
        self._undecided: dict[int, list[int]] = {}
        self._sequences: dict[int, tuple[int, int]] = {}

    @property
    def stable(self) -> int:
        """Last stable offset: the first offset of the oldest open transaction, or the end."""
        if self._undecided:
            return min(offsets[0] for offsets in self._undecided.values())
        return len(self._records)

    def bounds(self) -> Bounds:
        return Bounds(self.start, self.stable, len(self._records))

    def in_order(self, producer: int, epoch: int, sequence: int, count: int) -> bool:
        """Take note of a batch; False when it is here already. Raises OutOfOrder, and then nothing was noted."""
        known, following = self._sequences.get(producer, (epoch, 0))
        if known != epoch:
            following = 0
        if sequence + count <= following:
            return False
        if sequence != following:
            raise OutOfOrder(f"{self.partition}: sequence {sequence}, expected {following}")
        self._sequences[producer] = (epoch, sequence + count)
        return True

    def append(self, messages: Sequence[Message], timestamp: int, undecided_of: int | None = None) -> int:
        """Add records; give the offset after the last. ``undecided_of``: the producer whose marker decides them."""
        topic, number = self.partition
        offset = len(self._records)
        for message in messages:
            self._records.append(Record(topic, number, offset, timestamp, message.key, message.value, message.headers))
            offset += 1
        if undecided_of is not None:
            self._undecided.setdefault(undecided_of, []).extend(range(offset - len(messages), offset))
        else:
            self.wake()
        return offset

    def mark(self, producer: int, *, committed: bool) -> None:
        """Write the control record that decides everything the producer has undecided here.

        After a lost marker that is more than its last transaction: what was aborted comes back to life.
        """
        offsets = self._undecided.pop(producer, ())
        if not committed:
            for offset in offsets:
                self._records[offset] = None
        self._records.append(None)
        self.wake()

    def hangs(self, producer: int) -> bool:
        """Whether something of this producer waits for a marker."""
        return producer in self._undecided

    def read(self, offset: int, limit: int) -> tuple[list[Record], int]:
        """Give committed records from ``offset`` on and the offset to go on from."""
        found: list[Record] = []
        offset = max(offset, self.start)
        stable = self.stable
        while offset < stable and len(found) < limit:
            record = self._records[offset]
            offset += 1
            if record is not None:
                found.append(record)
        return found, offset

    def wake(self) -> None:
        """Tell whoever waits for this partition."""
        waiters, self.waiters = self.waiters, {}
        for waiter, answer in waiters.items():
            if not waiter.done():
                waiter.set_result(answer())

    def last(self, key: bytes) -> Record | None:
        """Give the last committed record of a key."""
        stable = self.stable
        found = (record for record in reversed(self._records[:stable]) if record is not None and record.key == key)
        return next(found, None)

    def truncate(self, start: int) -> None:
        """Forget what is before ``start``, as retention does."""
        for offset in range(self.start, min(start, len(self._records))):
            self._records[offset] = None
        self.start = max(self.start, start)

    def compact(self) -> None:
        """Keep the last committed record of each key, as a cleaner that has just been here."""
        seen: set[bytes | None] = set()
        for offset in range(self.stable - 1, self.start - 1, -1):
            record = self._records[offset]
            if record is not None and record.key in seen:
                self._records[offset] = None
            elif record is not None:
                seen.add(record.key)
