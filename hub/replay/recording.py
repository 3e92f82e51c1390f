"""What a partition recorded: its facts, copies dropped, and what each was decided under; its commands, by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import orjson

from hub.lanes.command import command_of
from hub.lanes.reading import to_stable_end
from hub.lanes.states import POSITION, Progress
from hub.lanes.values import Partition
from hub.replay.sealed import NOTHING_KNOWN, readable
from schemas.chain import Algorithm, algorithm_of
from schemas.control import CLOCK_ADVANCED, CONTROLS
from schemas.envelope import CAUSE, DIGEST, NUMBER, REFERENCE
from schemas.reading import read_fact
from schemas.times import to_milliseconds
from schemas.topics import COMMANDS, FACTS, STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.lanes.ports import Reader
    from hub.lanes.values import Record

CLOCK: Final = "clock|"
"""What the cause of a fact begins with that a deadline brought about."""
_NEVER: Final = 1 << 62
_TAIL: Final = 2000
"""Records of ``states`` in which the last transaction's position is looked for first."""


class Head(NamedTuple):
    """What a fact says of its making."""

    subject: str
    number: int
    cause: str
    reference: int
    """Offset of the ``reference`` topic."""
    algorithm: Algorithm


class Recording(NamedTuple):
    """One partition."""

    earlier: Sequence[Record]
    """Facts whose commands the topic no longer keeps."""
    facts: Sequence[Record]
    """Those that were made of the commands that it keeps, in order."""
    ids: frozenset[str]
    """Of all commands that it keeps."""
    end: int
    """Offset behind the last command that was handled, when the reading began: a hub may be at work meanwhile."""

    def twins(self) -> frozenset[str]:
        """Give ids of commands that were handled before the first one kept, and are only answered again."""
        made = {head_of(fact).cause for fact in self.facts}
        return frozenset(cause for fact in self.earlier if (cause := head_of(fact).cause) not in made)


def head_of(fact: Record) -> Head:
    """Read what a fact says of its making. Raises KeyError for a record that casework did not write."""
    headers = dict(fact.headers)
    return Head(
        headers["ce_subject"].decode(),
        int(headers[NUMBER]),
        headers[CAUSE].decode(),
        int(headers[REFERENCE]),
        algorithm_of(headers[DIGEST].decode()),
    )


async def read_recording(reader: Reader, number: int) -> Recording:
    """Read a partition of ``facts`` whole, and that of ``commands`` for its ids. Raises Unreachable."""
    commands, end = Partition(COMMANDS, number), await handled_until(reader, number)
    ids, clock = set[str](), _NEVER
    async for stretch in to_stable_end(reader, commands, 0):
        for record in stretch.records:
            said = clock_of(record)
            if said is not None:
                clock = min(clock, said)
            elif dict(record.headers).get("ce_type", b"").decode() not in CONTROLS:
                ids.add(command_of(record, dict(record.headers)).id)
    facts = await _facts(reader, number)
    whole = (await reader.bounds(commands)).start == 0
    begin = 0 if whole else _first_kept(facts, ids, clock)
    return Recording(facts[:begin], facts[begin:], frozenset(ids), end)


async def handled_until(reader: Reader, number: int) -> int:
    """Give the next offset that the lane will handle, by the last transaction on ``states``. Raises Unreachable."""
    states = Partition(STATES, number)
    bounds, back = await reader.bounds(states), _TAIL
    while True:
        found = 0
        async for stretch in to_stable_end(reader, states, bounds.stable - back):
            for record in stretch.records:
                if record.key == POSITION and record.value is not None:
                    found = Progress(*orjson.loads(record.value)).offset
        if found or back >= bounds.stable - bounds.start:
            return found
        back *= 4


async def _facts(reader: Reader, number: int) -> list[Record]:
    """Read all facts, each once."""
    seen: set[tuple[str, int]] = set()
    facts: list[Record] = []
    async for stretch in to_stable_end(reader, Partition(FACTS, number), 0):
        for record in stretch.records:
            head = head_of(record)
            if (head.subject, head.number) not in seen:
                seen.add((head.subject, head.number))
                facts.append(record)
    return facts


def _first_kept(facts: Sequence[Record], ids: set[str], clock: int) -> int:
    """Give the place of the first fact that the commands kept have made: facts stand in the order of their commands.

    ``clock``: the first time that they say; what a deadline did before that, an earlier clock message did.
    """
    place = len(facts)
    while place:
        cause = head_of(facts[place - 1]).cause
        if decided_at(facts[place - 1]) < clock if cause.startswith(CLOCK) else cause not in ids:
            break
        place -= 1
    return place


def clock_of(record: Record) -> int | None:
    """Give the time (ms) that a clock message says to its lane; None for any other record."""
    if dict(record.headers).get("ce_type", b"").decode() != CLOCK_ADVANCED:
        return None
    return min(record.timestamp, int(orjson.loads(record.value or b"")["to"]))


def decided_at(fact: Record) -> int:
    return to_milliseconds(read_fact(dict(fact.headers)["ce_type"].decode(), readable(fact, NOTHING_KNOWN)).at)
