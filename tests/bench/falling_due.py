"""What a clock message costs a lane with very many open cases of which few fall due: it must follow the few."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

from hub.casework.decider import Casework
from hub.casework.state import State
from hub.domain.reference import Reference
from hub.lanes.aggregates import Aggregate, decode, encode
from hub.lanes.alerts import Alert
from hub.lanes.keyed import KeyedHandler
from hub.lanes.memory import Memory
from hub.lanes.rocks import RocksStore
from hub.lanes.states import Copy, States
from hub.lanes.values import Partition, Record
from hub.lanes.world import World
from hub.reference.load import load
from schemas.control import CLOCK_ADVANCED, HUB, clock_value
from schemas.envelope import ENDPOINT, Envelope
from schemas.times import CHINA, to_milliseconds
from schemas.topics import COMMANDS
from tests.bench.cases import as_commands, matters

DUE: Final = 1_000
ROUNDS: Final = 5
AT_ONCE: Final = 5_000
NOW: Final = datetime(2026, 11, 23, 9, tzinfo=CHINA)


def clock_ms(folder: Path, open_cases: int) -> float:
    """Give the milliseconds of a clock message (median of rounds) over so many open cases, a thousand of them due."""
    states = States(RocksStore(folder))
    reference = load()
    partition = Partition(COMMANDS, 0)
    casework = Casework(0, 1, lambda: reference)
    handler: KeyedHandler[State] = KeyedHandler(partition, states, casework, _nobody())
    handler.opened()
    with _closing(handler):
        case = _filed(handler, states, casework, reference)
        due = _fill(states, casework, case, open_cases)
        return median(_fire(handler, states, moment) for moment in due)


def _filed(handler: KeyedHandler[State], states: States, casework: Casework, reference: Reference) -> Aggregate[Any]:
    """File one case, and take back that it was filed."""
    matter = next(matters(4, reference, NOW.date()))
    (filed,) = as_commands([matter.filing], to_milliseconds(NOW))
    handler.handle([Record(COMMANDS, 0, 0, to_milliseconds(NOW), filed.key, filed.value, filed.headers)])
    case, _ = decode(states.get(filed.key or b"") or b"", casework.decode)
    states.drop()
    return case


def _fill(states: States, casework: Casework, case: Aggregate[Any], open_cases: int) -> list[int]:
    """Copy the case under so many numbers: a thousand each fall due at each of some moments, the rest later."""
    assert case.due is not None, "a filed case waits for something"
    state = casework.encode(case.state)
    moments = [case.due + place * 60_000 for place in range(ROUNDS)]
    later = to_milliseconds(NOW + timedelta(days=300))
    for number in range(open_cases):
        place = number // DUE
        due = moments[place] if place < ROUNDS else later + number
        states.put_aggregate(b"case-%d" % number, encode(case._replace(due=due), Memory(), state), None, due)
        if number % AT_ONCE == AT_ONCE - 1:
            states.settle(Copy("bench", number, 0))
    states.settle(Copy("bench", open_cases, 0))
    return moments


def _fire(handler: KeyedHandler[State], states: States, moment: int) -> float:
    """Say the time; take what falls due, batch by batch, and put it down as a committed transaction would.

    Timed is this thread alone: RocksDB tidies up meanwhile what the filling has left.
    """
    headers = (*Envelope("clock", "/hub/clock", CLOCK_ADVANCED, "clock", b"").headers(), (ENDPOINT, HUB.encode()))
    record = Record(COMMANDS, 0, 1, moment, None, clock_value(moment), headers)
    began = time.thread_time()
    taken = 0
    while not taken:
        batch = handler.handle([record])
        taken = batch.taken
        states.settle(Copy("bench", 0, 0))
        handler.settled()
    return (time.thread_time() - began) * 1000


def _nobody() -> World:
    def hear(alert: Alert, text: str) -> None:
        raise AssertionError(f"{alert}: {text}")

    broker: Any = None  # a handler never asks it
    return World(broker, lambda: 0, "bench", hear)


@contextmanager
def _closing(handler: KeyedHandler[State]) -> Iterator[None]:
    try:
        yield
    finally:
        handler.ended(orderly=True)
