"""Deciding again what was decided, by the reference of its time: the facts must be the same, byte for byte."""

from __future__ import annotations

import hashlib
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from hub.lanes.command import command_of
from hub.replay.lane import ReplayLane
from hub.replay.merged import commands_in_order
from hub.replay.recording import CLOCK, clock_of, decided_at, head_of, read_recording
from hub.replay.sealed import NOTHING_KNOWN
from hub.replay.window import Window
from schemas.control import CONTROLS
from schemas.envelope import CAUSE, NUMBER
from schemas.topics import FACTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hub.lanes.ports import Reader
    from hub.lanes.values import Message, Record
    from hub.replay.recording import Recording
    from hub.replay.references import References
    from hub.replay.sealed import Known

PERSONAL: Final = "personal"


class Difference(NamedTuple):
    """The first fact that was decided otherwise."""

    partition: int
    offset: int
    """Of the recorded fact; -1 where there is none."""
    subject: str
    number: int
    cause: str
    where: str
    """Header, or JSON Pointer into the body (RFC 6901); nothing personal is quoted."""
    recorded: str
    made: str


class Outcome(NamedTuple):
    """What came of it."""

    commands: int
    facts: int
    cases: int
    difference: Difference | None
    digest: str
    """SHA-256 over everything that was made, notices and requests too."""
    not_compared: int = 0
    """Personal parts whose keys are destroyed, or are not at hand: everything else of their facts was compared."""


async def decide_again(
    reader: Reader,
    references: References,
    window: Window,
    told: Callable[[int, int], None] = lambda *_: None,
    known: Known = NOTHING_KNOWN,
) -> Outcome:
    """Decide all commands that the log keeps, up to the end of the window; stop at the first difference.

    Those before the window are decided too: that is what gives the states it begins from. ``known``: what of sealed
    facts can be opened and so be compared. Raises Unreachable.
    """
    recordings = await read_all(reader)
    again = _Again(recordings, references, window, known)
    async for record in commands_in_order(reader, [one.end for one in recordings], window, told):
        if not again.take(record):
            break
    return again.outcome()


async def read_all(reader: Reader) -> list[Recording]:
    """Read what every partition recorded. Raises Unreachable."""
    partitions = len(await reader.partitions(FACTS))
    return [await read_recording(reader, number) for number in range(partitions)]


class _Again:
    """One replay against what was recorded."""

    def __init__(self, recordings: Sequence[Recording], references: References, window: Window, known: Known) -> None:
        count = len(recordings)
        self.lanes = [ReplayLane(number, count, one, references, known) for number, one in enumerate(recordings)]
        self._facts = [one.facts for one in recordings]
        self._places = [0] * count
        self._window = window
        self._handled: set[str] = set()
        self._clocks = [0] * count
        self._cases: set[bytes] = set()
        self._hash = hashlib.sha256()
        self._commands = self._made = 0
        self._difference: Difference | None = None

    def take(self, record: Record) -> bool:
        """Decide one command; False when something is other than it was."""
        counts = record.timestamp >= self._window.since
        headers = dict(record.headers)
        if headers.get("ce_type", b"").decode() not in CONTROLS:
            self._handled.add(command_of(record, headers).id)
            self._commands += counts
        self._clocks[record.partition] = max(self._clocks[record.partition], clock_of(record) or 0)
        for message in self.lanes[record.partition].take(record):
            self._hash.update(as_bytes(message))
            if message.topic == FACTS:
                self._compare(record.partition, message)
                self._made += counts
                if counts:
                    self._cases.add(message.key or b"")
        return self._difference is None

    def _compare(self, number: int, made: Message) -> None:
        place = self._places[number]
        recorded = self._facts[number][place] if place < len(self._facts[number]) else None
        self._places[number] += 1
        if self._difference is None:
            self._difference = _difference(number, recorded, made)

    def outcome(self) -> Outcome:
        """Give the result; facts that were recorded and not made are a difference as well."""
        for number, facts in enumerate(self._facts):
            left = facts[self._places[number]] if self._places[number] < len(facts) else None
            if self._difference is None and left is not None and self._is_missing(left):
                self._difference = _difference(number, left, None)
        digest = self._hash.hexdigest()
        not_compared = sum(lane.sealing.not_compared for lane in self.lanes if lane.sealing)
        return Outcome(self._commands, self._made, len(self._cases), self._difference, digest, not_compared)

    def _is_missing(self, fact: Record) -> bool:
        """Whether a fact should have been made: what caused it was handled."""
        cause = head_of(fact).cause
        return decided_at(fact) <= self._clocks[fact.partition] if cause.startswith(CLOCK) else cause in self._handled


def as_bytes(message: Message) -> bytes:
    """Give everything that a message says, for a digest."""
    parts = [message.topic.encode(), message.key or b"", message.value or b""]
    return b"\0".join([*parts, *(part for name, content in message.headers for part in (name.encode(), content))])


def _difference(number: int, recorded: Record | None, made: Message | None) -> Difference | None:
    if recorded is not None and made is not None:
        same = (recorded.key, recorded.value, recorded.headers) == (made.key, made.value, made.headers)
        if same:
            return None
        where, one, other = _first_apart(recorded, made)
    else:
        where, one, other = "", _kind(recorded), _kind(made)
    shown = recorded or made
    headers = dict(shown.headers) if shown else {}
    subject, cause = headers.get("ce_subject", b"").decode(), headers.get(CAUSE, b"").decode()
    offset = recorded.offset if recorded else -1
    return Difference(number, offset, subject, int(headers.get(NUMBER, b"0")), cause, where, one, other)


def _kind(fact: Record | Message | None) -> str:
    return dict(fact.headers).get("ce_type", b"").decode() if fact else "nothing"


def _first_apart(recorded: Record, made: Message) -> tuple[str, str, str]:
    """Say where two facts part: whose they are, what they are, what they say, and only then the other headers."""
    for name in ("ce_subject", NUMBER, "ce_type"):
        one, other = (dict(fact.headers).get(name, b"").decode() for fact in (recorded, made))
        if one != other:
            return name, one, other
    if recorded.value != made.value:
        return _parting(orjson.loads(recorded.value or b"null"), orjson.loads(made.value or b"null"))
    for one_header, other_header in zip_longest(recorded.headers, made.headers, fillvalue=("", b"")):
        if one_header != other_header:
            return one_header[0] or other_header[0], one_header[1].decode(), other_header[1].decode()
    return "key", str(recorded.key), str(made.key)


def _parting(one: Any, other: Any, pointer: str = "") -> tuple[str, str, str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in [*one, *(name for name in other if name not in one)]:
            if one.get(name) != other.get(name):
                return _parting(one.get(name), other.get(name), f"{pointer}/{name}")
    if isinstance(one, list) and isinstance(other, list):
        for place, (left, right) in enumerate(zip_longest(one, other)):
            if left != right:
                return _parting(left, right, f"{pointer}/{place}")
    if PERSONAL in pointer:
        return pointer, "(个人信息)", "(个人信息)"
    return pointer or "/", *(orjson.dumps(value).decode()[:200] for value in (one, other))  # type: ignore[return-value]
