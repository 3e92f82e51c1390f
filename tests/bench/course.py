"""What a contestant is told: where to read, where to write, under which name."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import Final

from hub.settings import KafkaAccess, read

PARTITIONS: Final = 4
BATCH: Final = 500
"""Records per commit, for everyone who counts them."""
INTERVAL_S: Final = 0.25
"""Seconds per commit, for everyone who counts those."""


@dataclass(frozen=True)
class Course:
    """One run of one contestant; topics by name, ``folder`` is for its state."""

    name: str
    commands: str
    folder: str
    facts: str = "facts"
    work: str = "work.520122"
    results: str = "results.520122"
    states: str = "states"
    member: int = 1
    """Which of the contestant's processes this is."""

    @property
    def outputs(self) -> tuple[str, str, str]:
        """The topics that a contestant without a state topic of its own making writes to, states aside."""
        return self.facts, self.work, self.results

    def as_argument(self) -> str:
        return json.dumps(asdict(self))


def course_of(argument: str) -> Course:
    return Course(**json.loads(argument))


def access() -> KafkaAccess:
    """The broker, as the environment of a contestant names it."""
    kafka = read(os.environ).kafka
    if kafka is None:
        raise SystemExit("a contestant is started by the bench, which names the broker")
    return kafka
