"""What a keyed lane asks of those who know the domain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.lanes.aggregates import Aggregate
    from hub.lanes.command import Command
    from hub.lanes.outcomes import Done, Refused
    from hub.lanes.values import Message

State = TypeVar("State")


class Decider(Protocol[State]):
    """What a keyed lane asks of those who know the domain. Pure: the same question, the same bytes."""

    def begin(self) -> None:
        """A batch begins: pin the reference data it is decided under."""

    def decode(self, state: bytes) -> State:
        """Read what ``encode`` wrote."""

    def encode(self, state: State | None) -> bytes:
        """Give the state as one line of bytes."""

    def handle(self, command: Command, before: Aggregate[State]) -> Done[State] | Refused[State]:
        """Decide. An exception is our own defect and parks the aggregate."""

    def refuse(self, command: Command, before: Aggregate[State], code: str) -> Refused[State]:
        """Refuse for a reason the lane found."""

    def repeat(self, command: Command, answer: Sequence[object]) -> Sequence[Message]:
        """Give the first answer again, with the same id."""

    def reach(self, aggregate: str, due: int, clock: int, before: Aggregate[State]) -> Done[State]:
        """Tell the aggregate that the time it waited for has come."""
