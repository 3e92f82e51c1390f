"""What the contract suite needs of a backend beyond the ports, and the twin's side of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from hub.lanes.twin.broker import TwinBroker
from hub.lanes.twin.clients import Patience
from hub.lanes.twin.network import Network
from hub.lanes.twin.server import Server
from hub.lanes.twin.writer import Sequences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.lanes.ports import Broker
    from hub.lanes.values import Message

SHORT = Patience(session=0.6, rebalance=2.0, heartbeat=0.02, fetch=0.05)
"""As real as the twin can be without making the suite wait."""


class Backend(Protocol):
    """One broker under test."""

    @property
    def broker(self) -> Broker: ...

    async def create_topic(self, name: str, partitions: int, **config: str) -> None:
        """Make a topic; return when it can be written to and read."""

    async def delete_topic(self, name: str) -> None:
        """Delete a topic; return when it is gone."""

    async def leave_open(self, transactional_id: str, messages: Sequence[Message]) -> None:
        """Be a predecessor that has written these in a transaction, and then died without ending it."""

    async def close(self) -> None:
        """Let go of everything."""


class TwinBackend:
    """The in-memory twin on a network where nothing goes wrong."""

    def __init__(self) -> None:
        self.server = Server()
        self.broker: Broker = TwinBroker(Network(self.server), SHORT, leaders=2)

    async def create_topic(self, name: str, partitions: int, **config: str) -> None:
        self.server.create_topic(name, partitions, config)

    async def delete_topic(self, name: str) -> None:
        self.server.delete_topic(name)

    async def leave_open(self, transactional_id: str, messages: Sequence[Message]) -> None:
        identity = self.server.begin_writer(transactional_id, SHORT.transaction)
        self.server.produce(Sequences().batches(messages), identity, transactional_id)

    async def close(self) -> None:
        """Nothing is held open."""
