"""What a keyed lane asks of those who know the domain, and what it tells them of a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeVar

from schemas.control import HUB
from schemas.envelope import ENDPOINT, HOPS, RECEIVED, Headers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hub.lanes.aggregates import Aggregate
    from hub.lanes.outcomes import Done, Refused
    from hub.lanes.values import Message, Record

State = TypeVar("State")


class Command(NamedTuple):
    """A command as the lane sees it: whose it is, not what it says. Times in milliseconds since 1970."""

    id: str
    type: str
    aggregate: str
    endpoint: str
    received: int
    value: bytes
    headers: Headers = ()
    """As they came with it."""
    traceparent: bytes = b""
    hops: int = 0
    """How many commands of aggregates to each other led to it."""


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


def command_of(record: Record, headers: Mapping[str, bytes]) -> Command:
    """Read whose command a record of ``commands`` is. Raises KeyError where our own headers are missing: a defect."""
    endpoint = headers.get(ENDPOINT, _HUB).decode()
    received = headers.get(RECEIVED)
    source = headers["ce_source"].decode()
    if "|" in source:
        # A bar in the source would make two commands' ids one; in the ce_id, which comes last, it does no harm.
        source = source.replace("|", "%7C")
    return Command(
        f"{endpoint}|{source}|{headers['ce_id'].decode()}",
        headers["ce_type"].decode(),
        headers["ce_subject"].decode(),
        endpoint,
        int(received) if received else record.timestamp,
        record.value or b"",
        record.headers,
        headers.get("traceparent", b""),
        int(headers[HOPS]) if HOPS in headers else 0,
    )


_HUB: Final = HUB.encode()
