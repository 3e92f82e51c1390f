"""One worker process as it is deployed, with a signer: intake, casework, projector, the leader's clock, all real code.

Only broker, database and disk are the twin's; and a defect can be built in, which a later release has mended.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hub.casework.decider import Casework
from hub.documents.answering import Answering
from hub.lanes.clock import Clock
from hub.lanes.crew import Crew
from hub.lanes.keyed import KeyedHandler
from hub.lanes.loop import Lane
from hub.lanes.ports import BrokerError
from hub.lanes.states import States
from hub.lanes.transaction import TransactionSink
from hub.lanes.twin.broker import TwinBroker
from hub.lanes.twin.clients import Patience
from hub.lanes.twin.faults import COORDINATION, Faults, FaultyNetwork, Path
from hub.lanes.twin.ledger import MemoryLedger, Tables
from hub.lanes.twin.writer import Writer
from hub.lanes.values import Partition
from hub.lanes.world import World
from hub.operations.recomputing import Recomputing
from hub.settings import LaneSettings
from hub.wiring import CASEWORK_PACE, intake_crew, projector_crew, signer_crew
from schemas.facts import CaseFiled, DocumentReported, Fact
from schemas.topics import CASEWORK_GROUP, COMMANDS, FACTS, INBOX, STATES
from tests.domain.signing import TestSigner
from tests.simulation.country import ENDPOINTS, REFERENCE
from tests.simulation.endpoints import KILLER, POISON
from tests.simulation.plan import PARTITIONS
from tests.simulation.sealed import sealing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hub.lanes.aggregates import Aggregate
    from hub.lanes.alerts import Notify
    from hub.lanes.command import Command
    from hub.lanes.outcomes import Done, Refused
    from hub.lanes.ports import Member
    from hub.lanes.twin.process import Process
    from hub.lanes.twin.server import Server
    from hub.lanes.values import Message

PATIENCE: Final = Patience(heartbeat=2.0, retry=0.02, fetch=0.25, idle=6.0)
PAGE: Final = 5
"""Cases that the read model names at once."""
TICK: Final = 2.5
"""Seconds between two clock messages."""
INBOXES: Final = tuple(Partition(INBOX + endpoint, 0) for endpoint in ENDPOINTS)


class Opening(NamedTuple):
    """A casework lane has fenced its predecessor."""

    start_name: str
    lane: str
    is_owner: bool
    """Whether the coordinator held the partition to be the process's at that moment."""
    hangs: bool
    """Whether a partition that only this lane writes still had something undecided."""


@dataclass
class Surroundings:
    """What all processes of a run share, and the run changes while they work."""

    server: Server
    faults: Faults
    tables: Tables
    intake_path: Path
    notify: Notify
    group_paths: dict[str, Path] = field(default_factory=dict)
    """From each worker to the coordinator of its groups."""
    openings: list[Opening] = field(default_factory=list)
    leader: str = "worker-1"
    ticking: bool = True
    mended: bool = False
    """Whether the release without the defect is deployed."""

    async def open_cases(self, regions: Sequence[str] | None, due_from: datetime, after: str) -> Sequence[str]:
        """Answer as the read model does, which may be behind; a case that is closed says nothing to the question."""
        del regions, due_from  # the row is the whole province's, and every clock is young
        return self._with_a(CaseFiled, after)

    async def reported_documents(self, regions: Sequence[str] | None, due_from: datetime, after: str) -> Sequence[str]:
        """As ``open_cases``: a document whose report is answered says nothing to the question."""
        del regions, due_from
        return self._with_a(DocumentReported, after)

    def _with_a(self, kind: type[Fact], after: str) -> Sequence[str]:
        """Give a page of the aggregates that have said such a fact."""
        said = kind.ce_type.encode()
        rows = self.tables.rows.values()
        known = {(row.key or b"").decode() for row in rows if dict(row.headers)["ce_type"] == said}
        return sorted(number for number in known if number > after)[:PAGE]


class Defective(Casework):
    """A release of casework that some commands are too much for."""

    def __init__(self, partition: int, surroundings: Surroundings, process: Process) -> None:
        super().__init__(partition, PARTITIONS, lambda: REFERENCE, sealing=sealing())
        self._surroundings = surroundings
        self._process = process

    def handle(self, command: Command, before: Aggregate[Any]) -> Done[Any] | Refused[Any]:
        if not self._surroundings.mended:
            if POISON.encode() in command.value:
                raise ZeroDivisionError("the defect of this release")
            if KILLER.encode() in command.value:
                self._surroundings.faults.fired["killed_by_record"] += 1
                self._process.kill()
                raise asyncio.CancelledError
        return super().handle(command, before)


class Witnessed(TwinBroker):
    """The twin as this process sees it, with a note of every fence it puts up."""

    def __init__(self, network: FaultyNetwork, surroundings: Surroundings, start_name: str) -> None:
        super().__init__(network, PATIENCE, leaders=2)
        self._server = surroundings.server
        self._openings = surroundings.openings
        self._start_name = start_name

    def writer(self, transactional_id: str) -> Writer:
        writer = super().writer(transactional_id)
        opening = writer.open

        async def witnessed() -> None:
            await opening()
            partition = Partition(COMMANDS, int(transactional_id.rpartition("-")[2]))
            place = self._server.group(CASEWORK_GROUP).places.get(self._start_name.rpartition("-")[0])
            is_owner = place is not None and partition in place.share
            alone = (self._server.log(Partition(topic, partition.number)).bounds() for topic in (FACTS, STATES))
            hangs = any(bounds.stable < bounds.end for bounds in alone)
            self._openings.append(Opening(self._start_name, transactional_id, is_owner, hangs))

        writer.open = witnessed  # type: ignore[method-assign]
        return writer


class Worker:
    """What runs in one process; ``start_name`` is another with each start."""

    def __init__(self, surroundings: Surroundings, process: Process, start_name: str) -> None:
        self._surroundings = surroundings
        self._process = process
        server, faults = surroundings.server, surroundings.faults
        group_path = surroundings.group_paths.setdefault(process.name, Path(only=COORDINATION))
        self._network = FaultyNetwork(server, process, faults, group_path)
        broker = Witnessed(self._network, surroundings, start_name)
        intake_broker = TwinBroker(FaultyNetwork(server, process, faults, surroundings.intake_path), PATIENCE)
        self._world = World(broker, server.wall, start_name, surroundings.notify)
        self._intake_world = World(intake_broker, server.wall, start_name, surroundings.notify)
        self._crews: list[Crew] = []
        self._stopping = asyncio.Event()
        self._leaves = False

    async def run(self) -> None:
        """Work until told to stop; an exception ends the process, as in production."""
        name = self._process.name
        casework = self._world.broker.member(CASEWORK_GROUP, COMMANDS, name)
        self._crews = [
            intake_crew(self._intake_world, LaneSettings("simulated", PARTITIONS), name, _room),
            Crew(casework, lambda share: self._casework_lane(share, casework)),
            signer_crew(self._world, name, Answering(TestSigner(), PARTITIONS, self._world.notify)),
            projector_crew(self._world, name, lambda: MemoryLedger(self._network, self._surroundings.tables)),
        ]
        working = [asyncio.ensure_future(crew.run()) for crew in self._crews]
        working.append(asyncio.ensure_future(self._lead()))
        stopping = asyncio.ensure_future(self._stopping.wait())
        done, _ = await asyncio.wait([*working, stopping], return_when=asyncio.FIRST_COMPLETED)
        for task in working:
            task.cancel()
        if stopping not in done:
            raise next(error for task in done if (error := task.exception()))
        for crew in self._crews:
            await crew.close(leave=self._leaves)

    def stop(self, *, leave: bool) -> None:
        """SIGTERM; ``leave``: scale in, so that others take over at once."""
        self._leaves = leave
        self._stopping.set()

    def _casework_lane(self, share: frozenset[Partition], member: Member) -> Lane[Message]:
        """As hub.wiring does, but for the defect."""
        (partition,) = share
        states = States(self._process.disk.open(f"casework-{partition.number}"))
        sink = TransactionSink(partition, f"simulated-casework-commands-{partition.number}", states, self._world)
        decider = Defective(partition.number, self._surroundings, self._process)
        handler = KeyedHandler(partition, states, decider, self._world)
        return Lane(share, member, handler, sink, self._world.notify, pace=CASEWORK_PACE)

    async def _lead(self) -> None:
        """Tick while we are the leader."""
        reader, producer = self._world.broker.reader(), self._world.broker.producer()
        clock = Clock(self._world, reader, producer, PARTITIONS)
        recomputing = Recomputing(lambda: REFERENCE, PARTITIONS)
        while True:
            await asyncio.sleep(TICK)
            if self._surroundings.leader == self._process.name and self._surroundings.ticking:
                try:
                    await clock.tick(INBOXES)
                    await recomputing.tick(self._world.wall(), self._surroundings, producer.send)
                except BrokerError:
                    continue


async def _room() -> None:
    """Those behind intake always keep up here."""
