"""The twin's transaction coordinator: producer ids, epochs, and transactions of the second version.

Source: KIP-890: the epoch rises at every end of a transaction, so a request of an ended one is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from hub.lanes.twin.refusals import ConcurrentTransactions, ProducerFenced

if TYPE_CHECKING:
    from hub.lanes.values import Partition

LAST_EPOCH: Final = 32_766


class Identity(NamedTuple):
    """Who a producer is to the server."""

    producer: int
    epoch: int


@dataclass(slots=True)
class Transaction:
    """The state of one transactional id."""

    identity: Identity
    timeout: float
    partitions: dict[Partition, None] = field(default_factory=dict)
    """Those written to since the transaction began, in order; empty when none is open."""
    began: float = 0.0
    unmarked: int = 0
    """Markers of the ended transaction that are not written yet."""


class Coordinator:
    """Knows every transactional id; all methods are atomic and raise before they change anything."""

    def __init__(self, last_epoch: int = LAST_EPOCH) -> None:
        self.transactions: dict[str, Transaction] = {}
        self._last_epoch = last_epoch
        self._producers = 0

    def new_producer(self) -> Identity:
        self._producers += 1
        return Identity(self._producers, 0)

    def begin_writer(self, name: str, timeout: float) -> Identity:
        """Give a transactional id a new epoch, which fences its predecessor. Raises ConcurrentTransactions.

        Whoever calls has ended the predecessor's transaction before.
        """
        transaction = self.transactions.get(name)
        if transaction is None:
            transaction = self.transactions[name] = Transaction(self.new_producer(), timeout)
        else:
            self._refuse_while_ending(transaction)
            transaction.identity = self._next(transaction.identity)
        transaction.timeout = timeout
        return transaction.identity

    def admit(self, name: str, identity: Identity, partitions: list[Partition], now: float) -> None:
        """Take partitions into the open transaction, or open one. Raises ProducerFenced, ConcurrentTransactions."""
        transaction = self._of(name, identity)
        self._refuse_while_ending(transaction)
        if not transaction.partitions:
            transaction.began = now
        transaction.partitions.update(dict.fromkeys(partitions))

    def end(self, name: str, identity: Identity) -> tuple[Identity, list[Partition]]:
        """Close the open transaction: the next identity, and the partitions that need a marker."""
        transaction = self._of(name, identity)
        self._refuse_while_ending(transaction)
        partitions = list(transaction.partitions)
        transaction.partitions = {}
        transaction.unmarked = len(partitions)
        transaction.identity = self._next(identity)
        return transaction.identity, partitions

    def marked(self, name: str) -> None:
        """One marker of the ended transaction is written (or lost)."""
        self.transactions[name].unmarked -= 1

    def _of(self, name: str, identity: Identity) -> Transaction:
        transaction = self.transactions.get(name)
        if transaction is None or transaction.identity != identity:
            raise ProducerFenced(name)
        return transaction

    def _refuse_while_ending(self, transaction: Transaction) -> None:
        if transaction.unmarked:
            raise ConcurrentTransactions

    def _next(self, identity: Identity) -> Identity:
        if identity.epoch >= self._last_epoch:
            return self.new_producer()
        return Identity(identity.producer, identity.epoch + 1)
