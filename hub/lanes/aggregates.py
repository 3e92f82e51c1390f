"""An aggregate as its lane keeps it: the domain's state, and around it what makes handling exact.

On ``states`` and in the local store it is two lines of JSON: the head, which the lane reads, and the state, which
only the domain reads. A restore therefore looks at the first line alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable

State = TypeVar("State")
VERSION: Final = 1
MEMORY_MS: Final = 30 * 86_400_000
"""How long a handled command is remembered; older commands are refused."""
MOST_REFUSED: Final = 200
"""Refusals remembered at most: a stranger's thousand must not fill the state of somebody else's case. A twin of one
that was forgotten is refused again, which changes nothing."""


class UnknownVersionError(Exception):
    """A state written by a later release: the lane stops, since nobody here may interpret it."""


class Handled(NamedTuple):
    """What an aggregate remembers of a command: when it was received, what it said, what it was answered."""

    received: int
    body: str
    answer: Sequence[object]
    refused: bool = False


_NOTHING_HANDLED: Final[Mapping[str, Handled]] = {}


class Aggregate(NamedTuple, Generic[State]):
    """One aggregate between two commands. All times are milliseconds since 1970.

    A tuple, because two are made for every command: a frozen dataclass takes five times as long.
    """

    number: int = 0
    """Of its last fact, from 1."""
    digest: str = ""
    """Of its last fact; empty before the first one."""
    at: int = 0
    """When its last fact was decided: nothing is decided earlier."""
    due: int | None = None
    """When it wants to be told that time has passed."""
    handled: Mapping[str, Handled] = _NOTHING_HANDLED
    state: State | None = None


def encode(aggregate: Aggregate[State], state: bytes) -> bytes:
    """Give the two lines; ``state`` is the domain's own encoding, one line."""
    head = {
        "version": VERSION,
        "number": aggregate.number,
        "digest": aggregate.digest,
        "at": aggregate.at,
        "due": aggregate.due,
        "handled": aggregate.handled,
    }
    # Named tuples are all that orjson leaves to us: what is remembered, and the answer in it.
    return orjson.dumps(head, default=tuple) + b"\n" + state


def decode(value: bytes, state: Callable[[bytes], State]) -> Aggregate[State]:
    """Read the two lines. Raises UnknownVersionError."""
    head, _, body = value.partition(b"\n")
    fields = orjson.loads(head)
    if fields["version"] != VERSION:
        raise UnknownVersionError(f"state of version {fields['version']}, this release knows {VERSION}")
    handled = {command: Handled(*entry) for command, entry in fields["handled"].items()}
    return Aggregate(
        fields["number"], fields["digest"], fields["at"], fields["due"], handled, state(body) if body else None
    )


def due_of(value: bytes) -> int | None:
    """Read only when the aggregate is due: all that the index of a restored store needs."""
    due: int | None = orjson.loads(value.partition(b"\n")[0])["due"]
    return due


def remember(handled: Mapping[str, Handled], command: str, entry: Handled) -> dict[str, Handled]:
    """Add one handled command; forget those older than the memory reaches, and the oldest of too many refusals."""
    oldest = entry.received - MEMORY_MS
    kept = {id_: old for id_, old in handled.items() if old.received >= oldest}
    kept[command] = entry
    if entry.refused:
        refused = [id_ for id_, old in kept.items() if old.refused]
        for id_ in refused[: max(0, len(refused) - MOST_REFUSED)]:
            del kept[id_]
    return kept
