"""Live counts for the screen, in plain Faust: how many facts of each type in the last minute. May lose a beat."""

from __future__ import annotations

import time
from collections import Counter, deque
from typing import Any, Final

import faust

from schemas.topics import FACTS

WINDOW_S: Final = 60


class LiveCounts:
    """One counter per second, the last minute of them."""

    def __init__(self) -> None:
        """Begin empty."""
        self._seconds: deque[tuple[int, Counter[str]]] = deque(maxlen=WINDOW_S)

    def count(self, fact_type: str, second: int) -> None:
        """Count one fact in the second in which it was seen."""
        if not self._seconds or self._seconds[-1][0] != second:
            self._seconds.append((second, Counter()))
        self._seconds[-1][1][fact_type] += 1

    def last_minute(self, now: int) -> Counter[str]:
        """Give the counts of the last sixty seconds."""
        return sum((counts for second, counts in self._seconds if second > now - WINDOW_S), Counter())


def attach(app: faust.App, counts: LiveCounts) -> None:
    """Let every worker count the partitions that Faust gives it."""
    facts = app.topic(FACTS, value_type=bytes, value_serializer="raw", key_type=bytes, key_serializer="raw")

    @app.agent(facts, name="live-counts")
    async def count(stream: Any) -> None:
        async for event in stream.events():
            fact_type = (event.headers or {}).get("ce_type", b"").decode()
            counts.count(fact_type, int(time.time()))
