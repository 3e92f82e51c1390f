"""Casework that decides under what stood at the time: reference data and rule of the chain, as facts recorded them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hub.casework.decider import Casework
from hub.replay.recording import Head, head_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hub.casework.state import State
    from hub.lanes.aggregates import Aggregate
    from hub.lanes.command import Command
    from hub.lanes.outcomes import Done, Refused
    from hub.lanes.values import Message, Record
    from hub.replay.references import References


class Recalled:
    """A lane's Decider around Casework."""

    def __init__(self, casework: Casework, references: References, facts: Iterable[Record]) -> None:
        """``facts``: what was recorded in this partition."""
        self._casework = casework
        self._references = references
        self._heads = {(head.subject, head.number): head for head in map(head_of, facts)}
        self._of_cause: dict[str, list[Head]] = defaultdict(list)
        for head in self._heads.values():
            self._of_cause[head.cause].append(head)
        self._last: Head | None = next(iter(self._heads.values()), None)
        self.is_changed = False
        """Whether the changed reference counts from now on."""

    def begin(self) -> None:
        """Nothing is pinned for a batch: each decision has its own time."""

    def decode(self, state: bytes) -> State:
        return self._casework.decode(state)

    def encode(self, state: State | None) -> bytes:
        return self._casework.encode(state)

    def handle(self, command: Command, before: Aggregate[State]) -> Done[State] | Refused[State]:
        self._recall(command.aggregate, before.number + 1, command.id)
        return self._casework.handle(command, before)

    def refuse(self, command: Command, before: Aggregate[State], code: str) -> Refused[State]:
        self._recall(command.aggregate, before.number + 1, command.id)
        return self._casework.refuse(command, before, code)

    def repeat(self, command: Command, answer: Sequence[object]) -> Sequence[Message]:
        return self._casework.repeat(command, answer)

    def reach(self, aggregate: str, due: int, clock: int, before: Aggregate[State]) -> Done[State]:
        self._recall(aggregate, before.number + 1, f"clock|{aggregate}|{due}")
        return self._casework.reach(aggregate, due, clock, before)

    def _recall(self, subject: str, number: int, cause: str) -> None:
        """Pin what the fact of this number was decided under; where there is none, what came last in the partition."""
        head = self._heads.get((subject, number))
        if head is None or head.cause != cause:
            known = self._of_cause.get(cause)
            head = known[0] if known else self._last
        if head is None:
            return
        self._last = head
        at = self._references.changed if self.is_changed else self._references.recorded
        self._casework.pin(at(head.reference), head.algorithm)
