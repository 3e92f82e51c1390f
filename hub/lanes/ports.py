"""What a lane needs from the world. Kafka and the in-memory twin are siblings behind these ports.

    BrokerError                  something between us and the broker failed
    ├── Unreachable              nothing of this call was written: try again later
    ├── UnknownOutcome           only the broker knows whether it was written: close, reopen, look
    ├── Fenced                   another writer with our transactional id has begun, or another row's owner
    └── NotAllowed               the broker refuses this principal: an operator's mistake, never retried silently

Every implementation raises these and nothing else of its own; the contract suite (tests/contract) holds them to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hub.lanes.values import Bounds, Message, Partition, Position, Record


class BrokerError(Exception):
    """Something between us and the broker failed."""


class Unreachable(BrokerError):
    """Nothing of this call was written; it may be tried again."""


class UnknownOutcome(BrokerError):
    """The answer was lost: only the broker knows whether the call had its effect."""


class Fenced(BrokerError):
    """Another writer with the same identity has begun; ours must stop without a word."""


class NotAllowed(BrokerError):
    """The broker refuses this principal (ACL or password)."""


class Writer(Protocol):
    """A transactional writer: one per lane, its transactional id is the lane's fence."""

    async def open(self) -> None:
        """Fence a predecessor and wait until its transaction has ended. Opened once; then a new Writer is made.

        Raises Unreachable (safe to try again), NotAllowed.
        """

    async def commit(self, messages: Sequence[Message]) -> Mapping[Partition, int]:
        """Write all messages in one transaction; answer the offset after the last one, per partition.

        When this returns the transaction is committed. Refusals that wrote nothing are retried inside.
        Raises Fenced, or UnknownOutcome for every other surprise: after either, the writer is unusable.
        """

    async def close(self) -> None:
        """Close the sockets within two seconds, whatever their state. Never raises, never aborts or commits."""


class Producer(Protocol):
    """An idempotent producer without transactions, shared by all inboxes of an intake worker."""

    async def start(self) -> None:
        """Connect. Raises Unreachable, NotAllowed."""

    async def send(self, messages: Sequence[Message]) -> None:
        """Write all messages, in order per partition; return when every one is acknowledged by all replicas.

        Raises UnknownOutcome: some may be written, so whoever sends again makes twins.
        """

    async def close(self) -> None:
        """Close the sockets within two seconds. Never raises."""


class Reader(Protocol):
    """Reads partitions without a group: what is committed, from an offset that the caller keeps."""

    async def start(self) -> None:
        """Connect. Raises Unreachable, NotAllowed."""

    async def bounds(self, partition: Partition) -> Bounds:
        """Ask the broker where the partition begins and ends now. Raises Unreachable."""

    async def bounds_of(self, partitions: Collection[Partition]) -> Mapping[Partition, Bounds]:
        """Ask the same for many partitions in few requests. Raises Unreachable."""

    async def partitions(self, topics: str) -> frozenset[Partition]:
        """List every partition of the topics whose whole name matches the regular expression. Raises Unreachable."""

    async def committed(self, group: str, partitions: Collection[Partition]) -> Mapping[Partition, Position | None]:
        """Ask what any group has committed; None = never. Raises Unreachable, NotAllowed."""

    async def read(self, partition: Partition, offset: int, limit: int = 1000) -> tuple[Sequence[Record], int]:
        """Give committed records from ``offset`` on, and the offset to go on from.

        Waits a moment when there is nothing, then answers none; control records and aborted ones are passed over,
        so the next offset may lie behind the last record. An offset before the log's start begins at the start.
        Raises Unreachable.
        """

    async def identity(self, topic: str) -> str:
        """Name this very topic: cluster id and topic id. Another value means that nothing local is about it."""

    async def close(self) -> None:
        """Close the sockets within two seconds. Never raises."""


class Owner(Protocol):
    """Who is told which partitions are ours (hub.lanes.crew)."""

    async def revoked(self) -> None:
        """Partitions are about to move: finish or drop what is under way, let nothing be committed until assigned.

        The group waits for this, so it returns within the rebalance timeout.
        """

    async def assigned(self, partitions: Collection[Partition]) -> None:
        """These, and only these, are ours in the new generation."""


class Member(Protocol):
    """One member of a consumer group."""

    async def start(self, owner: Owner) -> None:
        """Join. Raises Unreachable, NotAllowed."""

    def seek(self, partition: Partition, offset: int) -> None:
        """Read on from here; what was fetched ahead is dropped. Holds until the next assignment."""

    async def read(self, partitions: Collection[Partition], limit: int, wait: float) -> Sequence[Record]:
        """Give up to ``limit`` records per partition of these (all ours, if empty); none after ``wait`` seconds.

        Raises Unreachable.
        """

    async def commit(self, positions: Mapping[Partition, Position]) -> None:
        """Store positions with the group. Raises Unreachable, UnknownOutcome, Fenced (no longer a member)."""

    async def committed(self, partitions: Collection[Partition]) -> Mapping[Partition, Position | None]:
        """Ask what the group has committed; None = never. Raises Unreachable."""

    async def owns(self, partition: Partition) -> bool:
        """Whether the partition is ours by a heartbeat that was answered in the current generation, just now.

        Raises Unreachable where no answer came: then nobody knows.
        """

    async def close(self, *, leave: bool = False) -> None:
        """Stop; ``leave`` also gives up a static membership, so that others take over at once. Never raises."""


class Broker(Protocol):
    """One backend, as a process sees it."""

    def writer(self, transactional_id: str) -> Writer:
        """Make a writer, not yet open."""

    def producer(self) -> Producer:
        """Make a producer, not yet started."""

    def reader(self) -> Reader:
        """Make a reader, not yet started."""

    def member(self, group: str, topics: str, name: str, *, gather: float = 0.0) -> Member:
        """Make a member of ``group`` on the topics that match the regular expression ``topics``.

        ``name`` is its static membership (KIP-345): two processes must never share one. ``gather``: seconds for which
        the broker may let records gather before it gives them, for who need not hurry.
        """


class Store(Protocol):
    """A lane's local copy of its ``states`` partition: ordered bytes to bytes, atomic batches, survives kill -9."""

    def get(self, key: bytes) -> bytes | None:
        """Give the value, or None."""

    def write(self, puts: Mapping[bytes, bytes | None]) -> None:
        """Apply all puts (None deletes) in one atomic batch."""

    def scan(self, start: bytes, stop: bytes, limit: int) -> Sequence[tuple[bytes, bytes]]:
        """Give up to ``limit`` pairs with start <= key < stop, in order."""

    def clear(self) -> None:
        """Forget everything (the copy is about another log)."""

    def close(self) -> None:
        """Let go of the files."""


class Ledger(Protocol):
    """A database that keeps effects and positions in one transaction."""

    async def position(self, partition: Partition) -> int:
        """Give the next offset to read; 0 where nothing was stored."""

    async def apply(self, partition: Partition, records: Sequence[Record], expected: int, following: int) -> None:
        """Store the effects of the records and move the position from ``expected`` to ``following``, atomically.

        Raises Fenced if the position is not ``expected`` (another projector has moved it), Unreachable,
        UnknownOutcome.
        """

    async def close(self) -> None:
        """Let go of the connection. Never raises."""
