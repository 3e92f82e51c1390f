"""The twin as a stage for tests of a lane's parts: topics, a world with a clock of its own, and virtual time."""

from __future__ import annotations

import random
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar

from hub.lanes.alerts import Alert
from hub.lanes.twin.broker import calm
from hub.lanes.twin.server import Server
from hub.lanes.twin.time import run
from hub.lanes.values import Message, Partition, Record
from hub.lanes.world import World

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
