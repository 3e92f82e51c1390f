"""What sealing personal data costs a casework lane: the same commands with and without, in turn, in one process.

Timed is the lane's own thread: reading, deciding, sealing, states encoded and decoded, keys made and wrapped, and the
record batches that a transaction carries; what the broker and the network take is not in it.
Every other round forgets after each batch what the lane keeps in memory, so that every state is read again.
"""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from hub.casework.decider import Casework
from hub.casework.state import State
from hub.domain.reference import Reference
from hub.lanes.alerts import Alert
from hub.lanes.kafka.protocol.produce import Identity
from hub.lanes.kafka.records import encode as record_batches
from hub.lanes.keyed import KeyedHandler
from hub.lanes.rocks import RocksStore
from hub.lanes.states import Copy, States
from hub.lanes.values import Partition, Record
from hub.lanes.world import World
from hub.personal.key_store import FileKeyStore, make_store
from hub.personal.sealing import PersonalSealing, Sealing
from hub.reference.load import load
from schemas.envelope import SEED
from schemas.personal import Suite
from schemas.times import CHINA, to_milliseconds
from schemas.topics import COMMANDS
from tests.bench.cases import as_commands, interleaved, matters

CASES: Final = 500
ROUNDS: Final = 4
"""Of each kind: those that keep what is in memory, and those that forget."""
BATCH: Final = 250
NOBODY: Final = Identity(0, 0)
NOW: Final = datetime(2026, 11, 23, 9, tzinfo=CHINA)


def sealed_shares(suites: Sequence[Suite] = ("aes", "sm4"), cases: int = CASES) -> dict[str, float]:
    """Give by suite which share of casework's time goes to sealing and opening: what it takes less without them.

    Of each kind of round the fastest counts: whoever else uses the machine only makes rounds slower.
    """
    reference = load()
    records = _records(reference, cases)
    fastest: dict[tuple[str, bool], float] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "personal.json"
        make_store(path, date(2026, 11, 23))
        for turn in range(2 * ROUNDS):
            forgets = turn % 2 == 1
            for name in ("plain", *suites):
                sealing = None if name == "plain" else Sealing(FileKeyStore(path), "sm4" if name == "sm4" else "aes")
                took = _seconds(Path(folder) / f"{name}-{turn}", records, reference, sealing, forgets=forgets)
                fastest[name, forgets] = min(took, fastest.get((name, forgets), took))
    plain = fastest["plain", False] + fastest["plain", True]
    return {suite: 1 - plain / (fastest[suite, False] + fastest[suite, True]) for suite in suites}


def _records(reference: Reference, cases: int) -> list[Record]:
    made = list(islice(matters(4, reference, NOW.date()), cases))
    now = to_milliseconds(NOW)
    return [
        Record(
            COMMANDS, 0, offset, now, one.key, one.value, (*one.headers, (SEED, secrets.token_hex(32).encode()))
        )
        for offset, one in enumerate(as_commands(interleaved(made), now))
    ]  # fmt: skip


def _seconds(
    folder: Path, records: Sequence[Record], reference: Reference, sealing: PersonalSealing | None, *, forgets: bool
) -> float:
    states = States(RocksStore(folder))
    casework = Casework(0, 1, lambda: reference, sealing=sealing)
    handler: KeyedHandler[State] = KeyedHandler(Partition(COMMANDS, 0), states, casework, _nobody())
    handler.opened()
    began, place = time.thread_time(), 0
    while place < len(records):
        batch = handler.handle(records[place : place + BATCH])
        place += batch.taken
        record_batches(batch.effects, NOBODY, {}, transactional=True)
        states.settle(Copy("bench", place, 0))
        handler.settled()
        if forgets:
            handler.opened()
    took = time.thread_time() - began
    handler.ended(orderly=True)
    return took


def _nobody() -> World:
    def hear(alert: Alert, text: str) -> None:
        raise AssertionError(f"{alert}: {text}")

    broker: Any = None  # a handler never asks it
    return World(broker, lambda: 0, "bench", hear)
