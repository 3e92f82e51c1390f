"""What an aggregate remembers of the commands it has handled.

It stays the JSON that it is in the state: a new command appends its own entry, and the others are read only where
the same id comes again or something is to be forgotten. So a command costs what it adds, however much came before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import orjson

from schemas.control import HUB

if TYPE_CHECKING:
    from hub.lanes.command import Command

MEMORY_MS: Final = 30 * 86_400_000
"""How long a handled command is remembered; older commands are refused."""
MOST_REFUSED: Final = 200
"""Refusals remembered at most: a stranger's thousand must not fill the state of somebody else's case. A twin of one
that was forgotten is refused again, which changes nothing."""
_BODY_DIGITS: Final = 32
_OWN: Final = f"{HUB}|"
_OWN_DIGITS: Final = 24
"""96 bits of a digest: among all that one aggregate ever remembers no two are the same."""


class Handled(NamedTuple):
    """What is remembered of one command: when it was received, what it said, what it was answered."""

    received: int
    body: str
    answer: Sequence[object]
    refused: bool = False


_DONE: Final = Handled(0, "", ())


class Memory(NamedTuple):
    """All that one aggregate remembers."""

    entries: bytes = b""
    """The inside of a JSON object: a Handled by each command's id, in the order in which they were handled."""
    oldest: int = 0
    """The earliest receipt among them, in milliseconds."""
    refused: int = 0
    """How many of them were refused."""


def body_of(command: Command) -> str:
    """Give the digest by which another body under the same id is found out."""
    return hashlib.sha256(command.type.encode() + command.value).hexdigest()[:_BODY_DIGITS]


def _body_before(command: Command) -> str:
    """Give the digest as it was until November 2026; states of that time hold it."""
    return hashlib.blake2b(command.type.encode() + command.value, digest_size=8).hexdigest()


def recall(memory: Memory, command: Command, body: str) -> tuple[str, Handled | None]:
    """Find a handled command, and the name it has in the memory: a same id with another body has one of its own."""
    if command.endpoint == HUB:
        return command.id, _recall_own(memory, command.id)
    # Inside a JSON text a quote is escaped, so these bytes are a name, or they are nowhere.
    if b"%s:[" % orjson.dumps(command.id) not in memory.entries:
        return command.id, None
    handled = read(memory.entries)
    known = handled.get(command.id)
    before = _body_before(command)
    if known is None or known.body in {body, before}:
        return command.id, known
    conflict = f"{command.id}#{body}"
    return conflict, handled.get(conflict) or handled.get(f"{command.id}#{before}")


def remember(memory: Memory, name: str, entry: Handled) -> Memory:
    """Add one handled command; forget those older than the memory reaches, and the oldest of too many refusals."""
    if name.startswith(_OWN):
        name, entry = _own(name), entry._replace(body="")
    entries, oldest, refused = memory
    if not entries:
        return Memory(_written(name, entry), entry.received, int(entry.refused))
    if oldest < entry.received - MEMORY_MS or (entry.refused and refused >= MOST_REFUSED):
        return _pruned(memory, name, entry)
    return Memory(b"%s,%s" % (entries, _written(name, entry)), min(oldest, entry.received), refused + entry.refused)


def memory_of(handled: Mapping[str, Handled]) -> Memory:
    """Give the memory that holds these."""
    return Memory(
        b",".join(_written(name, entry) for name, entry in handled.items()),
        min((entry.received for entry in handled.values()), default=0),
        sum(entry.refused for entry in handled.values()),
    )


def read(entries: bytes) -> dict[str, Handled]:
    """Give every entry by its name."""
    return {name: Handled(*entry) for name, entry in orjson.loads(b"{%s}" % entries).items()}


def _own(id_: str) -> str:
    """Give the short name of a command that the hub gave itself.

    Its id is made of what caused it, so another body under it (SM2 signs never twice the same) says nothing new, and a
    subject gets thousands of them a month.
    """
    return hashlib.sha256(id_.encode()).hexdigest()[:_OWN_DIGITS]


def _recall_own(memory: Memory, id_: str) -> Handled | None:
    """Tell whether one was handled; its entry need not be read, since nobody waits for its answer."""
    # by its whole name it stands in states of November 2026
    return _DONE if any(b"%s:[" % orjson.dumps(name) in memory.entries for name in (_own(id_), id_)) else None


def _pruned(memory: Memory, name: str, entry: Handled) -> Memory:
    oldest = entry.received - MEMORY_MS
    kept = {id_: old for id_, old in read(memory.entries).items() if old.received >= oldest}
    kept[name] = entry
    refused = [id_ for id_, old in kept.items() if old.refused]
    if entry.refused:
        for id_ in refused[: max(0, len(refused) - MOST_REFUSED)]:
            del kept[id_]
    return memory_of(kept)


def _written(name: str, entry: Handled) -> bytes:
    received, body, answer, refused = entry
    # Answers are named tuples, which orjson would leave to a callback.
    return b"%s:%s" % (orjson.dumps(name), orjson.dumps((received, body, tuple(answer), refused)))
