"""A record whose handling takes the whole process down: no exception to catch, nothing left to say so."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from hub.casework.decider import Casework
from hub.lanes.aggregates import Aggregate
from hub.lanes.alerts import Alert
from hub.lanes.command import Command
from hub.lanes.crew import Crew
from hub.lanes.keyed import KeyedHandler
from hub.lanes.loop import Lane
from hub.lanes.outcomes import Done, Refused
from hub.lanes.poison import LAST_START
from hub.lanes.states import States
from hub.lanes.transaction import TransactionSink
from hub.lanes.twin.broker import TwinBroker
from hub.lanes.twin.faults import Faults, FaultyNetwork
from hub.lanes.twin.process import Process
from hub.lanes.twin.store import Disk
from hub.lanes.values import Message, Partition
from hub.lanes.world import World
from schemas.commands import ClaimCase
from schemas.dead_letters import Death
from schemas.dead_letters import read as read_obituary
from schemas.topics import CASEWORK_GROUP, COMMANDS, partition_of
from tests.domain.world import QINGZHEN, XIFENG, case_number, filing, officer, reference
from tests.journeys.province import LANES, SEED, Province, played

DEADLY = "致命"
VICTIM = case_number(1)
LANE = partition_of(VICTIM.encode(), LANES.partitions)
NEIGHBOUR = next(
    number for number in map(case_number, range(2, 50)) if partition_of(number.encode(), LANES.partitions) == LANE
)
"""Another case of the same lane."""


class Fatal(Casework):
    """A release that dies of a word."""

    def __init__(self, partition: int, process: Process) -> None:
        super().__init__(partition, LANES.partitions, reference)
        self._process = process

    def handle(self, command: Command, before: Aggregate[Any]) -> Done[Any] | Refused[Any]:
        if DEADLY.encode() in command.value:
            self._process.kill()
            raise asyncio.CancelledError
        return super().handle(command, before)


class Supervisor:
    """Starts casework again whenever it has died, on the same disk."""

    def __init__(self, province: Province) -> None:
        self._province = province
        self._disk = Disk()
        self._crew: Crew | None = None
        self.starts = 0

    async def run(self) -> None:
        while True:
            self.starts += 1
            process = Process("casework", self._disk)
            await asyncio.wait([process.start(self._work(process))])
            process.kill()
            await asyncio.sleep(1)

    async def _work(self, process: Process) -> None:
        server = self._province.server
        broker = TwinBroker(FaultyNetwork(server, process, Faults(random.Random(SEED), {})))
        world = World(broker, server.wall, f"start {self.starts}", self._province.notify)
        member = broker.member(CASEWORK_GROUP, COMMANDS, "worker")

        def lane(share: frozenset[Partition]) -> Lane[Message]:
            (at,) = share
            states = States(process.disk.open(str(at.number)))
            handler = KeyedHandler(at, states, Fatal(at.number, process), world)
            return Lane(share, member, handler, TransactionSink(at, f"lane-{at.number}", states, world), world.notify)

        await Crew(member, lane).run()


def test_three_starts_die_at_it_and_the_fourth_lays_it_aside() -> None:
    """Its case waits for an operator; every other case of the same lane goes on, and nothing was handled twice."""

    async def journey(province: Province) -> None:
        supervisor = Supervisor(province)
        supervising = asyncio.create_task(supervisor.run())
        province.send(QINGZHEN, VICTIM, filing(form={"company_name": f"{DEADLY}商贸有限公司"}))
        province.send(QINGZHEN, NEIGHBOUR, filing())
        await province.until(lambda: bool(province.dead_letters()), 300)
        await province.quiet()
        for number in (NEIGHBOUR, VICTIM):
            province.send(XIFENG, number, ClaimCase(by=officer()))
        await province.quiet()
        (letter,) = province.dead_letters()
        obituary = read_obituary(letter.headers)
        assert (obituary.death, letter.key) == (Death.KILLER, VICTIM.encode())
        assert supervisor.starts == LAST_START + 1
        assert province.rows(NEIGHBOUR) == ["case.filed", "case.claimed"]
        assert province.rows(VICTIM) == []
        told = [alert for alert, _ in province.alerts]
        assert (told.count(Alert.KILLER), told.count(Alert.PARKED)) == (1, 1)
        assert province.tables.copies == 0
        supervising.cancel()

    played(journey, casework=False)
