"""The field: who runs, how each is started, what each writes beside the common outputs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hub.local.kafka import java
from tests.bench.course import Course

ROOT = Path(__file__).resolve().parents[2]
APART = ROOT / ".venv" / "bench"
"""Packages that only contestants need, where they disagree with ours (tools/bootstrap.py puts them there)."""


@dataclass(frozen=True)
class Contestant:
    """``command`` gives the words of its process; ``states`` names the topic its state went to in a run."""

    name: str
    title: str
    command: Callable[[Course, str], list[str]]
    states: Callable[[Course], str] = lambda course: course.states
    commands: int = 180_000
    """How many it handles in a run, the first third of them to get warm."""
    environment: Callable[[], dict[str, str]] = dict
    four_each: bool = True
    """Whether each command gives one record in each of the four outputs."""
    processes: int = 1
    """How many of its processes share the partitions."""


def _module(name: str) -> Callable[[Course, str], list[str]]:
    return lambda course, _: [sys.executable, "-m", f"tests.bench.contestants.{name}", course.as_argument()]


def _faust(course: Course, _: str) -> list[str]:
    return [*_module("faust_agent")(course, _), "worker", "--without-web", "-l", "warn"]


def _streams(course: Course, class_path: str) -> list[str]:
    topics = (course.name, course.commands, course.folder, *course.outputs)
    options = ["-XX:+UseSerialGC", "-Xmx1g", "--enable-native-access=ALL-UNNAMED"]
    return [java(), *options, "--sun-misc-unsafe-memory-access=allow", "-cp", class_path, "Streams", *topics]


def _apart() -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join([str(APART), str(ROOT)])}


LANE = Contestant("lane", "our lane, trivial handler", _module("lane"))
LOOP = Contestant("loop", "confluent-kafka loop, by hand", _module("loop"))
STREAMS = Contestant("streams", "Kafka Streams, exactly once v2", _streams, lambda c: f"{c.name}-cases-changelog")
QUIX = Contestant(
    "quix",
    "Quix Streams, exactly once",
    _module("quix"),
    lambda c: f"changelog__{c.name}--{c.commands}--default",
    90_000,
    _apart,
)
FAUST = Contestant("faust", "Faust agent, decides nothing", _faust, commands=15_000)
CASEWORK = Contestant("casework", "our lane, the real domain", _module("casework"), commands=45_000, four_each=False)
LANE_2 = Contestant("lane-2", "our lane, two workers", _module("lane"), processes=2)
CASEWORK_2 = Contestant(
    "casework-2",
    "the real domain, two workers",
    _module("casework"),
    commands=45_000,
    four_each=False,
    processes=2,
)
HOPS = Contestant("hops", "two bare hops", _module("hops"))

FIELD = (LANE, LANE_2, LOOP, STREAMS, QUIX, FAUST, CASEWORK, CASEWORK_2)
