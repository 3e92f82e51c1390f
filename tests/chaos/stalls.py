"""A back-office of all regions at once: reads ``work.R`` committed, live, and notes when something came."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from heapq import nlargest
from itertools import pairwise
from typing import Final, NamedTuple

from confluent_kafka import Consumer

BUSY: Final = 0.02
"""A queue that gets more than this share of all records is never quiet of itself for long."""

LONGEST: Final = 6
"""Stalls that are told: of one cause several queues have theirs."""


class Stall(NamedTuple):
    """A queue gave nothing for so long, from ``at`` (monotonic seconds) on."""

    seconds: float
    topic: str
    at: float


class WorkReader(threading.Thread):
    """One consumer on every work queue."""

    def __init__(self, client: dict[str, str]) -> None:
        super().__init__(daemon=True, name="work reader")
        self._consumer = Consumer(
            {
                **client,
                "group.id": "operator.chaos",
                "auto.offset.reset": "earliest",
                "isolation.level": "read_committed",
                "enable.auto.commit": False,
                # It names all hundred queues in every fetch; let a fetch wait for something worth it.
                "fetch.min.bytes": 100_000,
                "fetch.wait.max.ms": 200,
                "reconnect.backoff.max.ms": 500,
                "topic.metadata.refresh.interval.ms": 2000,
                "log_level": 0,
            }
        )
        self.arrivals: dict[str, list[float]] = defaultdict(list)
        self.offered: dict[str, float] = {}
        """When each case was first seen, by its number."""
        self._ended = threading.Event()

    def run(self) -> None:
        self._consumer.subscribe(["^work\\..*"])
        while not self._ended.is_set():
            for message in self._consumer.consume(500, 0.1):
                if message.error() is None:
                    now = time.monotonic()
                    self.arrivals[message.topic() or ""].append(now)
                    self.offered.setdefault((message.key() or b"").decode(), now)
        self._consumer.close()

    def stop(self) -> None:
        self._ended.set()
        self.join(10)

    def longest_stalls(self, until: float) -> list[Stall]:
        """The longest times in which a busy queue gave nothing, begun before ``until``, the longest first."""
        stalls = [
            Stall(later - earlier, topic, earlier)
            for topic, times in self._busy().items()
            for earlier, later in pairwise(times)
            if earlier < until
        ]
        return nlargest(LONGEST, stalls)

    def all_move_since(self, moment: float) -> bool:
        """Whether every busy queue has given something since (monotonic seconds)."""
        return all(times[-1] > moment for times in self._busy().values())

    def _busy(self) -> dict[str, list[float]]:
        arrivals = dict(self.arrivals)
        total = sum(map(len, arrivals.values()))
        return {topic: times for topic, times in arrivals.items() if times and len(times) >= BUSY * total}

    def ages(self, sent: Mapping[str, float]) -> list[float]:
        """Seconds from the filing of each case until it could be read, in order of length."""
        return sorted(seen - sent[case] for case, seen in self.offered.items() if case in sent)
