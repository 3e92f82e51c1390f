"""The load: real filings and what officers do with them, sent into the inboxes at a steady rate, and remembered."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final, NamedTuple

import orjson
from confluent_kafka import Producer

from hub.client.sample import sample
from hub.reference.load import load
from schemas.commands import FileBundle
from schemas.envelope import Envelope
from schemas.times import CHINA
from tests.bench.cases import Step, interleaved, matters

BUNDLES: Final = 0.02
"""Of the commands; nobody handles their cases any further."""
TICK_S: Final = 0.05


class Sent(NamedTuple):
    """One command as it was sent; ``id`` is what the hub calls it: endpoint, source, ce_id."""

    id: str
    endpoint: str
    subject: str


def steps(commands: int, seed: int) -> list[Step]:
    """Draw so many commands, mixed."""
    reference, day = load(), datetime.now(CHINA).date()
    number = int(commands * BUNDLES)
    filings = (filing for filing in sample(number * 100, seed, reference, day) if filing.ce_type == FileBundle.ce_type)
    bundles = [
        Step(each.endpoint, each.number, each.ce_type, orjson.dumps(each.data)) for each in islice(filings, number)
    ]
    cases = list(islice(matters(seed, reference, day), commands // 4 + 1))
    singles = list(islice(interleaved(cases), commands - len(bundles)))
    return list(_mixed(singles, bundles))


def _mixed(singles: Sequence[Step], bundles: Sequence[Step]) -> Iterator[Step]:
    every = len(singles) // max(1, len(bundles))
    waiting = iter(bundles)
    for place, step in enumerate(singles):
        if place % every == 0:
            yield from islice(waiting, 1)
        yield step
    yield from waiting


class Sender(threading.Thread):
    """Sends at a steady rate, whatever happens to the broker: what was not acknowledged is sent again by the client.

    Sends all that is asked for, and more as long as the trouble lasts: nobody is killed in idleness.
    """

    def __init__(self, client: dict[str, str], load: Sequence[Step], rate: float, least: int) -> None:
        super().__init__(daemon=True, name="sender")
        self._producer = Producer(
            {
                **client,
                "enable.idempotence": True,
                "linger.ms": 5,
                "reconnect.backoff.max.ms": 500,
                "queue.buffering.max.messages": 1_000_000,
                "delivery.timeout.ms": 300_000,
                "log_level": 0,
            }
        )
        self._load = load
        self._rate = rate
        self._least = least
        self._enough = threading.Event()
        self.sent: list[Sent] = []
        self.failed = 0
        self.began = 0.0
        self.seconds = 0.0
        self.times: dict[str, float] = {}
        """When each filing was sent, by its case."""

    def enough(self) -> None:
        """The trouble is over: end when the least has been sent."""
        self._enough.set()

    def run(self) -> None:
        self.began = time.monotonic()
        for ordinal, step in enumerate(self._load):
            if ordinal >= self._least and self._enough.is_set():
                break
            ahead = ordinal / self._rate - (time.monotonic() - self.began)
            if ahead > TICK_S:
                time.sleep(ahead)
            self._send(ordinal, step)
        self.seconds = time.monotonic() - self.began
        self.failed += self._producer.flush(300)

    def _send(self, ordinal: int, step: Step) -> None:
        envelope = Envelope(f"{ordinal:08d}", f"/{step.endpoint}/chaos", step.ce_type, step.case, step.data)
        topic, key = f"inbox.{step.endpoint}", step.case.encode()
        self._producer.produce(topic, step.data, key, headers=list(envelope.headers()), on_delivery=self._delivered)
        self._producer.poll(0)
        self.times.setdefault(step.case, time.monotonic())
        self.sent.append(Sent(f"{step.endpoint}|{envelope.source}|{envelope.id}", step.endpoint, step.case))

    def _delivered(self, error: object, _: object) -> None:
        self.failed += error is not None
