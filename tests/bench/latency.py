"""From the window to the competent unit: filed in ``inbox.R`` → readable in ``work.R``, at a steady rate."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Sequence
from typing import Final

from confluent_kafka import Consumer, Producer

from hub.settings import KafkaAccess
from schemas.envelope import Envelope
from tests.bench.cases import Step
from tests.bench.figures import percentile

WARM_S: Final = 5.0
"""Of each rate, before what is counted."""
LOST_S: Final = 10.0
"""A record that has not come by then is counted with that time."""

Send = Callable[[Producer, Step], None]


def to_inbox(producer: Producer, step: Step) -> None:
    """File as the client library does."""
    envelope = Envelope(step.case, f"/{step.endpoint}/window", step.ce_type, step.case, step.data)
    producer.produce(f"inbox.{step.endpoint}", step.data, step.case.encode(), headers=list(envelope.headers()))


def to_hops(producer: Producer, step: Step) -> None:
    """The same record, to the bare hops."""
    producer.produce("hop-1", step.data, step.case.encode())


class Stopwatch:
    """Sends at a steady rate from a thread of its own, and reads what comes out in this one.

    It reads as a back-office does, a few queues: a client that names a hundred of them in every fetch, woken by every
    record, would keep the broker busier than all the rest.
    """

    def __init__(self, access: KafkaAccess, topics: Sequence[str], send: Send) -> None:
        """``topics``: where to read. Waits until the reader has its partitions."""
        client = {**access.for_confluent(), "log_level": 0}
        self._send = send
        self._producer = Producer({**client, "linger.ms": 0})
        group = f"operator.stopwatch-{time.time_ns()}"
        reading = {"auto.offset.reset": "latest", "enable.auto.commit": False, "isolation.level": "read_committed"}
        self._consumer = Consumer({**client, **reading, "group.id": group})
        self._assigned = False
        self._consumer.subscribe(list(topics), on_assign=self._on_assign)
        self._sent: dict[bytes, float] = {}
        while not self._assigned:
            self._consumer.poll(0.1)
        for _ in range(20):  # positions at the end are looked up when first polled
            self._consumer.poll(0.05)

    def _on_assign(self, _: object, __: object) -> None:
        self._assigned = True

    def measure(self, steps: Sequence[Step], rate: float, watched: Collection[str]) -> list[float]:
        """Milliseconds from sending to the first sight of each case that is watched, in order of length, warm."""
        sender = threading.Thread(target=self._send_all, args=(steps, rate), daemon=True)
        began = time.perf_counter()
        sender.start()
        seen: dict[bytes, float] = {}
        end = began + len(steps) / rate + LOST_S
        while len(seen) < len(watched) and time.perf_counter() < end:
            message = self._consumer.poll(0.1)
            if message is not None and message.error() is None and isinstance(key := message.key(), bytes):
                seen.setdefault(key, time.perf_counter())
        sender.join()
        chosen = {case.encode() for case in watched}
        warm = [key for key, at in self._sent.items() if at > began + WARM_S and key in chosen]
        return sorted((seen.get(key, self._sent[key] + LOST_S) - self._sent[key]) * 1000 for key in warm)

    def _send_all(self, steps: Sequence[Step], rate: float) -> None:
        began = time.perf_counter()
        for ordinal, step in enumerate(steps):
            time.sleep(max(0.0, began + ordinal / rate - time.perf_counter()))
            self._sent[step.case.encode()] = time.perf_counter()
            self._send(self._producer, step)
            self._producer.poll(0)
        self._producer.flush(LOST_S)

    def close(self) -> None:
        self._consumer.close()


def summary(milliseconds: Sequence[float]) -> dict[str, float]:
    """The figures that the bars are about, and the worst."""
    return {"p50": percentile(milliseconds, 0.5), "p99": percentile(milliseconds, 0.99), "max": milliseconds[-1]}
