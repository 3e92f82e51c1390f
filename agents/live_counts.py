"""Live counts for the screen, in plain Faust: how many facts of each type in the last minute. May lose a beat.

Each lane says once a second what it has written. A consumer of ``facts`` of their own would cost the broker a fetch,
and the worker a wake-up, for every fact.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Sequence
from typing import Any, Final

import faust

from hub.lanes.values import Message
from schemas.topics import FACTS

WINDOW_S: Final = 60
EVERY_S: Final = 1.0


class LiveCounts:
    """One counter per second, the last minute of them."""

    def __init__(self) -> None:
        """Begin empty."""
        self._seconds: deque[tuple[int, Counter[str]]] = deque(maxlen=WINDOW_S)
        self._written: Counter[str] = Counter()

    def written(self, messages: Sequence[Message]) -> None:
        """Note what a lane has written, until the next ``take``."""
        for message in messages:
            if message.topic == FACTS:
                self._written[dict(message.headers)["ce_type"].decode()] += 1

    def take(self) -> Counter[str]:
        """Give what was noted since the last ``take``."""
        written, self._written = self._written, Counter()
        return written

    def count(self, facts: Counter[str], second: int) -> None:
        """Count the facts of one second, by type."""
        self._seconds.append((second, facts))

    def last_minute(self, now: int) -> Counter[str]:
        """Give the counts of the last sixty seconds."""
        return sum((counts for second, counts in self._seconds if second > now - WINDOW_S), Counter())


def attach(app: faust.App, counts: LiveCounts) -> None:
    """Let every worker count what its own lanes write."""
    seconds = app.channel()

    @app.timer(EVERY_S)  # type: ignore[untyped-decorator]  # Faust has no types
    async def tell() -> None:
        await seconds.send(value=counts.take())

    @app.agent(seconds, name="live-counts")
    async def count(stream: Any) -> None:
        async for facts in stream:
            counts.count(facts, int(time.time()))
