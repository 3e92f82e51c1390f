"""A back-office of all regions at once: reads ``work.R`` committed, live, and notes when something came."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from confluent_kafka import Consumer

BUSY: Final = 0.02
"""A queue that gets more than this share of all records is never quiet of itself for long."""


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

    def longest_stall(self, until: float) -> tuple[float, str]:
        """The longest time in which a busy queue gave nothing, up to ``until`` (while commands were sent)."""
        total = sum(map(len, self.arrivals.values()))
        longest, where = 0.0, ""
        for topic, times in self.arrivals.items():
            if len(times) < BUSY * total:
                continue
            for earlier, later in pairwise(times):
                if earlier < until and later - earlier > longest:
                    longest, where = later - earlier, topic
        return longest, where

    def ages(self, sent: Mapping[str, float]) -> list[float]:
        """Seconds from the filing of each case until it could be read, in order of length."""
        return sorted(seen - sent[case] for case, seen in self.offered.items() if case in sent)
