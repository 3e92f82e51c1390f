"""What every test may use: a real Kafka, a real PostgreSQL, topics and databases of one's own. And no quiet skips.

A test that asks for an engine is marked `engines` by that alone.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from confluent_kafka.admin import AdminClient, NewTopic

from hub.local import EmbeddedKafka, EmbeddedPostgres
from hub.operations.provisioning import Plan, provision
from hub.settings import DatabaseAccess, EngineSettings, Settings, read

ENDPOINTS = ("520100", "520122", "520181", "520300")
ENVIRONMENT = "test"
PARTITIONS = 4

MakeTopic = Callable[..., str]
MakeEngineSettings = Callable[[], EngineSettings]


def pytest_configure() -> None:
    # a deadline per example would measure the machine's load; the blob replays a failure
    hypothesis.settings.register_profile("hub", deadline=None, print_blob=True)
    hypothesis.settings.load_profile("hub")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"kafka", "postgres", "engine_settings", "seaweedfs"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.engines)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if os.environ.get("CI") == "true" and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("CI runs everything: the tests named above were skipped, so this run fails")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    if exitstatus == pytest.ExitCode.OK and os.environ.get("CI") == "true" and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def settings() -> Settings:
    """What `make test` itself was called with; only the cache of downloads is taken from it."""
    return read(os.environ)


@pytest.fixture(scope="session")
def engine_settings(settings: Settings) -> Iterator[MakeEngineSettings]:
    """Makes settings with a new home each; the homes are removed in the end.

    Not under pytest's own folder: it closes that to other users, and PostgreSQL runs as one where we are root.
    """
    homes: list[Path] = []

    def make() -> EngineSettings:
        homes.append(Path(tempfile.mkdtemp(prefix="tongban-")).resolve())
        return EngineSettings(homes[-1], settings.engines.cache, settings.engines.kafka_version)

    yield make
    for home in homes:
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def kafka(engine_settings: MakeEngineSettings) -> Iterator[EmbeddedKafka]:
    """A broker for the whole session, provisioned for ENDPOINTS; `kafka.access_of("520181")` is one's access."""
    with EmbeddedKafka(engine_settings()) as broker:
        provision(broker.access, Plan(ENDPOINTS, PARTITIONS, ENVIRONMENT, broker.credentials.password_of))
        yield broker


@pytest.fixture
def topics(kafka: EmbeddedKafka) -> MakeTopic:
    """Makes a topic that nobody else uses: `topics("commands", partitions=3, config={...})` gives its unique name."""
    admin = AdminClient(kafka.access.for_confluent())

    def make(stem: str = "topic", *, partitions: int = 1, config: dict[str, str] | None = None) -> str:
        name = f"{stem}-{secrets.token_hex(4)}"
        for made in admin.create_topics([NewTopic(name, partitions, 1, config=config or {})]).values():
            made.result()
        return name

    return make


@pytest.fixture(scope="session")
def postgres(engine_settings: MakeEngineSettings) -> Iterator[EmbeddedPostgres]:
    """A server for the whole session; ask for `database` unless the server itself is the point."""
    with EmbeddedPostgres(engine_settings()) as server:
        yield server


@pytest.fixture
def database(postgres: EmbeddedPostgres) -> Iterator[DatabaseAccess]:
    """An empty database of this test's own."""
    name = f"test_{secrets.token_hex(4)}"
    yield postgres.create_database(name)
    postgres.drop_database(name)
