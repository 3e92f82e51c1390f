"""A log of real facts on the twin, sealed hour by hour, and hands that tamper with copies of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from hub.integrity.keys import SealingKey, sealing_key
from hub.integrity.sealing import HOUR_MS, Sealer
from hub.integrity.verify import Question, Report, verify
from hub.lanes.twin.broker import calm
from hub.lanes.twin.server import Server
from hub.lanes.twin.time import run
from hub.lanes.values import Message, Partition, Record
from hub.lanes.world import World
from hub.settings import LaneSettings
from schemas.chain import Algorithm
from schemas.commands import AcceptCase, ClaimCase, DecideCase, DeliverCase
from schemas.times import to_milliseconds
from schemas.topics import FACTS, SEALS, partition_of
from tests.casework.court import PARTITIONS, Court, facts
from tests.domain.world import CLERK, MONDAY, QINGZHEN, XIFENG, case_number, filing, officer

Result = TypeVar("Result")
LANES: Final = LaneSettings("test", PARTITIONS)
CASES: Final = [case_number(seed) for seed in range(1, 25)]
SEED: Final = 20261125


def played(play: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end in virtual time."""
    return run(play, random.Random(SEED))


class SealedLog:
    """Some hours of casework, each followed by its seals."""

    def __init__(self, folder: Path, algorithms: Sequence[Algorithm] = ("sha256", "sha256", "sha256")) -> None:
        """One hour per algorithm: that is what the hub was set to then."""
        self.key_folder = folder
        self.key = sealing_key(folder / "seals.pem")
        self.server = Server(MONDAY.timestamp())
        self.server.create_topic(FACTS, PARTITIONS)
        self.server.create_topic(SEALS, 1)
        self.now = to_milliseconds(MONDAY)
        self._courts = [Court(number) for number in range(PARTITIONS)]
        for hour, algorithm in enumerate(algorithms):
            self._work(hour, algorithm)
            self.now = (self.now // HOUR_MS + 1) * HOUR_MS + 5_000
            played(self.sealer(algorithm).seal())

    def copy(self) -> SealedLog:
        """The same log, for somebody to tamper with."""
        other = object.__new__(SealedLog)
        other.__dict__.update(self.__dict__)
        other.server = Server(MONDAY.timestamp())
        for topic, partitions in ((FACTS, PARTITIONS), (SEALS, 1)):
            other.server.create_topic(topic, partitions)
            for number in range(partitions):
                other.records(Partition(topic, number))[:] = self.records(Partition(topic, number))
        return other

    def sealer(self, algorithm: Algorithm = "sha256", key: SealingKey | None = None) -> Sealer:
        """Who seals, at the present hour of the log."""
        world = World(calm(self.server), lambda: self.now, "start-1", lambda *_: None)
        return Sealer(world, key or self.key, LaneSettings("test", PARTITIONS, algorithm))

    def _work(self, hour: int, algorithm: Algorithm) -> None:
        """Handle some cases from filing to delivery; those of the hour before are claimed once more."""
        for place, case in enumerate(CASES):
            court = self._courts[partition_of(case.encode(), PARTITIONS)]
            court.casework._algorithm = algorithm
            if place % 3 == hour:
                for endpoint, act in (
                    (QINGZHEN, filing()),
                    (XIFENG, ClaimCase(by=officer())),
                    (XIFENG, AcceptCase(by=officer())),
                    (XIFENG, DecideCase(by=officer(), outcome="approved")),
                ):
                    self.append(facts(court.when(endpoint, case, act, timedelta(seconds=1))))
            elif place % 3 == hour - 1:
                self.append(facts(court.when(QINGZHEN, case, DeliverCase(by=CLERK, way="window"))))

    def append(self, messages: Sequence[Message]) -> None:
        """Write as casework does."""
        for message in messages:
            self.server.append(Partition(message.topic, message.partition), [message], self.now)

    def question(self, **changes: Any) -> Question:
        """Everything, now, with our own key."""
        values: dict[str, Any] = {
            "partitions": PARTITIONS,
            "trusted": {self.key.id: self.key.public},
            "now": self.now,
        }
        return Question(**(values | changes))

    def verify(self, **changes: Any) -> Report:
        """Verify the log as it is."""

        async def play() -> Report:
            return await verify(calm(self.server).reader(), self.question(**changes))

        return played(play())

    # Tampering: what a person with the broker's disks in her hands could do

    def records(self, partition: Partition) -> list[Record | None]:
        """The very list that holds a partition."""
        return self.server.log(partition)._records

    def facts_of(self, case: str) -> tuple[Partition, list[int]]:
        """Where a case's facts stand, in order."""
        partition = Partition(FACTS, partition_of(case.encode(), PARTITIONS))
        found = enumerate(self.records(partition))
        return partition, [offset for offset, record in found if record and record.key == case.encode()]

    def change(self, partition: Partition, offset: int, change: Callable[[Record], Record | None]) -> Record:
        """Write another record, or none, in place of one; give the one that was there."""
        records = self.records(partition)
        before = records[offset]
        assert before is not None
        records[offset] = change(before)
        return before

    def insert(self, partition: Partition, offset: int, record: Record) -> None:
        """Push a record in between: whoever writes a segment anew moves what follows."""
        records = self.records(partition)
        records.insert(offset, record)
        self.server.log(partition)._records = [one and one._replace(offset=place) for place, one in enumerate(records)]


def with_header(record: Record, name: str, value: bytes) -> Record:
    """The record with another value in one header."""
    headers = tuple((known, value if known == name else content) for known, content in record.headers)
    return record._replace(headers=headers)


def as_message(record: Record) -> Message:
    """The record as it was written."""
    return Message(record.topic, record.partition, record.key, record.value, record.headers)
