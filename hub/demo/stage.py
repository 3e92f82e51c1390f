"""Puts the story on stage: a hub, three parties, each hop with its time, and a worker that is killed on the way."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import orjson

from hub.demo.files import write_files
from hub.demo.telling import Event
from hub.demo.witness import facts_of
from hub.documents.keys import FileKeyStore
from hub.local.province import Province
from hub.operations.access_rules import HUB
from hub.settings import Settings

PATIENCE_S: Final = 60.0
WORKERS: Final = ("worker-1", "worker-2")
EXPECTED: Final = {"filed": 3, "accepted": 3, "decided": 3, "document-signed": 3, "delivered": 3}

Say = Callable[[str], None]


class StoryError(RuntimeError):
    """The story did not come to its end as promised; the text says at which point."""


class Stage:
    """One performance. ``say`` takes lines for the audience."""

    def __init__(self, settings: Settings, say: Say) -> None:
        """Nothing happens before ``perform``."""
        self._say = say
        self._events: queue.Queue[Event] = queue.Queue()
        self._documents: dict[str, str] = {}
        """Of the last bundle: the signed document of each case."""
        self._province = Province(settings, lambda line: say(f"  · {line}"), workers=WORKERS)

    def perform(self) -> None:
        """Tell the story twice, the second time with a kill, then let another region verify. Raises StoryError."""
        self._say("准备:真实的 Kafka 与 PostgreSQL(都来自 Python 包)")
        with self._province, self._party("back_office", "520122") as back_office:
            self._until("ready", back_office)
            self._say("\n第一幕 一人在清镇窗口一次申请三家公司,经营场所都在息烽")
            self._bundle(kill=False)
            with self._party("neighbour", "520300") as neighbour:
                self._until("refused", neighbour)
            self._say("\n第二幕 同样的申请,途中有一个工作进程被强行杀死(kill -9)")
            self._bundle(kill=True)
            self._say("\n第三幕 三份签名的营业执照已在清镇;遵义断网验证其中一份")
            self._verify()

    def _bundle(self, *, kill: bool) -> None:
        outcomes: dict[str, str] = {}
        self._documents = {}
        with self._party("window", "520181") as window:
            began = self._until("filed", window)
            self._show(began, began)
            for event in self._heard(window):
                self._show(event, began)
                if kill and len(outcomes) == 0 and "回执" in event.text:
                    kill = False
                    self._kill()
                number, _, outcome = event.mark.partition(" ")
                if outcome:
                    outcomes[number] = outcome
                    self._documents[number] = event.document
                if event.mark == "done":
                    self._conclude(outcomes, event.at - began.at)
                    return

    def _verify(self) -> None:
        if len(self._documents) != EXPECTED["decided"] or not all(self._documents.values()):
            raise StoryError(f"{sum(map(bool, self._documents.values()))} of 3 results came with a signed document")
        access = self._province.access_of(HUB)
        with TemporaryDirectory() as folder:
            keys = FileKeyStore(self._province.settings.document_keys)
            write_files(Path(folder), next(iter(self._documents.values())), access.for_lanes(), keys)
            words = (folder, access.bootstrap.partition(",")[0])
            with self._party("verifier", None, *words) as verifier:
                for event in self._heard(verifier):
                    self._say(f"  {event.who}:{event.text}")
                    if event.mark:
                        break
        if event.mark != "verified":
            raise StoryError("the licence did not verify without a network")

    def _kill(self) -> None:
        self._province.kill_worker(WORKERS[0])
        self._say(f"  ✗ {WORKERS[0]} 被 kill -9;它的工作由重新启动的进程从已提交的位置接着做")
        self._province.start_worker(WORKERS[0])

    def _conclude(self, outcomes: dict[str, str], took: int) -> None:
        kafka = self._province.access_of(HUB).for_lanes()
        counts = facts_of(kafka, self._province.settings.lanes.partitions, frozenset(outcomes))
        self._say(f"  清镇窗口看到:{len(outcomes)} 件全部办结,用时 {took / 1000:.2f} 秒")
        for number, outcome in outcomes.items():
            self._say(f"    {number}  {outcome}")
        if once := _exactly_once(counts):
            raise StoryError(f"these facts are not there exactly once: {once}")
        self._say("  账上核对:每件的收件、受理、办结、送达都恰好一次")

    def _show(self, event: Event, began: Event) -> None:
        self._say(f"  {event.at - began.at:>7} ms  {event.who:　<5}{event.text}")

    @contextmanager
    def _party(self, module: str, endpoint: str | None, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run a party as a process of its own; all it knows is its own region's password, if it has any."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        if endpoint is not None:
            environment |= self._province.access_of(endpoint).as_environment()
        command = [sys.executable, "-m", f"hub.demo.{module}", *words]
        party = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
        hearing = threading.Thread(target=self._hear, args=(party,), daemon=True)
        hearing.start()
        try:
            yield party
        finally:
            party.terminate()
            party.wait()
            hearing.join()

    def _hear(self, party: subprocess.Popen[bytes]) -> None:
        if party.stdout is not None:
            with party.stdout as lines:
                for line in lines:
                    self._events.put(Event(**orjson.loads(line)))

    def _heard(self, party: subprocess.Popen[bytes]) -> Iterator[Event]:
        while True:
            try:
                yield self._events.get(timeout=PATIENCE_S)
            except queue.Empty:
                ended = f", its process ended with {party.poll()}" if party.poll() is not None else ""
                raise StoryError(f"nothing was heard for {PATIENCE_S:.0f} s{ended}") from None

    def _until(self, mark: str, party: subprocess.Popen[bytes]) -> Event:
        for event in self._heard(party):
            if event.mark == mark:
                if mark != "filed":
                    self._say(f"  {event.who}:{event.text}")
                return event
        raise AssertionError("unreachable: _heard ends only by raising")


def _exactly_once(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name, wanted in EXPECTED.items() if counts[name] != wanted}
