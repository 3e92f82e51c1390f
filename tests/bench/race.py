"""One contestant's run: a process of its own, fed by a filled topic, timed by the broker's clock, then counted."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil
from confluent_kafka import IsolationLevel, KafkaException, TopicPartition
from confluent_kafka.admin import OffsetSpec

from tests.bench.arena import Arena
from tests.bench.course import Course
from tests.bench.field import Contestant
from tests.bench.tally import Tally, tally

LATEST: Final = OffsetSpec.latest()  # type: ignore[no-untyped-call]
POLL_S: Final = 0.1
STILL_S: Final = 1.0
"""Nothing new for so long means that it has ended."""
PATIENCE_S: Final = 240.0


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


@dataclass(frozen=True)
class Race:
    """What all runs share."""

    arena: Arena
    broker: psutil.Process
    home: Path
    class_path: str

    def run(self, contestant: Contestant, course_name: str, commands: str, total: int) -> Run:
        """Let it handle the ``total`` commands that are in the topic ``commands``."""
        self.arena.lay()
        folder = Path(tempfile.mkdtemp(prefix=f"{course_name}-", dir=self.home))
        course = Course(course_name, commands, str(folder))
        warm = total // 3
        with (self.home / f"{course_name}.log").open("wb") as log:
            process = subprocess.Popen(
                contestant.command(course, self.class_path),
                env={**os.environ, **self.arena.access.as_environment(), **contestant.environment()},
                stdout=log,
                stderr=log,
            )
            try:
                effort = self._watch(psutil.Process(process.pid), course.facts, warm, total)
            finally:
                process.terminate()
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        run = self._judge(contestant, course, effort, total)
        shutil.rmtree(folder, ignore_errors=True)
        self.arena.clear([course.facts, contestant.states(course)])
        return run

    def _watch(self, process: psutil.Process, facts: str, warm: int, total: int) -> tuple[float, float, float]:
        """Wait until it has ended; answer its CPU seconds since it was warm, the broker's, and its memory."""
        began = time.monotonic()
        seen, moved = 0, began
        before: tuple[float, float] | None = None
        after, memory = (0.0, 0.0), 0.0
        while seen < total or time.monotonic() - moved < STILL_S:
            time.sleep(POLL_S)
            if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
                break
            if time.monotonic() - began > PATIENCE_S:
                break
            now = committed_end(self.arena, facts)
            memory = max(memory, process.memory_info().rss / 1e6)
            if now > seen:
                seen, moved = now, time.monotonic()
                after = (_cpu(process), _cpu(self.broker))
            if before is None and seen >= warm:
                before = after
        start = before or after
        return after[0] - start[0], after[1] - start[1], memory

    def _judge(self, contestant: Contestant, course: Course, effort: tuple[float, float, float], total: int) -> Run:
        warm = total // 3
        topics = {"facts": course.facts, "work": course.work, "results": course.results}
        topics["states"] = contestant.states(course)
        tallies = {name: tally(self.arena.access, self.arena.partitions(topic), warm) for name, topic in topics.items()}
        faults = [
            f"{name}: {each.records} records, {each.doubled} doubled, {total - each.distinct} missing"
            for name, each in tallies.items()
            if each.records != total or each.doubled
        ]
        facts = tallies["facts"]
        seconds = (facts.last_ms - facts.first_ms) / 1000
        rate = (facts.records - warm - 1) / seconds if seconds > 0 else 0.0
        per = 100_000 / (total - warm)
        return Run(contestant.name, rate, effort[0] * per, effort[1] * per, effort[2], tallies, faults)


def committed_end(arena: Arena, topic: str) -> int:
    """How far readers of committed records could get in all partitions (markers of transactions count as well)."""
    asked = {TopicPartition(name, number): LATEST for name, number in arena.partitions(topic)}
    if not asked:
        return 0
    answers = arena.admin.list_offsets(asked, isolation_level=IsolationLevel.READ_COMMITTED)
    try:
        return sum(answer.result().offset for answer in answers.values())
    except KafkaException:
        return 0  # a topic that was made a moment ago has no leader yet


def _cpu(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
        children = [child.cpu_times() for child in process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    return sum(each.user + each.system for each in (times, *children))


Tell = Callable[[str], None]
