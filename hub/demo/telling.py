"""How a party tells the stage what happens at its end: one JSON object a line on standard output."""

from __future__ import annotations

import os
import sys
import time
from typing import NamedTuple

import orjson

from hub.lanes.kafka import KafkaAddress
from hub.settings import read


class Event(NamedTuple):
    """Something a person at one end could see; ``at`` in milliseconds since 1970."""

    at: int
    who: str
    text: str
    mark: str = ""
    """For the stage only: ``filed``, ``done``, or a case number with its outcome."""
    document: str = ""
    """JSON of the signed document that came with a result."""


def tell(who: str, text: str, at: int | None = None, mark: str = "", document: str = "") -> None:
    """Say it."""
    event = Event(at or time.time_ns() // 1_000_000, who, text, mark, document)
    sys.stdout.buffer.write(orjson.dumps(event._asdict()) + b"\n")
    sys.stdout.buffer.flush()


def own_address() -> KafkaAddress:
    """Give the only access that this process has: that of its own region."""
    access = read(os.environ).kafka
    if access is None:
        raise SystemExit("HUB_KAFKA… must name a broker and this party's own credentials")
    return access.for_lanes()
