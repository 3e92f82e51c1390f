"""A whole hub on one machine: engines, topics, reference data, and its workers as processes that may be killed."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from types import TracebackType
from typing import Any, Final, Self

from hub.documents.issuers import make_missing_keys
from hub.documents.keys import FileKeyStore
from hub.domain.reference import Reference
from hub.lanes.kafka import KafkaBroker
from hub.lanes.ports import BrokerError
from hub.local.credentials import Credentials
from hub.local.engine import EngineError, Tell
from hub.local.engines import Engines
from hub.local.process import Command, GuardedProcess
from hub.operations.access_rules import HUB, SIGNER
from hub.operations.provisioning import Plan, provision
from hub.personal.key_store import make_store
from hub.reference.feed import ReferenceFeed, publish
from hub.reference.load import shipped_rows
from hub.settings import KafkaAccess, Settings
from schemas.reference import Row
from schemas.times import CHINA
from schemas.topics import COMMANDS, FACTS, SIGNING

AT_WORK_S: Final = 60.0
POLL_S: Final = 0.05
Rows = Callable[[Reference], Sequence[Row]]
"""From what the topic holds to what it should hold."""
GRACE_S: Final = 10.0
"""In which a worker has ended after SIGTERM, with Kafka down as well."""


class Province:
    """Brings everything up in order, and ends it in order; workers can be added, stopped and killed meanwhile."""

    def __init__(
        self,
        settings: Settings,
        tell: Tell = lambda _: None,
        *,
        endpoints: Sequence[str] = (),
        workers: Sequence[str] = ("worker-1",),
        signers: Sequence[str] = ("signer-1",),
    ) -> None:
        """``endpoints``: all that the reference data names, unless some are given."""
        self.settings = settings
        self.engines = Engines(settings, tell)
        self.workers: dict[str, GuardedProcess] = {}
        self._credentials = Credentials(settings.engines.home)
        self._endpoints = tuple(endpoints)
        self._first_workers = tuple(workers)
        self._first_signers = tuple(signers) if workers else ()
        self._tell = tell

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(self.engines)
            stack.callback(self._stop_workers)
            self._provision()
            self._make_key_store()
            for name in self._first_workers:
                self.start_worker(name)
            for name in self._first_signers:
                self.start_worker(name)
            self.wait_until_at_work()
            self._undo = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._undo.close()

    def access_of(self, principal: str) -> KafkaAccess:
        """How a principal reaches Kafka: its own password on the embedded broker, else what the settings say."""
        if self.engines.kafka is None:
            return self.engines.kafka_access
        return self.engines.kafka_access.as_principal(principal, self._credentials.password_of(principal))

    def _provision(self) -> None:
        rows = shipped_rows()
        reference = Reference.from_rows(rows)
        today = datetime.now(CHINA).date()
        endpoints = self._endpoints or tuple(sorted(reference.endpoints(today)))
        lanes = self.settings.lanes
        plan = Plan(endpoints, lanes.partitions, lanes.environment, self._credentials.password_of)
        provision(self.engines.kafka_access, plan, self._tell)
        store = FileKeyStore(self.settings.document_keys)

        def fresh(known: Reference) -> list[Row]:
            """Give the shipped rows, and keys for issuers that have none."""
            keys = make_missing_keys(store, known.with_rows(rows, known.offset), today, frozenset(endpoints))
            self._tell(f"keys of issuers: {len(keys)} made or published")
            return [*rows, *keys]

        written = asyncio.run(_publish_until_done(fresh, self.access_of(HUB)))
        self._tell(f"reference data: {written} rows written, the others were there")

    def _make_key_store(self) -> None:
        """Beside the embedded broker there is one machine, so its own key store is everybody's."""
        personal = self.settings.personal
        if self.settings.kafka is None and personal.sealing != "off" and not personal.keys.exists():
            make_store(personal.keys, datetime.now(CHINA).date())
            self._tell(f"personal data: sealed by the new keys in {personal.keys}; keep a copy apart from the backups")

    def start_worker(self, name: str) -> None:
        """Start a worker or a signer; it works once it has joined its groups. ``name`` is its static membership."""
        folder = self.settings.engines.home / "workers" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "status.json").unlink(missing_ok=True)
        if name in self._first_signers:
            words, environment = ["agents.signer", "--name", name], self._signers_environment()
        else:
            words, environment = ["agents", "--worker", name], self._environment()
        command = Command(
            [sys.executable, "-m", *words], mark=" ".join(words[1:]), log=folder / "worker.log", grace_seconds=GRACE_S
        )
        self.workers[name] = GuardedProcess(command, environment)

    def stop_worker(self, name: str) -> None:
        """Ask it to stop, and wait: its lanes come to their batch boundaries."""
        self.workers.pop(name).stop()

    def kill_worker(self, name: str) -> None:
        """Kill it as a power cut would."""
        self.workers.pop(name).kill9()

    def revive(self) -> list[str]:
        """Start workers again that ended without being asked; answer which."""
        dead = [name for name, process in self.workers.items() if not process.running]
        for name in dead:
            self.stop_worker(name)  # it is gone, but its guard and the line to it are still ours
            self.start_worker(name)
        return dead

    def last_minute(self) -> int:
        """Give how many facts the workers have seen in the last minute, about."""
        return sum(sum(self.status(name).get("last_minute", {}).values()) for name in self.workers)

    def status(self, name: str) -> dict[str, Any]:
        """Give what the worker last said of itself; empty before its first word."""
        path = self.settings.engines.home / "workers" / name / "status.json"
        try:
            said: dict[str, Any] = json.loads(path.read_bytes())
        except FileNotFoundError:
            return {}
        return said

    def wait_until_at_work(self) -> None:
        """Return when every partition of commands and facts is at work somewhere. Raises EngineError."""
        if not self.workers:
            return
        agents = {"casework": COMMANDS, "projector": FACTS} | ({"signer": SIGNING} if self._first_signers else {})
        count = range(self.settings.lanes.partitions)
        wanted = {(agent, f"{topic}/{number}") for agent, topic in agents.items() for number in count}
        self._wait(lambda: not wanted - self._at_work(), "the workers are not at work")
        self._tell(f"workers: {', '.join(sorted(self.workers))} at work")

    def _at_work(self) -> set[tuple[str, str]]:
        statuses = [self.status(name) for name in self.workers]
        return {
            (agent, partition)
            for status in statuses
            for agent, lanes in status.get("lanes", {}).items()
            for partition in lanes
        }

    def _wait(self, done: Callable[[], bool], otherwise: str) -> None:
        end = time.monotonic() + AT_WORK_S
        while not done():
            ended = [name for name, process in self.workers.items() if not process.running]
            if ended or time.monotonic() > end:
                raise EngineError(f"{otherwise}: {self._last_words(ended)}")
            time.sleep(POLL_S)

    def _last_words(self, ended: Sequence[str]) -> str:
        logs = [self.settings.engines.home / "workers" / name / "worker.log" for name in ended or self.workers]
        lines = [line for line in logs[0].read_text(errors="replace").splitlines() if "Error" in line]
        return f"{lines[-1] if lines else 'it said nothing'} (log: {logs[0]})"

    def _environment(self) -> dict[str, str]:
        settings = self.settings
        if settings.subject_key is None:
            raise EngineError("HUB_SUBJECT_KEY must be set beside HUB_KAFKA: workers know subjects by it")
        return {
            **os.environ,
            **self.access_of(HUB).as_environment(),
            **self.engines.database_access.as_environment(),
            **settings.subject_key.as_environment(),
            **settings.personal.as_environment(),
            "HUB_HOME": str(settings.engines.home),
            "HUB_ENVIRONMENT": settings.lanes.environment,
            "HUB_PARTITIONS": str(settings.lanes.partitions),
            "HUB_DIGEST": settings.lanes.digest,
            "HUB_SEAL_KEY": str(settings.seal_key),
        }

    def _signers_environment(self) -> dict[str, str]:
        """Give the signer its keys and its own access: no database, no key of subjects, no seal."""
        settings = self.settings
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("HUB_")},
            **self.access_of(SIGNER).as_environment(),
            "HUB_HOME": str(settings.engines.home),
            "HUB_ENVIRONMENT": settings.lanes.environment,
            "HUB_PARTITIONS": str(settings.lanes.partitions),
            "HUB_DOCUMENT_KEYS": str(settings.document_keys),
        }

    def _stop_workers(self) -> None:
        with ThreadPoolExecutor() as pool:
            for stopped in [pool.submit(self.stop_worker, name) for name in list(self.workers)]:
                stopped.result()


async def _publish_until_done(rows: Rows, access: KafkaAccess) -> int:
    """A broker that has just come back answers before it leads its partitions again: try for a while."""
    async with asyncio.timeout(AT_WORK_S):
        while True:
            try:
                return await _publish_reference(rows, access)
            except BrokerError:
                await asyncio.sleep(POLL_S)


async def _publish_reference(rows: Rows, access: KafkaAccess) -> int:
    broker = KafkaBroker(access.for_lanes())
    reader, producer = broker.reader(), broker.producer()
    await reader.start()
    await producer.start()
    try:
        known = await ReferenceFeed(reader).catch_up()
        return await publish(rows(known), known, producer)
    finally:
        await producer.close()
        await reader.close()
