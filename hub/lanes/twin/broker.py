"""The twin as a process sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.lanes.twin.clients import Patience
from hub.lanes.twin.member import Member, Membership
from hub.lanes.twin.network import Network
from hub.lanes.twin.reader import Reader
from hub.lanes.twin.writer import Producer, Writer

if TYPE_CHECKING:
    from hub.lanes.twin.server import Server


class TwinBroker:
    """One process's connection to the twin; ``network`` decides what may go wrong."""

    def __init__(self, network: Network, patience: Patience | None = None, leaders: int = 1) -> None:
        self._network = network
        self._patience = patience or Patience()
        self._leaders = leaders

    def writer(self, transactional_id: str) -> Writer:
        return Writer(self._network, transactional_id, self._patience, self._leaders)

    def producer(self) -> Producer:
        return Producer(self._network, self._leaders)

    def reader(self) -> Reader:
        return Reader(self._network, self._patience)

    def member(self, group: str, topics: str, name: str, *, gather: float = 0.0) -> Member:
        del gather  # how long records lie there is the scheduler's to say
        return Member(self._network, Membership(group, topics, name), self._patience)


def calm(server: Server, patience: Patience | None = None) -> TwinBroker:
    """Connect to a server over a network on which nothing goes wrong."""
    return TwinBroker(Network(server), patience)
