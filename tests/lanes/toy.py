"""A toy domain for tests of lanes: an aggregate that counts, and does on command what a real one never should."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

import orjson

from hub.lanes.aggregates import Aggregate
from hub.lanes.alerts import Alert
from hub.lanes.command import Command
from hub.lanes.keyed import KeyedHandler
from hub.lanes.outcomes import Done, Refused
from hub.lanes.states import States
from hub.lanes.twin.broker import calm
from hub.lanes.twin.server import Server
from hub.lanes.twin.store import MemoryStore
from hub.lanes.values import Message, Partition, Record
from hub.lanes.world import World
from schemas.control import CLOCK_ADVANCED, clock_value
from schemas.envelope import ENDPOINT, RECEIVED, Envelope
from schemas.topics import COMMANDS, FACTS, RESULTS

INPUT = Partition(COMMANDS, 0)
COUNT = "toy.count.v1"


class Toy(NamedTuple):
    """How often it was told, and what it was told last."""

    told: int
    last: str


class ToyDecider:
    """Understands `count` (with an optional due time), `refuse`, `break` (raises), `swell` (too large)."""

    def __init__(self) -> None:
        self.mended = False

    def begin(self) -> None:
        """Nothing to pin."""

    def decode(self, state: bytes) -> Toy:
        return Toy(*orjson.loads(state))

    def encode(self, state: Toy | None) -> bytes:
        return orjson.dumps([*state]) if state else b""

    def handle(self, command: Command, before: Aggregate[Toy]) -> Done[Toy] | Refused[Toy]:
        body = orjson.loads(command.value)
        if body["do"] == "break" and not self.mended:
            raise ValueError("as asked")
        if body["do"] == "refuse":
            return self.refuse(command, before, "asked_to")
        last = "x" * 300_000 if body["do"] == "swell" else body["do"]
        return self._told(before, last, body.get("due"), command.received)

    def refuse(self, command: Command, before: Aggregate[Toy], code: str) -> Refused[Toy]:
        done = self._told(before, code, before.due, command.received)
        return Refused(done.messages, done.after, [code])

    def repeat(self, command: Command, answer: Sequence[object]) -> Sequence[Message]:
        return [Message(f"{RESULTS}{command.endpoint}", 0, command.aggregate.encode(), orjson.dumps(answer))]

    def reach(self, aggregate: str, due: int, clock: int, before: Aggregate[Toy]) -> Done[Toy]:  # noqa: ARG002
        if before.state is not None and before.state.last == "stuck":
            return self._told(before, "stuck", due, clock)
        return self._told(before, f"reached {due} at {clock}", None, clock)

    def _told(self, before: Aggregate[Toy], last: str, due: int | None, at: int) -> Done[Toy]:
        toy = Toy((before.state.told if before.state else 0) + 1, last)
        body = orjson.dumps([*toy])
        digest = hashlib.sha256(before.digest.encode() + body).hexdigest()
        after = Aggregate(before.number + 1, digest, at, due, state=toy)
        return Done([Message(FACTS, 0, b"fact", body)], after, ["done", after.number])


class Bench:
    """One keyed handler with a store in memory, fed by hand; what it would write is kept as plain lists."""

    def __init__(self, store: MemoryStore | None = None, process: str = "first") -> None:
        self.alerts: list[tuple[Alert, str]] = []
        self.decider = ToyDecider()
        self.store = store or MemoryStore()
        self.states = States(self.store)
        world = World(calm(Server()), lambda: 0, process, lambda alert, text: self.alerts.append((alert, text)))
        self.handler = KeyedHandler(INPUT, self.states, self.decider, world)
        self.handler.opened()
        self.written: list[Message] = []
        self._ids = (f"{process} {number}" for number in count(1))
        self.offset = self.states.progress.offset

    def command(self, do: str, aggregate: str = "a", **more: object) -> Record:
        """Make the next command; ``id``, ``received``, ``endpoint`` and ``due`` may be given."""
        id_ = str(more.pop("id", next(self._ids)))
        received = str(more.pop("received", 1_000)).encode()
        endpoint = str(more.pop("endpoint", "520181")).encode()
        body = orjson.dumps({"do": do, **more})
        envelope = Envelope(id_, "/window", COUNT, aggregate, body)
        return self.record(aggregate.encode(), body, envelope.headers([(ENDPOINT, endpoint), (RECEIVED, received)]))

    def clock(self, to: int, appended: int = 10**12) -> Record:
        """Make a clock message; times in milliseconds."""
        headers = Envelope("clock", "/hub/clock", CLOCK_ADVANCED, "clock", b"").headers()
        return self.record(None, clock_value(to), headers, appended)

    def record(
        self, key: bytes | None, value: bytes, headers: tuple[tuple[str, bytes], ...], appended: int = 1_000
    ) -> Record:
        record = Record(COMMANDS, 0, self.offset, appended, key, value, headers)
        self.offset += 1
        return record

    def handle(self, *records: Record) -> list[Message]:
        """Handle and store until all records are taken; give everything written."""
        waiting: Sequence[Record] = records
        written: list[Message] = []
        while waiting:
            batch = self.handler.handle(waiting)
            written += batch.effects
            self.states.settle(self.states.copy)
            self.handler.settled()
            waiting = waiting[batch.taken :]
        self.written += written
        return written

    def facts(self, written: Sequence[Message] | None = None) -> list[str]:
        """Give what the facts among the written messages say, in order."""
        messages = self.written if written is None else written
        return [orjson.loads(message.value or b"")[1] for message in messages if message.topic == FACTS]

    def topics(self, written: Sequence[Message]) -> list[str]:
        """Name the topics written to, without ``states``."""
        return [message.topic for message in written if message.topic != "states"]
