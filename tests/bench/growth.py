"""What a command costs when the province grows: more regions, more open cases; and a restart with all of them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final

from confluent_kafka.admin import NewTopic

from hub.lanes.values import Message
from schemas.topics import COMMANDS, STATES
from tests.bench.arena import APPEND_TIME, Arena
from tests.bench.cases import Matter, Step, as_commands, interleaved
from tests.bench.course import PARTITIONS, Course
from tests.bench.field import CASEWORK
from tests.bench.running import POLL_S, Running, committed_end
from tests.bench.tally import committed_messages

AT_A_TIME: Final = 1000
"""Cases handled per round, out of however many are open."""
STILL_S: Final = 0.7
PATIENCE_S: Final = 600.0
LOST_S: Final = 60.0


class Casework:
    """Our lanes with the real domain, fed bit by bit."""

    def __init__(self, arena: Arena, folder: Path, endpoints: Sequence[str]) -> None:
        arena.make([NewTopic(COMMANDS, PARTITIONS, config=APPEND_TIME)])
        arena.lay(endpoints)
        folder.mkdir(parents=True)
        self._arena = arena
        self.course = Course(folder.name, COMMANDS, str(folder))
        self._ids = 0
        self.running = Running(arena, CASEWORK, self.course)

    def feed(self, messages: list[Message]) -> int:
        """Put commands before it and wait until it has handled them; answer how many."""
        before = committed_end(self._arena, self.course.facts)
        number = self._arena.fill(messages)
        seen, moved = before, time.monotonic()
        while seen < before + number or time.monotonic() - moved < STILL_S:
            time.sleep(POLL_S)
            now = committed_end(self._arena, self.course.facts)
            if now > seen:
                seen, moved = now, time.monotonic()
            if time.monotonic() - moved > LOST_S:
                raise TimeoutError(f"{self.course.name} stands still, see {self.course.folder}.log")
        return number

    def cost_us(self, messages: list[Message]) -> float:
        """Microseconds of processor per command."""
        before = self.running.cpu_s()
        number = self.feed(messages)
        return (self.running.cpu_s() - before) / number * 1e6

    def filing(self, cases: Sequence[Matter]) -> list[Message]:
        """Only their filings."""
        return self._commands(interleaved([Matter(each.filing, ()) for each in cases]))

    def handling(self, cases: Sequence[Matter]) -> list[Message]:
        """Only what follows their filings, turn by turn."""
        turns = range(max(len(each.handling) for each in cases))
        return self._commands(each.handling[turn] for turn in turns for each in cases if turn < len(each.handling))

    def mixed(self, cases: Sequence[Matter]) -> list[Message]:
        """Filings and what follows."""
        return self._commands(interleaved(cases))

    def _commands(self, steps: Iterable[Step]) -> list[Message]:
        made = list(as_commands(steps, int(time.time() * 1000), self._ids))
        self._ids += len(made)
        return made

    def restart_s(self, step: list[Message], *, empty: bool) -> float:
        """Kill -9, start again (with an empty disk, if so asked), seconds until the first command is committed."""
        self.running.kill9()
        if empty:
            shutil.rmtree(self.course.folder)
            Path(self.course.folder).mkdir()
        before = committed_end(self._arena, self.course.facts)
        self._arena.fill(step)
        self.running = Running(self._arena, CASEWORK, self.course)
        while committed_end(self._arena, self.course.facts) <= before:
            if time.monotonic() - self.running.began > PATIENCE_S:
                raise TimeoutError(f"no restart, see {self.course.folder}.log")
            time.sleep(0.01)
        return time.monotonic() - self.running.began

    def end(self) -> None:
        """End the process in order."""
        self.running.__exit__(None, None, None)

    def store_bytes(self) -> int:
        """What the local stores hold on disk."""
        return sum(file.stat().st_size for file in Path(self.course.folder).rglob("*") if file.is_file())

    def state_bytes(self) -> int:
        """What the latest states of all aggregates hold on the topic."""
        latest: dict[bytes, int] = {}
        for message in committed_messages(self._arena.access, self._arena.partitions(STATES)):
            key = message.key() or b""
            latest[key] = len(message.value() or b"")
        return sum(latest.values())


def by_open_cases(casework: Casework, cases: Iterator[Matter], number: int, rounds: int) -> list[float]:
    """Keep so many cases open; each round handle a thousand drawn from them. Answer what a command cost, warm."""
    open_ = list(islice(cases, number))
    casework.feed(casework.filing(open_))
    draw, costs = Random(number), []
    for _ in range(rounds + 1):
        draw.shuffle(open_)
        some, open_ = open_[:AT_A_TIME], open_[AT_A_TIME:]
        costs.append(casework.cost_us(casework.handling(some)))
        fresh = list(islice(cases, AT_A_TIME))
        casework.feed(casework.filing(fresh))
        open_ += fresh
    return costs[1:]


def by_regions(casework: Casework, cases: Iterator[Matter], rounds: int) -> list[float]:
    """File and handle some thousand cases per round. Answer what a command cost, warm."""
    costs = []
    for _ in range(rounds + 1):
        some = list(islice(cases, 2 * AT_A_TIME))
        costs.append(casework.cost_us(casework.mixed(some)))
    return costs[1:]
