"""A contestant's processes: started, watched from outside, ended."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import psutil
from confluent_kafka import IsolationLevel, KafkaException, TopicPartition
from confluent_kafka.admin import OffsetSpec

from tests.bench.arena import Arena
from tests.bench.course import Course
from tests.bench.field import Contestant

LATEST: Final = OffsetSpec.latest()  # type: ignore[no-untyped-call]
POLL_S: Final = 0.1
GRACE_S: Final = 15


class Running:
    """One contestant at work; leaving the context ends it in order."""

    def __init__(self, arena: Arena, contestant: Contestant, course: Course, class_path: str = "") -> None:
        self._log = Path(f"{course.folder}.log").open("ab")  # noqa: SIM115 - open as long as the process is
        self.began = time.monotonic()
        self._processes = [
            subprocess.Popen(
                contestant.command(replace(course, member=number + 1), class_path),
                env={**os.environ, **arena.access.as_environment(), **contestant.environment()},
                stdout=self._log,
                stderr=self._log,
            )
            for number in range(contestant.processes)
        ]
        self._seen = [psutil.Process(process.pid) for process in self._processes]

    @property
    def alive(self) -> bool:
        """Whether all of it is."""
        return all(process.poll() is None for process in self._processes)

    def cpu_s(self) -> float:
        """Seconds of processor, user and system, of its processes and what they have started."""
        return sum(cpu_s(each) for each in self._seen)

    def memory_mb(self) -> float:
        """What it has resident now."""
        return sum(float(each.memory_info().rss) for each in self._seen) / 1e6 if self.alive else 0.0

    def kill9(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in self._processes:
            process.terminate()
        try:
            for process in self._processes:
                process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            self.kill9()
        self._log.close()


def cpu_s(process: psutil.Process) -> float:
    """Seconds of processor so far; 0 where the process has gone."""
    try:
        times = [process.cpu_times(), *(child.cpu_times() for child in process.children(recursive=True))]
    except psutil.NoSuchProcess:
        return 0.0
    return sum(float(each.user + each.system) for each in times)


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
