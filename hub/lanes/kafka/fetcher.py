"""Fetches ahead for a member: one request at a time per leader, in a session that names only what changed (KIP-227).

With 97 inboxes a request that names them all costs more than what it brings; in a session it names those that moved.
A partition whose buffer is full is left out, and the others then wait only a moment at the broker, so that it is not
forgotten for long when it has been emptied.

Each answer costs the broker a look at every partition of the session, changed or not. Where records come one by one, a
session of many partitions therefore lets some gather before it asks again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from hub.lanes.kafka.cluster import Cluster
from hub.lanes.kafka.errors import LEADER_MOVED, NOT_ALLOWED, Code, Lost, Refused, WireError
from hub.lanes.kafka.protocol.fetch import NEW_SESSION, FetchAnswer, Fetched, Limits, ask_fetch, read_fetch
from hub.lanes.kafka.protocol.wire import Request
from hub.lanes.kafka.records import committed_records, following
from hub.lanes.values import Partition, Record

PURPOSE: Final = "fetch"
FULL: Final = 512_000
"""Bytes in a partition's buffer from which on nothing more is fetched for it."""
PATIENT: Final = Limits(wait_ms=250, bytes=8_000_000, partition_bytes=1_100_000)
HURRIED: Final = PATIENT._replace(wait_ms=5, enough=1)
GATHERED: Final = 256_000
"""Bytes for which nobody waits longer, however little they hurry."""
BREATH: Final = 0.000_05
"""Seconds per partition of a session between an answer and the next request."""
SHORTEST: Final = 0.001
"""A breath below this is not worth a timer."""
SILENT_FOR: Final = 5.0
"""Seconds of trouble after which readers are told; a broker that restarts quickly is not worth a word."""
_AGAIN_AFTER: Final = 0.1


class Session:
    """What the leader knows of our wishes, so that only changes are sent."""

    def __init__(self) -> None:
        self._id = 0
        self._number = 0
        self._known: dict[Partition, int] = {}

    def ask(self, wanted: Mapping[Partition, int], limits: Limits) -> Request:
        known, self._known = self._known, dict(wanted)
        if self._id == 0:
            return ask_fetch(NEW_SESSION, wanted, (), limits)
        changed = {partition: offset for partition, offset in wanted.items() if known.get(partition) != offset}
        return ask_fetch((self._id, self._number), changed, known.keys() - wanted.keys(), limits)

    def answered(self, answer: FetchAnswer) -> None:
        """Go on in the session, or begin a new one if the broker has forgotten it (or has no room for any)."""
        self._id = 0 if answer.error else answer.session
        # Zero begins a session, so numbers go round from the largest to one.
        self._number = self._number % (2**31 - 1) + 1 if self._id else 0


class Buffer:
    """What was fetched ahead for one partition, decoded only when it is taken."""

    __slots__ = ("_records", "_size", "_waiting", "leader", "position", "size", "taken")

    def __init__(self) -> None:
        self.leader: int | None = None
        self.move(None)

    def move(self, position: int | None) -> None:
        """Drop everything and go on from here; None: not known yet."""
        self.position = position
        self.taken = position
        self.size = 0
        self._waiting: deque[tuple[Fetched, int]] = deque()
        self._records: Iterator[Record] | None = None
        self._size = 0

    def add(self, fetched: Fetched, offset: int) -> None:
        self._waiting.append((fetched, offset))
        self.size += len(fetched.batches)
        self.position = following(fetched.batches, offset)

    def take(self, limit: int) -> list[Record]:
        """Take up to ``limit`` records. Raises Lost if they cannot be read; they are then fetched again."""
        records: list[Record] = []
        try:
            while len(records) < limit and (self._records or self._waiting):
                if self._records is None:
                    fetched, offset = self._waiting.popleft()
                    self._records, self._size = committed_records(fetched, offset), len(fetched.batches)
                records += islice(self._records, limit - len(records))
                if len(records) < limit:
                    self._records = None
                    self.size -= self._size
        except Lost:
            self.move(self.taken)
            raise
        if records:
            self.taken = records[-1].offset + 1
        return records


class Fetcher:
    """Keeps the buffers of our share filled."""

    def __init__(self, cluster: Cluster, gather: float = 0.0) -> None:
        self._cluster = cluster
        self._patient = PATIENT._replace(wait_ms=round(gather * 1000), enough=GATHERED) if gather else PATIENT
        self._buffers: dict[Partition, Buffer] = {}
        self._ready: dict[Partition, Buffer] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        self._readers: set[asyncio.Future[None]] = set()
        self._trouble: tuple[float, WireError] | None = None
        self._refused: dict[Partition, Refused] = {}
        self._astray: set[Partition] = set()
        self._looked = float("-inf")

    def assign(self, partitions: Iterable[Partition]) -> None:
        """Begin anew with these; where to read from is not known yet."""
        self._buffers = {partition: Buffer() for partition in partitions}
        self._ready.clear()
        self._refused.clear()
        self._astray.clear()
        self._looked = float("-inf")
        self._wake()

    def seek(self, partition: Partition, offset: int) -> None:
        """Read on from here; nothing happens where the partition isn't ours."""
        buffer = self._buffers.get(partition)
        if buffer is not None:
            buffer.move(offset)
            self._ready.pop(partition, None)
            self._changed.set()

    def unplaced(self, partitions: Iterable[Partition]) -> list[Partition]:
        """Give those of ours of which it is not known where to read from."""
        return [each for each in partitions if each in self._buffers and self._buffers[each].position is None]

    def place(self, partition: Partition, offset: int) -> None:
        """Say where to read from, unless somebody has sought meanwhile."""
        if self.unplaced([partition]):
            self.seek(partition, offset)

    def astray(self, partition: Partition) -> bool:
        """Whether the place where we read was outside the log: the start is all that is left."""
        return partition in self._astray

    async def lead(self, partitions: Iterable[Partition]) -> None:
        """Find the leaders of those that have none yet, and fetch from them. Raises Lost."""
        homeless = [each for each in partitions if each in self._buffers and self._buffers[each].leader is None]
        now = asyncio.get_running_loop().time()
        if not homeless or now - self._looked < _AGAIN_AFTER:
            return
        self._looked = now
        by_node, _ = await self._cluster.leading(homeless)
        for node, led in by_node.items():
            for partition in led:
                if partition in self._buffers:
                    self._buffers[partition].leader = node
            if node not in self._tasks:
                self._tasks[node] = asyncio.create_task(self._serve(node), name=f"fetch from {node}")
        self._changed.set()

    def take(self, partitions: Collection[Partition], limit: int) -> list[Record]:
        """Take up to ``limit`` records of each. Raises Lost, Refused."""
        self._complain(partitions)
        records: list[Record] = []
        for partition in [each for each in self._ready if each in partitions]:
            buffer = self._ready.pop(partition)
            was_full = buffer.size >= FULL
            taken = buffer.take(limit)
            records += taken
            if len(taken) == limit:
                # There may be more: behind the others, so that no one is passed over.
                self._ready[partition] = buffer
            if was_full and buffer.size < FULL:
                self._changed.set()
        return records

    def troubled(self, trouble: WireError) -> None:
        """Take note of trouble; take() raises it when it has lasted for some seconds."""
        since = self._trouble[0] if self._trouble else asyncio.get_running_loop().time()
        self._trouble = (since, trouble)

    async def wait(self, seconds: float) -> None:
        """Wait until something has come, but not longer."""
        reader = asyncio.get_running_loop().create_future()
        self._readers.add(reader)
        try:
            async with asyncio.timeout(seconds):
                await reader
        except TimeoutError:
            pass
        finally:
            self._readers.discard(reader)

    async def close(self) -> None:
        """End; readers that wait are sent home."""
        self.assign(())
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _serve(self, node: int) -> None:
        session = Session()
        while True:
            wanted, limits = self._wanted(node)
            if not wanted:
                self._changed.clear()
                await self._changed.wait()
                continue
            try:
                answer = await self._cluster.call(node, session.ask(wanted, limits), read_fetch, PURPOSE)
            except WireError as trouble:
                session = Session()
                self.troubled(trouble)
                self._forget_leaders(wanted)
                await asyncio.sleep(_AGAIN_AFTER)
                continue
            session.answered(answer)
            self._trouble = None
            if self._store(answer, wanted):
                await asyncio.sleep(_AGAIN_AFTER)
            elif answer.partitions and (breath := BREATH * len(wanted)) > SHORTEST:
                await asyncio.sleep(breath)

    def _wanted(self, node: int) -> tuple[dict[Partition, int], Limits]:
        wanted, limits = {}, self._patient
        for partition, buffer in self._buffers.items():
            if buffer.leader == node and buffer.position is not None:
                if buffer.size < FULL:
                    wanted[partition] = buffer.position
                else:
                    limits = HURRIED
        return wanted, limits

    def _store(self, answer: FetchAnswer, wanted: Mapping[Partition, int]) -> bool:
        """Put what has come into the buffers; say whether a partition was refused."""
        refused = False
        for fetched in answer.partitions:
            partition = fetched.partition
            buffer = self._buffers.get(partition)
            if buffer is None or buffer.position != wanted.get(partition):
                # Revoked or sought meanwhile: this is about another place.
                continue
            if fetched.error:
                refused = True
                self._refuse(partition, buffer, fetched.error)
            elif following(fetched.batches, wanted[partition]) > wanted[partition]:
                buffer.add(fetched, wanted[partition])
                self._ready[partition] = buffer
        if self._ready:
            self._wake()
        return refused

    def _refuse(self, partition: Partition, buffer: Buffer, error: int) -> None:
        if error == Code.OFFSET_OUT_OF_RANGE:
            # Retention was faster than we, or the log is another one: the owner places it anew.
            buffer.move(None)
            self._astray.add(partition)
        elif error in LEADER_MOVED:
            buffer.leader = None
            self._cluster.forget([partition])
        else:
            self._refused[partition] = Refused(error, f"{partition.topic}/{partition.number}")
        self._wake()

    def _forget_leaders(self, partitions: Iterable[Partition]) -> None:
        for partition in partitions:
            if partition in self._buffers:
                self._buffers[partition].leader = None
        self._cluster.forget(partitions)

    def _complain(self, partitions: Collection[Partition]) -> None:
        for partition in [each for each in self._refused if each in partitions]:
            refused = self._refused.pop(partition)
            if refused.code in NOT_ALLOWED:
                raise refused
        if self._trouble and asyncio.get_running_loop().time() - self._trouble[0] > SILENT_FOR:
            raise self._trouble[1]

    def _wake(self) -> None:
        self._changed.set()
        for reader in self._readers:
            if not reader.done():
                reader.set_result(None)
