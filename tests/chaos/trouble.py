"""Makes the trouble: kills workers in the midst of a transaction, kills and restarts the broker, joins and leaves."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from confluent_kafka import IsolationLevel, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from hub.local.province import Province
from tests.chaos.plan import WORKERS, Event

SIGNER: Final = "signer-1"
SETTLE_S: Final = 0.015
"""What was under way when a worker was stopped has reached the broker by then."""
LATEST: Final = OffsetSpec.latest()  # type: ignore[no-untyped-call]
PATIENCE_S: Final = 6.0
"""How long a victim may take to begin a transaction; a worker that has just joined has no lane yet."""
CAUGHT_S: Final = 1.0
RECOVERED_S: Final = 30.0
SUPERVISED_S: Final = 2.0
"""A supervisor that is quicker only keeps the processor from a broker that comes back."""


@dataclass
class Damage:
    """What was really done."""

    kills: int = 0
    in_transaction: int = 0
    volleys: list[int] = field(default_factory=list)
    signer_kills: int = 0
    """With each volley: it has no transactions to be met in."""
    broker_kills: int = 0
    joins: int = 0
    leaves: int = 0
    ended_alone: int = 0
    """Workers that ended without being asked: one that starts while the broker is away."""


class Trouble(threading.Thread):
    """Carries out a timetable; its thread starts workers again that ended of themselves, as `hub up` does."""

    def __init__(self, province: Province, client: dict[str, Any], seed: int, tell: Callable[[str], None]) -> None:
        super().__init__(daemon=True, name="supervisor")
        self.damage = Damage()
        self._province = province
        self._client = client
        self._admin = AdminClient(client)
        self._draw = Random(seed)
        self._tell = tell
        self._guests: list[str] = []
        self._hands = threading.Lock()
        """Held by whoever starts or ends workers."""
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(SUPERVISED_S):
            with self._hands:
                for name in self._province.revive():
                    self.damage.ended_alone += 1
                    self._tell(f"          {name} had ended of itself, and was started again")

    def stop(self) -> None:
        self._ended.set()
        self.join()

    def make(self, timetable: Sequence[Event], began: float, recovered: Callable[[float], bool]) -> None:
        """Return when all of it has happened.

        The next trouble waits until every lane has moved since the last, and until readers are reached again
        (``recovered``, with the time of the last one): a stall is what one trouble does, not how soon the next follows.
        """
        last = began
        for event in timetable:
            self._wait_until_all_lanes_move()
            self._wait_until(recovered, last)
            time.sleep(max(0.0, began + event.at - time.monotonic()))
            what = _ACTIONS[event.action](self, event.number)
            last = time.monotonic()
            self._tell(f"{time.monotonic() - began:6.1f} s  {event.action}: {what}")

    def _wait_until(self, recovered: Callable[[float], bool], last: float) -> None:
        end = time.monotonic() + RECOVERED_S
        while not recovered(last) and time.monotonic() < end:
            time.sleep(0.1)

    def _wait_until_all_lanes_move(self) -> None:
        facts = [TopicPartition("facts", lane) for lane in range(self._province.settings.lanes.partitions)]
        end, before = time.monotonic() + RECOVERED_S, self._ends(facts, IsolationLevel.READ_COMMITTED)
        while time.monotonic() < end:
            time.sleep(0.2)
            now = self._ends(facts, IsolationLevel.READ_COMMITTED)
            if before and all(later > earlier for later, earlier in zip(now, before, strict=False)) and now:
                return
            before = before or now

    def _kill_workers(self, number: int) -> str:
        victims = self._victims(number)
        caught = self._stop_in_transactions(victims)
        with self._hands:
            for name in (*victims, SIGNER):
                self._province.kill_worker(name)
        self.damage.kills += len(victims)
        self.damage.signer_kills += 1
        self.damage.in_transaction += len(caught)
        self.damage.volleys.append(len(victims))
        time.sleep(self._draw.random() / 2)
        with self._hands:
            for name in (*victims, SIGNER):
                self._province.start_worker(name)
        return f"{', '.join(victims)} ({len(caught)} with a transaction open)"

    def _victims(self, number: int) -> list[str]:
        """Those with lanes first: the others have nothing to lose."""
        names = sorted(name for name in self._province.workers if name != SIGNER)
        self._draw.shuffle(names)
        return sorted(names, key=lambda name: not self._lanes(name))[:number]

    def _lanes(self, name: str) -> list[int]:
        lanes = self._province.status(name).get("lanes", {}).get("casework", {})
        return [int(partition.partition("/")[2]) for partition in lanes]

    def _stop_in_transactions(self, victims: Sequence[str]) -> list[str]:
        """Stop the processes, each where a transaction of its is open; answer which were caught so.

        Who was caught waits stopped for the others, but not for long: its lanes stand still meanwhile.
        """
        caught: list[str] = []
        end = time.monotonic() + PATIENCE_S
        while len(caught) < len(victims) and time.monotonic() < end:
            for name in victims:
                if name not in caught and self._stop_in_transaction(name):
                    caught.append(name)
                    end = min(end, time.monotonic() + CAUGHT_S)
            time.sleep(self._draw.random() * 0.03)
        return caught

    def _stop_in_transaction(self, name: str) -> bool:
        """Stop the process, look from outside whether records lie beyond what is stable, else let it go on."""
        lanes, pid = self._lanes(name), self._province.workers[name].identity.pid
        if not lanes:
            return False
        os.kill(pid, signal.SIGSTOP)
        time.sleep(SETTLE_S)
        if self._is_open(lanes):
            return True
        os.kill(pid, signal.SIGCONT)
        return False

    def _is_open(self, lanes: Collection[int]) -> bool:
        partitions = [TopicPartition(topic, lane) for topic in ("facts", "states") for lane in lanes]
        stable = self._ends(partitions, IsolationLevel.READ_COMMITTED)
        return any(end > earlier for end, earlier in zip(self._ends(partitions, READ_ALL), stable, strict=False))

    def _ends(self, partitions: Sequence[TopicPartition], level: IsolationLevel) -> list[int]:
        asked = dict.fromkeys(partitions, LATEST)
        try:
            answers = self._admin.list_offsets(asked, isolation_level=level, request_timeout=2)
            return [answers[partition].result().offset for partition in partitions]
        except KafkaException:
            return []  # the broker is not back yet

    def _kill_broker(self, _: int) -> str:
        kafka = self._province.engines.kafka
        assert kafka is not None, "the chaos run has a broker of its own"
        kafka.kill9()
        killed = time.monotonic()
        kafka.restart()
        # The old one goes on asking with what it knew before, and hears nothing for a long time.
        self._admin = AdminClient(self._client)
        self.damage.broker_kills += 1
        return f"back after {time.monotonic() - killed:.1f} s"

    def _join(self, _: int) -> str:
        name = f"worker-{WORKERS + 1 + self.damage.joins}"
        with self._hands:
            self._province.start_worker(name)
        self._guests.append(name)
        self.damage.joins += 1
        return name

    def _leave(self, _: int) -> str:
        name = self._guests.pop(0)
        asked = time.monotonic()
        with self._hands:
            self._province.stop_worker(name)
        self.damage.leaves += 1
        return f"{name}, gone after {time.monotonic() - asked:.1f} s"


READ_ALL: Final = IsolationLevel.READ_UNCOMMITTED
_ACTIONS: Final = {
    "kill workers": Trouble._kill_workers,
    "kill broker": Trouble._kill_broker,
    "join": Trouble._join,
    "leave": Trouble._leave,
}
