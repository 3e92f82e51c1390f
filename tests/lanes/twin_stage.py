"""The twin as a stage for tests of a lane's parts: topics, a world with a clock of its own, and virtual time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar

import orjson

from hub.lanes.alerts import Alert
from hub.lanes.crew import Crew
from hub.lanes.keyed import KeyedHandler
from hub.lanes.loop import Lane
from hub.lanes.ports import UnknownOutcome, Unreachable
from hub.lanes.states import POSITION, States
from hub.lanes.transaction import TransactionSink
from hub.lanes.twin.broker import TwinBroker, calm
from hub.lanes.twin.network import Network
from hub.lanes.twin.server import Server
from hub.lanes.twin.store import MemoryStore
from hub.lanes.twin.time import run
from hub.lanes.values import Message, Partition, Record
from hub.lanes.world import World
from schemas.envelope import ENDPOINT, RECEIVED, Envelope
from tests.lanes.toy import COUNT, ToyDecider

Result = TypeVar("Result")
SEED = 20261123
INPUT = Partition("commands", 0)
STATES = Partition("states", 0)
FACTS = Partition("facts", 0)


def played(play: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run a play to its end in virtual time; the order of what is ready is drawn from a printed seed."""
    print(f"seed {SEED}")  # noqa: T201  # pytest shows it where the play fails
    return run(play(), random.Random(SEED))


class Stage:
    """A server with the topics of one lane, and what operators were told."""

    def __init__(self, partitions: int = 1) -> None:
        self.server = Server()
        for topic in ("commands", "states", "facts"):
            self.server.create_topic(topic, partitions)
        self.server.create_topic("results.520181", 1)
        self.server.create_topic("dead-letters", 1)
        self.broker = calm(self.server)
        self.alerts: list[tuple[Alert, str]] = []
        self.wall = 1_763_861_400_000
        self.world = World(
            self.broker, lambda: self.wall, "start-1", lambda alert, text: self.alerts.append((alert, text))
        )

    def append(self, partition: Partition, *pairs: tuple[bytes | None, bytes | None]) -> None:
        """Write plain records, key and value."""
        self.server.append(partition, [Message(*partition, key, value) for key, value in pairs])

    def put(self, records: Iterable[Record]) -> None:
        """Write records where they say they are, at the time they say."""
        for record in records:
            message = Message(record.topic, record.partition, record.key, record.value, record.headers)
            self.server.append(Partition(record.topic, record.partition), [message], record.timestamp)

    def committed(self, partition: Partition) -> list[Record]:
        """What a read-committed reader sees."""
        return self.server.log(partition).read(0, 1_000_000)[0]

    def command(self, do: str, number: int = 0, aggregate: str = "a") -> None:
        """Let a toy command arrive in a partition of ``commands``; its id is its place."""
        partition = Partition("commands", number)
        id_ = f"{number}-{self.server.log(partition).bounds().end}"
        body = orjson.dumps({"do": do})
        headers = Envelope(id_, "/window", COUNT, aggregate, body).headers([(ENDPOINT, b"520181"), (RECEIVED, b"1000")])
        self.server.append(partition, [Message(*partition, aggregate.encode(), body, headers)])

    def facts(self) -> list[str]:
        """What the toy's facts say, in order."""
        return [str(orjson.loads(record.value or b"")[1]) for record in self.committed(FACTS)]

    def position(self, number: int = 0) -> int:
        """The lane's committed position: the last record of its key on ``states``."""
        positions = [record for record in self.committed(Partition("states", number)) if record.key == POSITION]
        return int(orjson.loads(positions[-1].value or b"")[0]) if positions else 0


class Cable(Network):
    """One process's way to the server, on which a test lets exactly one thing go wrong."""

    def __init__(self, server: Server) -> None:
        super().__init__(server)
        self.asked: list[str] = []
        """Every request, in order."""
        self.cut = False
        """Nothing gets through, and whoever asks is told so."""
        self.hanging: set[str] = set()
        """Requests of these names get no answer until they are taken out; nor do they arrive."""
        self.requests_lost: list[str] = []
        """The next request of each such name does not arrive, and nobody knows."""
        self.answers_lost: list[str] = []
        """The next request of each such name arrives, and nobody knows."""

    async def _carry(self, name: str, operation: Callable[[], object]) -> Any:
        self.asked.append(name)
        while name in self.hanging:  # noqa: ASYNC110  # virtual time: asking again costs nothing
            await asyncio.sleep(0.1)
        if self.cut:
            await asyncio.sleep(0.05)
            raise Unreachable(f"{name}: the cable is cut")
        if name in self.requests_lost:
            self.requests_lost.remove(name)
            raise UnknownOutcome(f"{name}: lost")
        answer = await super()._carry(name, operation)
        if name in self.answers_lost:
            self.answers_lost.remove(name)
            raise UnknownOutcome(f"{name}: answer lost")
        return answer


class Worker:
    """A process that works ``commands`` with the toy's handler, on a disk of its own."""

    def __init__(self, stage: Stage, name: str, disk: dict[int, MemoryStore] | None = None) -> None:
        self.cable = Cable(stage.server)
        broker = TwinBroker(self.cable)
        self.alerts: list[tuple[Alert, str]] = []
        self.world = World(broker, stage.server.wall, name, lambda alert, text: self.alerts.append((alert, text)))
        self.disk = {} if disk is None else disk
        self.decider = ToyDecider()
        self.member = broker.member("hub.casework", "commands", name)
        self.crew = Crew(self.member, self._lane)
        self.lanes_made: list[int] = []
        self._running: asyncio.Task[None] | None = None

    def _lane(self, share: frozenset[Partition]) -> Lane[Message]:
        (partition,) = share
        self.lanes_made.append(partition.number)
        states = States(self.disk.setdefault(partition.number, MemoryStore()))
        handler = KeyedHandler(partition, states, self.decider, self.world)
        sink = TransactionSink(partition, f"test-{partition.number}", states, self.world)
        return Lane(share, self.member, handler, sink, self.world.notify)

    def start(self) -> None:
        """Join and work."""
        self._running = asyncio.create_task(self.crew.run())

    async def stop(self, *, leave: bool = True) -> None:
        """End in order."""
        assert self._running is not None
        self._running.cancel()
        await self.crew.close(leave=leave)

    def told(self) -> list[Alert]:
        """What operators were told, without the words."""
        return [alert for alert, _ in self.alerts]


async def until(what: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait in virtual time until something holds. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not what():  # noqa: ASYNC110  # virtual time: asking again costs nothing
            await asyncio.sleep(0.01)
