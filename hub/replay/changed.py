"""Deciding again by other rows: the same commands under the reference of their time and under the changed one.

What aggregates ask each other is not taken from the record on the changed side: who decides otherwise asks otherwise.
One that is asked as it was keeps its recorded place; one that never was asked is handled at once.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, NamedTuple

from hub.casework.words import SOURCE
from hub.lanes.command import command_of
from hub.lanes.values import Record
from hub.replay.exact import read_all
from hub.replay.lane import ReplayLane
from hub.replay.merged import commands_in_order
from schemas.topics import COMMANDS, FACTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hub.lanes.ports import Reader
    from hub.lanes.values import Message
    from hub.replay.recording import Recording
    from hub.replay.references import References
    from hub.replay.window import Window


class Told(NamedTuple):
    """One fact, without its place in the chain."""

    ce_type: str
    value: bytes


class Pair(NamedTuple):
    """What became of one case or bundle, as it was and as it would have been."""

    subject: str
    was: Sequence[Told]
    would_be: Sequence[Told]


class Comparison(NamedTuple):
    """Everything that the changed rows make different."""

    commands: int
    subjects: int
    """Cases and bundles that anything happened to within the window."""
    apart: Sequence[Pair]


async def decide_otherwise(
    reader: Reader, references: References, window: Window, told: Callable[[int, int], None] = lambda *_: None
) -> Comparison:
    """Let the changed rows count from the window's beginning on. Raises Unreachable."""
    recordings = await read_all(reader)
    ends = [one.end for one in recordings]
    both = _Both(recordings, references)
    async for record in commands_in_order(reader, ends, window, told, both.is_ready):
        both.take(record, is_changed=record.timestamp >= window.since)
    return both.comparison()


class _Side:
    """One of the two: its lanes, what they said, what they asked each other."""

    def __init__(self, recordings: Sequence[Recording], references: References) -> None:
        count = len(recordings)
        self._lanes = [ReplayLane(number, count, one, references) for number, one in enumerate(recordings)]
        self.facts: dict[str, list[Told]] = defaultdict(list)
        self.asked: dict[str, Record] = {}

    def take(self, record: Record, *, is_changed: bool = False) -> list[Record]:
        """Handle a record; give the commands that follow from it."""
        asked = []
        for message in self._lanes[record.partition].take(record, is_changed=is_changed):
            if message.topic == FACTS:
                headers = dict(message.headers)
                told = Told(headers["ce_type"].decode(), message.value or b"")
                self.facts[headers["ce_subject"].decode()].append(told)
            elif message.topic == COMMANDS:
                asked.append(_as_record(message, record))
        self.asked |= {_id(one): one for one in asked}
        return asked


class _Both:
    def __init__(self, recordings: Sequence[Recording], references: References) -> None:
        self._was, self._would_be = _Side(recordings, references), _Side(recordings, references)
        self._recorded = frozenset[str]().union(*(one.ids for one in recordings))
        self._touched: set[str] = set()
        self._commands = 0

    def is_ready(self, record: Record) -> bool:
        """Whether nothing can come any more that this command follows from."""
        return not _is_ours(record) or _id(record) in self._was.asked

    def take(self, record: Record, *, is_changed: bool) -> None:
        """Handle a record on both sides."""
        is_ours = _is_ours(record)
        if is_changed and record.key:
            self._touched.add(record.key.decode())
            self._commands += not is_ours
        self._was.take(record)
        if is_ours:
            id_ = _id(record)
            if id_ in self._was.asked and id_ not in self._would_be.asked:
                return
            # asked before the log begins: as recorded
            asked = self._would_be.asked.get(id_, record)
            record = record._replace(value=asked.value, headers=asked.headers)
        self._follow(self._would_be.take(record, is_changed=is_changed), is_changed=is_changed)

    def _follow(self, asked: Iterable[Record], *, is_changed: bool) -> None:
        """Handle at once what nobody asked when it was recorded, and what that leads to."""
        waiting = deque(asked)
        while waiting:
            record = waiting.popleft()
            if _id(record) not in self._recorded:
                waiting += self._would_be.take(record, is_changed=is_changed)

    def comparison(self) -> Comparison:
        was, would_be = self._was.facts, self._would_be.facts
        subjects = sorted({*was, *would_be})
        apart = [Pair(one, was[one], would_be[one]) for one in subjects if was[one] != would_be[one]]
        return Comparison(self._commands, len(self._touched | {pair.subject for pair in apart}), apart)


def _as_record(message: Message, cause: Record) -> Record:
    return Record(
        message.topic, message.partition, cause.offset, cause.timestamp, message.key, message.value, message.headers
    )


def _is_ours(record: Record) -> bool:
    """Whether an aggregate asked for it."""
    return dict(record.headers).get("ce_source") == SOURCE


def _id(record: Record) -> str:
    return command_of(record, dict(record.headers)).id
