"""One contestant's run: a process of its own, fed by a filled topic, timed by the broker's clock, then counted."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import psutil

from tests.bench.arena import Arena
from tests.bench.course import Course
from tests.bench.field import Contestant
from tests.bench.running import POLL_S, Running, committed_end, cpu_s
from tests.bench.tally import Tally, tally

STILL_S: Final = 1.0
"""Nothing new for so long means that it has ended."""
PATIENCE_S: Final = 240.0
WARM: Final = 3
"""One in so many commands is handled before the clock starts."""


@dataclass(frozen=True)
class Run:
    """What one run gave: commands per second from the first committed record after the warm-up to the last."""

    contestant: str
    rate: float
    cpu_s: float
    """Of the contestant, per 100,000 commands, warm."""
    broker_cpu_s: float
    memory_mb: float
    tallies: dict[str, Tally]
    faults: list[str]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Effort:
    """Seconds of processor after the warm-up, and the most memory it had."""

    cpu_s: float = 0.0
    broker_cpu_s: float = 0.0
    memory_mb: float = 0.0


@dataclass(frozen=True)
class Race:
    """What all runs share."""

    arena: Arena
    broker: psutil.Process
    home: Path
    class_path: str

    def run(self, contestant: Contestant, commands: str, total: int, endpoints: Sequence[str]) -> Run:
        """Let it handle the ``total`` commands that are in the topic ``commands``."""
        self.arena.lay(endpoints)
        name = f"{contestant.name}-{time.time_ns() // 1_000_000}"
        course = Course(name, commands, tempfile.mkdtemp(prefix=f"{name}-", dir=self.home))
        with Running(self.arena, contestant, course, self.class_path) as running:
            effort = self._watch(running, course.facts, total)
        run = self._judge(contestant, course, effort, total)
        shutil.rmtree(course.folder, ignore_errors=True)
        self.arena.clear([course.facts, contestant.states(course)])
        return run

    def _watch(self, running: Running, facts: str, total: int) -> Effort:
        """Wait until it has ended."""
        seen, memory, before = 0, 0.0, (0.0, 0.0)
        moved, after = time.monotonic(), before
        while running.alive and time.monotonic() - running.began < PATIENCE_S:
            time.sleep(POLL_S)
            memory = max(memory, running.memory_mb())
            now = committed_end(self.arena, facts)
            if now > seen:
                moved, after = time.monotonic(), (running.cpu_s(), cpu_s(self.broker))
                if seen < total // WARM <= now:
                    before = after
                seen = now
            elif seen >= total and time.monotonic() - moved > STILL_S:
                break
        return Effort(after[0] - before[0], after[1] - before[1], memory)

    def _judge(self, contestant: Contestant, course: Course, effort: Effort, total: int) -> Run:
        warm = total // WARM
        prefixes = {"facts": course.facts, "work": "work.", "results": "results.", "states": contestant.states(course)}
        tallies = {name: tally(self.arena.access, self._places(prefix), warm) for name, prefix in prefixes.items()}
        facts = tallies["facts"]
        seconds = (facts.last_ms - facts.first_ms) / 1000
        rate = (total - warm) / seconds if seconds > 0 else 0.0
        per = 100_000 / (total - warm)
        faults = list(contestant_faults(contestant, tallies, total))
        return Run(
            contestant.name, rate, effort.cpu_s * per, effort.broker_cpu_s * per, effort.memory_mb, tallies, faults
        )

    def _places(self, prefix: str) -> list[tuple[str, int]]:
        names = [name for name in self.arena.names() if name.startswith(prefix)]
        return [place for name in names for place in self.arena.partitions(name)]


def contestant_faults(contestant: Contestant, tallies: dict[str, Tally], total: int) -> Iterator[str]:
    """What is missing or doubled: every command has its record in every output (of the real domain: its facts)."""
    for name, each in tallies.items():
        missing = total - (each.distinct if contestant.four_each else tallies["facts"].commands)
        if missing or each.doubled:
            yield f"{contestant.name}, {name}: {each.records} records, {each.doubled} doubled, {missing} missing"
