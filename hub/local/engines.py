"""Both engines, as far as the settings leave them to us."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from hub.local.engine import EngineError, Tell
from hub.local.kafka import EmbeddedKafka
from hub.local.postgresql import EmbeddedPostgres
from hub.settings import DatabaseAccess, KafkaAccess, Settings


class Engines:
    """Starts what is embedded, side by side, and tells how to reach either: ours or the one the settings name."""

    def __init__(self, settings: Settings, tell: Tell = lambda _: None) -> None:
        self._settings = settings
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
            stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with ThreadPoolExecutor(max_workers=2) as pool:
            for stopped in [pool.submit(engine.stop) for engine in (self.kafka, self.postgres) if engine]:
                stopped.result()
