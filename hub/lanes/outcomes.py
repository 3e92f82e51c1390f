"""What a handler answers: one of a closed set of values. Nothing is acknowledged by accident.

(``Retry`` joins them with the first sink that reaches outside: pure code has nothing to retry. What stops a lane, a
state of an unknown version, is found before any handler is asked: UnknownVersionError.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from schemas.dead_letters import Death

if TYPE_CHECKING:
    from hub.lanes.aggregates import Aggregate
    from hub.lanes.values import Message, Partition, Position

State = TypeVar("State")
Effect = TypeVar("Effect")
"""What a sink stores: messages to write, or the records themselves for a database."""


class Done(NamedTuple, Generic[State]):
    """Handled: these records are written, and this is the aggregate afterwards (its memory is the lane's)."""

    messages: Sequence[Message]
    after: Aggregate[State]
    answer: Sequence[object]
    """What to remember, so that the same command is answered the same again: values that JSON can hold."""


class Refused(NamedTuple, Generic[State]):
    """Refused with a code: that is a fact as well, and the sender hears of it."""

    messages: Sequence[Message]
    after: Aggregate[State]
    answer: Sequence[object]
    """What to remember, as with Done."""


class DeadLetter(NamedTuple):
    """Never again: the record is kept aside with the reason, in the same act as everything else."""

    death: Death
    text: str


class Batch(NamedTuple, Generic[Effect]):
    """What a handler made of some records: what its sink shall store together with the positions."""

    effects: Sequence[Effect]
    taken: int
    """How many of the records are finished by it, from the first one on."""
    positions: Mapping[Partition, Position]
    """The next offset of each partition after the batch is stored; a note where the flow must stop."""
