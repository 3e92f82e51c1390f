"""Both engines, as far as the settings leave them to us."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from hub.local.engine import EngineError, Tell
from hub.local.kafka import EmbeddedKafka
from hub.local.postgresql import EmbeddedPostgres
from hub.operations.broker_check import Verdict, check_broker
from hub.settings import DatabaseAccess, KafkaAccess, Settings


class Engines:
    """Starts what is embedded, side by side, and tells how to reach either: ours or the one the settings name."""

    def __init__(self, settings: Settings, tell: Tell = lambda _: None) -> None:
        self._settings = settings
        self._tell = tell
        self.kafka = None if settings.kafka else EmbeddedKafka(settings.engines, tell)
        self.postgres = None if settings.database else EmbeddedPostgres(settings.engines, tell)

    @property
    def kafka_access(self) -> KafkaAccess:
        """The administrator's access to Kafka: the embedded super user, or the principal of HUB_KAFKA."""
        if self.kafka:
            return self.kafka.access
        if self._settings.kafka is None:
            raise EngineError("neither an embedded nor a given Kafka")
        return self._settings.kafka

    @property
    def database_access(self) -> DatabaseAccess:
        if self.postgres:
            return self.postgres.access
        if self._settings.database is None:
            raise EngineError("neither an embedded nor a given database")
        return self._settings.database

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            engines = [engine for engine in (self.kafka, self.postgres) if engine]
            for engine in engines:
                stack.callback(engine.stop)
            with ThreadPoolExecutor(max_workers=2) as pool:
                for started in [pool.submit(engine.start) for engine in engines]:
                    started.result()
            self._judge_broker()
            stack.pop_all()
        return self

    def _judge_broker(self) -> None:
        """Ours too: another version may have been asked for. Raises EngineError if the hub can't work with it."""
        try:
            found = check_broker(self.kafka_access)
        except OSError as error:
            raise EngineError(
                f"Kafka at {self.kafka_access.bootstrap} can't be reached: {error} · 无法连接 Kafka"
            ) from error
        if found.verdict is Verdict.UNFIT:
            raise EngineError(found.words)
        if found.verdict is Verdict.UNSAFE:
            self._tell(f"WARNING: {found.words}")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with ThreadPoolExecutor(max_workers=2) as pool:
            for stopped in [pool.submit(engine.stop) for engine in (self.kafka, self.postgres) if engine]:
                stopped.result()
