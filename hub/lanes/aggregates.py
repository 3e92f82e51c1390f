"""An aggregate as its lane keeps it: the domain's state, and around it what makes handling exact.

On ``states`` and in the local store it is two lines of JSON: the head, which the lane reads, and the state, which
only the domain reads. A restore therefore looks at the first line alone, and there not at the memory, which ends it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

import orjson

from hub.lanes.memory import Memory, memory_of, read

if TYPE_CHECKING:
    from collections.abc import Callable

State = TypeVar("State")
VERSION: Final = 1
_MEMORY: Final = b',"handled":{'
"""Begins the memory. Inside a JSON text a quote is escaped, so these bytes are found nowhere else before it."""


class UnknownVersionError(Exception):
    """A state written by a later release: the lane stops, since nobody here may interpret it."""


class Aggregate(NamedTuple, Generic[State]):
    """One aggregate between two commands. All times are milliseconds since 1970.

    A tuple, because one is made for every command: a frozen dataclass takes five times as long.
    """

    number: int = 0
    """Of its last fact, from 1."""
    digest: str = ""
    """Of its last fact; empty before the first one."""
    at: int = 0
    """When its last fact was decided: nothing is decided earlier."""
    due: int | None = None
    """When it wants to be told that time has passed."""
    state: State | None = None


def encode(aggregate: Aggregate[State], memory: Memory, state: bytes) -> bytes:
    """Give the two lines; ``state`` is the domain's own encoding, one line."""
    number, digest, at, due, _ = aggregate
    entries, oldest, refused = memory
    head = {
        "version": VERSION,
        "number": number,
        "digest": digest,
        "at": at,
        "due": due,
        "oldest": oldest,
        "refused": refused,
    }
    return b"".join((orjson.dumps(head)[:-1], _MEMORY, entries, b"}}\n", state))


def decode(value: bytes, state: Callable[[bytes], State]) -> tuple[Aggregate[State], Memory]:
    """Read the two lines. Raises UnknownVersionError."""
    head, _, body = value.partition(b"\n")
    fields, entries = _read_head(head)
    if fields["version"] != VERSION:
        raise UnknownVersionError(f"state of version {fields['version']}, this release knows {VERSION}")
    aggregate = Aggregate(
        fields["number"], fields["digest"], fields["at"], fields["due"], state(body) if body else None
    )
    if "oldest" not in fields:
        # As it was written until November 2026.
        return aggregate, memory_of(read(entries))
    return aggregate, Memory(entries, fields["oldest"], fields["refused"])


def due_of(value: bytes) -> int | None:
    """Read only when the aggregate is due: all that the index of a restored store needs."""
    due: int | None = _read_head(value.partition(b"\n")[0])[0]["due"]
    return due


def _read_head(head: bytes) -> tuple[dict[str, Any], bytes]:
    """Give the head's fields, and the entries of the memory as they are."""
    front, begins, entries = head.partition(_MEMORY)
    return (orjson.loads(front + b"}"), entries[:-2]) if begins else (orjson.loads(head), b"")
