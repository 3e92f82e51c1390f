"""A command as a lane sees it: whose it is, when it was received, and not what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from schemas.control import HUB
from schemas.envelope import ENDPOINT, HOPS, RECEIVED, Headers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.lanes.values import Record


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
