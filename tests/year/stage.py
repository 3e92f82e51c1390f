"""The province on the twin: all topics, intake and casework as deployed, and a wall clock that the run turns.

Time passes in steps, a quarter of an hour by day and an hour by night: what is filed or done within one is put into the
inboxes with its own moment as the broker's append time, then the lanes work until nothing is left, then the clock says
the time.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from hub.documents.answering import Answering
from hub.integrity.verify import Question, Report, verify
from hub.lanes.clock import Clock
from hub.lanes.twin.broker import calm
from hub.lanes.twin.clients import Patience
from hub.lanes.twin.server import Server
from hub.lanes.twin.store import MemoryStore
from hub.lanes.values import Message, Partition, Record
from hub.lanes.world import World
from hub.settings import LaneSettings
from hub.wiring import casework_crew, intake_crew, signer_crew
from schemas.envelope import Envelope
from schemas.topics import COMMANDS, INBOX, RESULTS, STATES, TOPICS, WORK
from tests.domain.signing import TestSigner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from hub.domain.reference import Reference
    from hub.personal.sealing import PersonalSealing

PARTITIONS: Final = 4
STEP_MS: Final = 15 * 60_000
_STEP_S: Final = 2.0
"""Loop time of a step: more than a crew takes to show how far it is."""
_SPEED: Final = STEP_MS / 1000 / _STEP_S
_COMPACTED_EVERY: Final = 30 * 66
"""Steps between two compactions of ``states``: a month."""
_PATIENCE: Final = Patience(heartbeat=600.0, session=3600.0, fetch=600.0, idle=600.0)
_ALL: Final = 1_000_000


class Stage:
    """Runs the hub for as many steps as the year has."""

    def __init__(
        self,
        begin: datetime,
        endpoints: Sequence[str],
        reference: Callable[[], Reference],
        sealing: PersonalSealing | None = None,
    ) -> None:
        """``begin`` is the first midnight; ``endpoints``: all that have an inbox; ``sealing``: None for plain text."""
        self._sealing = sealing
        self.server = Server(begin.timestamp(), _SPEED)
        self.alerts: Counter[str] = Counter()
        self._reference = reference
        self._endpoints = endpoints
        self._inboxes = [Partition(INBOX + endpoint, 0) for endpoint in endpoints]
        self._heard = {Partition(kind + endpoint, 0): 0 for kind in (WORK, RESULTS) for endpoint in endpoints}
        self._world = World(calm(self.server, _PATIENCE), self.server.wall, "year", self._notify)
        self._waiting: dict[Partition, list[tuple[int, Message]]] = {}
        self._ids = 0
        self._steps = 0

    async def open(self) -> None:
        """Make the topics and let the crews join."""
        for topic in TOPICS:
            names = [topic.name + endpoint for endpoint in self._endpoints] if topic.per_endpoint else [topic.name]
            for name in names:
                self.server.create_topic(name, topic.partitions or PARTITIONS, topic.config)
        settings = LaneSettings("year", PARTITIONS)
        crews = (
            intake_crew(self._world, settings, "year", _room),
            casework_crew(
                self._world, settings, "year", self._reference, lambda _: MemoryStore(), sealing=self._sealing
            ),
            signer_crew(self._world, "year", Answering(TestSigner(), PARTITIONS, self._notify)),
        )
        self._working = [asyncio.create_task(crew.run()) for crew in crews]
        reader, producer = self._world.broker.reader(), self._world.broker.producer()
        await reader.start()
        await producer.start()
        self._clock = Clock(self._world, reader, producer, PARTITIONS)

    def post(self, endpoint: str, at: int, envelope: tuple[str, str, bytes]) -> str:
        """Put a command (type, subject, body) into an inbox, received ``at`` (ms) in the step that is coming."""
        ce_type, subject, data = envelope
        self._ids += 1
        headers = Envelope(f"y{self._ids}", f"/{endpoint}/year", ce_type, subject, data).headers()
        message = Message(INBOX + endpoint, 0, subject.encode(), data, headers)
        self._waiting.setdefault(Partition(INBOX + endpoint, 0), []).append((at, message))
        return f"y{self._ids}"

    async def step(self, length_ms: int = STEP_MS) -> None:
        """Let what was posted arrive, the hub work until all is done, and the clock say the time."""
        for inbox, waiting in self._waiting.items():
            for at, message in sorted(waiting, key=lambda item: item[0]):
                self.server.append(inbox, [message], at)
        self._waiting.clear()
        # The loop's time stands still until nobody has anything left to do.
        await asyncio.sleep(_STEP_S * length_ms / STEP_MS)
        self._raise_what_broke()
        await self._clock.tick(self._inboxes)
        self._steps += 1
        if self._steps % _COMPACTED_EVERY == 0:
            self._forget()

    def heard(self) -> Iterator[tuple[str, Record]]:
        """Give what is new in all queues: whose, and the record."""
        for partition, offset in self._heard.items():
            log = self.server.log(partition)
            if log.stable > offset:
                records, self._heard[partition] = log.read(offset, _ALL)
                log.truncate(self._heard[partition])
                endpoint = partition.topic.partition(".")[2]
                yield from ((endpoint, record) for record in records)

    async def verified(self) -> Report:
        """Let the hub's own ``verify-log`` read every fact; a year on the twin is not sealed."""
        reader = self._world.broker.reader()
        await reader.start()
        return await verify(reader, Question(PARTITIONS, {}, self.server.wall(), with_seals=False))

    async def close(self) -> None:
        """End the crews."""
        for working in self._working:
            working.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)

    def _forget(self) -> None:
        """Be retention and the cleaner: what has been passed on goes, of ``states`` the last of each key stays."""
        for inbox in self._inboxes:
            log = self.server.log(inbox)
            log.truncate(log.stable)
        for number in range(PARTITIONS):
            commands = self.server.log(Partition(COMMANDS, number))
            commands.truncate(commands.stable)
            self.server.log(Partition(STATES, number)).compact()

    def _notify(self, alert: Any, text: str) -> None:
        self.alerts[f"{alert.value}: {text}"[:200]] += 1

    def _raise_what_broke(self) -> None:
        for working in self._working:
            if working.done():
                working.result()


async def _room() -> None:
    """Casework always keeps up here."""
