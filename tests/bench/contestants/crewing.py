"""Our own lanes as a contestant: the crew of a process that shares four partitions with its like, if there are any."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hub.lanes.crew import Crew
from hub.lanes.decider import Decider
from hub.lanes.garbage import look_rarely
from hub.lanes.kafka import KafkaAddress, KafkaBroker
from hub.lanes.keyed import KeyedHandler
from hub.lanes.loop import Lane
from hub.lanes.rocks import RocksStore
from hub.lanes.states import States
from hub.lanes.transaction import TransactionSink
from hub.lanes.values import Partition
from hub.lanes.world import World
from tests.bench.course import Course, access

DeciderOf = Callable[[int], Decider[Any]]


def run(course: Course, decider_of: DeciderOf) -> None:
    """Run until killed."""
    look_rarely()
    asyncio.run(work(course, decider_of))


async def work(course: Course, decider_of: DeciderOf) -> None:
    broker = KafkaBroker(KafkaAddress(**asdict(access())))
    world = World(broker, lambda: int(time.time() * 1000), f"{os.getpid()}", _notify)
    member = broker.member(course.name, course.commands, f"{course.name}-{course.member}")

    def lane_of(partitions: frozenset[Partition]) -> Lane[Any]:
        (partition,) = partitions
        states = States(RocksStore(Path(course.folder, str(course.member), str(partition.number))))
        handler = KeyedHandler(partition, states, decider_of(partition.number), world)
        sink = TransactionSink(partition, f"{course.name}-{partition.number}", states, world)
        return Lane(partitions, member, handler, sink, world.notify)

    crew = Crew(member, lane_of)
    await crew.run()


def _notify(alert: object, text: str) -> None:
    logging.getLogger(__name__).warning("%s: %s", alert, text)
