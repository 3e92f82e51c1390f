"""The trivial handler: no decision, but store, dedup memory and due index at work, and four records out."""

# ruff: noqa: ARG002 - the signatures are a Decider's; this one needs little of them

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from hub.lanes.aggregates import Aggregate
from hub.lanes.command import Command
from hub.lanes.outcomes import Done, Refused
from hub.lanes.values import Message
from schemas.topics import FACTS, RESULTS, WORK

DUE_AFTER_MS = 3 * 86_400_000


class Trivial:
    """Writes what came to facts, work and results; the state is the value. A Decider (hub.lanes.keyed)."""

    def __init__(self, partition: int) -> None:
        self._partition = partition

    def begin(self) -> None:
        """No reference data."""

    def decode(self, state: bytes) -> bytes:
        return state

    def encode(self, state: bytes | None) -> bytes:
        return state or b""

    def handle(self, command: Command, before: Aggregate[bytes]) -> Done[bytes] | Refused[bytes]:
        key, value, headers = command.aggregate.encode(), command.value, command.headers
        digest = hashlib.sha256(before.digest.encode() + value).hexdigest()
        messages = (
            Message(FACTS, self._partition, key, value, headers),
            Message(WORK + command.endpoint, 0, key, value, headers),
            Message(RESULTS + command.endpoint, 0, key, value, headers),
        )
        due = command.received + DUE_AFTER_MS + before.number
        number = before.number + 1
        return Done(messages, Aggregate(number, digest, command.received, due, state=value), ("done", number))

    def refuse(self, command: Command, before: Aggregate[bytes], code: str) -> Refused[bytes]:
        return Refused((), before, (code,))

    def repeat(self, command: Command, answer: Sequence[object]) -> Sequence[Message]:
        return ()

    def reach(self, aggregate: str, due: int, clock: int, before: Aggregate[bytes]) -> Done[bytes]:
        return Done((), Aggregate(before.number, before.digest, before.at, None, state=before.state), ())
