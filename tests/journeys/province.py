"""A whole province on the twin of Kafka: intake, casework, projector and the clock as they are wired, in virtual time.

Only broker, database and disks are the twin's. Offices speak to it through the client library, or write whatever
they like straight into their inbox.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any, Final

import orjson

from hub.client.notices import QueuedNotice
from hub.client.publisher import Publisher
from hub.client.streams import QueueStream, ResultStream, WorkStream
from hub.documents.answering import Answering
from hub.intake.room import Room
from hub.lanes.alerts import Alert
from hub.lanes.clock import Clock
from hub.lanes.crew import Crew
from hub.lanes.states import POSITION
from hub.lanes.twin.broker import calm
from hub.lanes.twin.ledger import MemoryLedger, Tables
from hub.lanes.twin.network import Network
from hub.lanes.twin.server import Server
from hub.lanes.twin.store import MemoryStore
from hub.lanes.twin.time import run
from hub.lanes.values import Message, Partition, Position, Record
from hub.lanes.world import World
from hub.personal.sealing import PersonalSealing
from hub.settings import LaneSettings
from hub.wiring import casework_crew, intake_crew, projector_crew, signer_crew
from schemas.commands import Command
from schemas.envelope import Envelope, Headers
from schemas.times import from_milliseconds
from schemas.topics import COMMANDS, DEAD_LETTERS, FACTS, INBOX, INTAKE_GROUP, SIGNER_GROUP, SIGNING, STATES, TOPICS
from schemas.values import encode
from tests.domain.signing import TestSigner
from tests.domain.world import MONDAY, reference

SEED: Final = 20261123
ENDPOINTS: Final = ("520100", "520122", "520181", "520300")
LANES: Final = LaneSettings("journey", 4)
TICK_S: Final = 1.0


def played(
    journey: Callable[[Province], Coroutine[Any, Any, None]],
    *,
    casework: bool = True,
    sealing: Callable[[], PersonalSealing] | None = None,
) -> None:
    """Open a province, play a journey in it, close it; what is ready runs in an order drawn from a printed seed."""

    async def play() -> None:
        province = Province(sealing)
        province.open(casework=casework)
        try:
            await journey(province)
        finally:
            await province.close()

    print(f"seed {SEED}")  # noqa: T201  # pytest shows it where the journey fails
    run(play(), random.Random(SEED))


class Province:
    """Everything the hub runs, in one process that can be started again on the same disks."""

    def __init__(self, sealing: Callable[[], PersonalSealing] | None = None) -> None:
        """``sealing`` makes what each start of the process seals with; None: everything is plain."""
        self.sealing = sealing
        self.server = Server(MONDAY.timestamp())
        self.tables = Tables()
        self.alerts: list[tuple[Alert, str]] = []
        self._disks: dict[str, MemoryStore] = {}
        self._starts = 0
        self._ids = 0
        self._crews: list[Crew] = []
        self._tasks: list[asyncio.Task[None]] = []
        for topic in TOPICS:
            names = [topic.name + endpoint for endpoint in ENDPOINTS] if topic.per_endpoint else [topic.name]
            for name in names:
                self.server.create_topic(name, topic.partitions or LANES.partitions, topic.config)

    def open(self, *, casework: bool = True) -> None:
        """Start the process; ``casework`` may be left to another one."""
        self._starts += 1
        broker = calm(self.server)
        world = World(broker, self.server.wall, f"start {self._starts}", self.notify)
        room = Room(broker.reader(), LANES.partitions)
        self._crews = [
            intake_crew(world, LANES, "worker.intake", room.wait),
            signer_crew(world, "signer", Answering(TestSigner(), LANES.partitions, self.notify)),
            projector_crew(world, "worker.projector", lambda: MemoryLedger(Network(self.server), self.tables)),
        ]
        if casework:
            sealing = self.sealing and self.sealing()
            crew = casework_crew(world, LANES, "worker.casework", reference, self._disk, sealing=sealing)
            self._crews.append(crew)
        clock = Clock(world, broker.reader(), broker.producer(), LANES.partitions)
        work = [*(crew.run() for crew in self._crews), room.watch(), self._tick(clock)]
        self._tasks = [asyncio.create_task(coroutine) for coroutine in work]

    async def close(self) -> None:
        """End the process in order; raises what ended a part of it before."""
        ended = [task for task in self._tasks if task.done()]
        for task in self._tasks:
            task.cancel()
        for crew in self._crews:
            await crew.close()
        for task in ended:
            task.result()

    async def restart(self) -> None:
        """Deploy again."""
        await self.close()
        self.open()

    def notify(self, alert: Alert, text: str) -> None:
        self.alerts.append((alert, text))

    def _disk(self, name: str) -> MemoryStore:
        return self._disks.setdefault(name, MemoryStore())

    async def _tick(self, clock: Clock) -> None:
        inboxes = [Partition(INBOX + endpoint, 0) for endpoint in ENDPOINTS]
        while True:
            await asyncio.sleep(TICK_S)
            await clock.tick(inboxes)

    async def until(self, what: Callable[[], bool], seconds: float = 120.0) -> None:
        """Wait in virtual time until something holds. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not what():  # noqa: ASYNC110  # virtual time: asking again costs nothing
                await asyncio.sleep(0.02)

    async def quiet(self) -> None:
        """Wait until everything that was sent has had all its effects."""
        await self.until(lambda: not self._behind())

    def _behind(self) -> list[Partition]:
        """The partitions of which something is not handled yet; stopped inboxes are nobody's work."""
        passed = self.server.group(INTAKE_GROUP).offsets
        progress = {inbox: position.offset for inbox, position in passed.items() if not position.note}
        unread = [Partition(INBOX + endpoint, 0) for endpoint in ENDPOINTS]
        progress |= {inbox: 0 for inbox in unread if inbox not in passed}
        for number in range(LANES.partitions):
            progress[Partition(COMMANDS, number)] = self._position(number)
            facts, asked = Partition(FACTS, number), Partition(SIGNING, number)
            progress[facts] = self.tables.positions.get(facts, 0)
            progress[asked] = self.server.group(SIGNER_GROUP).offsets.get(asked, Position(0)).offset
        return [at for at, offset in progress.items() if self.server.log(at).read(offset, 1)[0]]

    def _position(self, number: int) -> int:
        kept = [record for record in self.records(STATES, number) if record.key == POSITION]
        return int(orjson.loads(kept[-1].value or b"")[0]) if kept else 0

    def records(self, topic: str, number: int = 0) -> list[Record]:
        """Give what is committed in a partition."""
        return self.server.log(Partition(topic, number)).read(0, 1_000_000)[0]

    def dead_letters(self) -> list[Record]:
        """Give all dead letters."""
        return self.records(DEAD_LETTERS)

    def rows(self, number: str) -> list[str]:
        """Give the facts of a case in the read model, as the ends of their types, in order."""
        kept = sorted((place, record) for (key, place), record in self.tables.rows.items() if key == number.encode())
        return [_type(record) for _, record in kept]

    def facts_counted(self) -> Counter[str]:
        """Count the facts of each type on the log."""
        return Counter(_type(record) for number in range(LANES.partitions) for record in self.records(FACTS, number))

    def put(self, endpoint: str, value: bytes | None, headers: Headers, key: bytes | None = None) -> None:
        """Write anything into an inbox, as a program that does not use the client library may."""
        inbox = Partition(INBOX + endpoint, 0)
        self.server.append(inbox, [Message(*inbox, key, value, headers)])

    def send(self, endpoint: str, number: str, command: Command, id_: str = "") -> None:
        """Write a command into an inbox without asking the client library whether it is right."""
        self._ids += 1
        envelope = Envelope(id_ or f"c-{self._ids}", f"/{endpoint}", command.ce_type, number, encode(command))
        self.put(endpoint, envelope.data, envelope.headers(), number.encode())


class Office:
    """One endpoint's people at their screens: they publish, follow their queues and read."""

    def __init__(self, province: Province, endpoint: str) -> None:
        self._province = province
        broker = calm(province.server)
        clock = lambda: from_milliseconds(province.server.wall())  # noqa: E731  # shorter than its definition
        self.endpoint = endpoint
        self.publisher = Publisher(endpoint, broker, reference(), random.Random(SEED).getrandbits, clock)
        self._results = ResultStream(endpoint, "window", broker)
        self._work = WorkStream(endpoint, "back-office", broker)

    async def hears(self) -> list[QueuedNotice]:
        """Give what came on ``results.R`` since it was asked last, once the province is quiet."""
        return await self._read(self._results)

    async def work(self) -> list[QueuedNotice]:
        """Give what came on ``work.R`` since it was asked last, once the province is quiet."""
        return await self._read(self._work)

    async def words(self) -> list[str]:
        """Give the texts among what it hears: what a clerk reads."""
        return [notice.data["text"] for notice in await self.hears() if "text" in notice.data]

    async def _read(self, stream: QueueStream) -> list[QueuedNotice]:
        await self._province.quiet()
        if stream._member is None:
            await stream.__aenter__()
        found: list[QueuedNotice] = []
        quiet = 0
        while quiet < 2:
            notices = await stream.fetch()
            for notice in notices:
                await stream.acknowledge(notice)
            found += notices
            quiet = 0 if notices else quiet + 1
        return found


def _type(record: Record) -> str:
    return dict(record.headers)["ce_type"].decode().removeprefix("cn.tongban.").removesuffix(".v1")
