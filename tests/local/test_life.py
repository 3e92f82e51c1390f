"""An engine lives exactly as long as whoever started it, however that one ends. Shown on PostgreSQL, which is quick."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

from hub.local import EmbeddedPostgres
from hub.settings import EngineSettings
from tests.conftest import MakeEngineSettings

LIMIT_SECONDS = 15


class Holder:
    """Another process that has started the engine of a home."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.local.holder", str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        said = json.loads(self.process.stdout.readline())
        self.server = psutil.Process(said["server"])
        self.guard = psutil.Process(said["guard"])
        self.owned = bool(said["owned"])

    def let_go(self) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait(LIMIT_SECONDS)


@contextmanager
def holding(settings: EngineSettings) -> Iterator[Holder]:
    holder = Holder(settings.home)
    try:
        yield holder
    finally:
        holder.let_go()


def test_it_ends_when_its_starter_is_killed(engine_settings: MakeEngineSettings) -> None:
    """By -9, so the starter could do nothing about it."""
    with holding(engine_settings()) as holder:
        holder.process.kill()
        holder.server.wait(LIMIT_SECONDS)
        holder.guard.wait(LIMIT_SECONDS)


def test_it_ends_in_order_on_ctrl_c(engine_settings: MakeEngineSettings) -> None:
    settings = engine_settings()
    with holding(settings) as holder:
        os.killpg(holder.process.pid, signal.SIGINT)
        holder.server.wait(LIMIT_SECONDS)
    assert "database system is shut down" in (settings.home / "postgresql" / "server.log").read_text()


def test_it_is_brought_up_anew_after_starter_and_guard_were_killed(engine_settings: MakeEngineSettings) -> None:
    """Nobody is left to end the old server, so the next start does."""
    settings = engine_settings()
    with holding(settings) as holder:
        holder.guard.kill()
        holder.process.kill()
        holder.process.wait(LIMIT_SECONDS)
        with EmbeddedPostgres(settings) as server:
            assert server.pid != holder.server.pid
            assert not holder.server.is_running()


def test_a_second_starter_joins_and_leaves_it_running(engine_settings: MakeEngineSettings) -> None:
    settings = engine_settings()
    with EmbeddedPostgres(settings) as server:
        with holding(settings) as holder:
            assert holder.server.pid == server.pid
            assert not holder.owned
        psycopg.connect(server.access.dsn).close()


def test_two_homes_run_side_by_side(engine_settings: MakeEngineSettings) -> None:
    with EmbeddedPostgres(engine_settings()) as one, EmbeddedPostgres(engine_settings()) as other:
        assert one.pid != other.pid
        assert one.access.dsn != other.access.dsn


async def test_data_outlives_the_server(engine_settings: MakeEngineSettings) -> None:
    """Also as an asynchronous context."""
    settings = engine_settings()
    async with EmbeddedPostgres(settings) as server:
        with psycopg.connect(server.access.dsn) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    async with EmbeddedPostgres(settings) as server:
        with psycopg.connect(server.access.dsn) as connection:
            assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_a_killed_server_comes_back_with_what_was_committed(engine_settings: MakeEngineSettings) -> None:
    with EmbeddedPostgres(engine_settings()) as server:
        with psycopg.connect(server.access.dsn) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        server.kill9()
        server.restart()
        with psycopg.connect(server.access.dsn) as connection:
            assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_a_long_home_gets_its_socket_elsewhere(engine_settings: MakeEngineSettings) -> None:
    """A socket's path may have about a hundred characters."""
    settings = engine_settings()
    deep = EngineSettings(settings.home / ("d" * 120), settings.cache, settings.kafka_version)
    with EmbeddedPostgres(deep) as server:
        psycopg.connect(server.access.dsn).close()


def test_a_closed_folder_above_is_opened_for_passing_through_only_and_for_root_only(
    engine_settings: MakeEngineSettings,
) -> None:
    """Root's server runs as another user, who must get to its data; nobody can list the folder because of that."""
    settings = engine_settings()
    closed = settings.home / "closed"
    closed.mkdir(mode=0o700)
    with EmbeddedPostgres(EngineSettings(closed / "home", settings.cache, settings.kafka_version)) as server:
        psycopg.connect(server.access.dsn).close()
    assert stat.S_IMODE(closed.stat().st_mode) == (0o701 if os.geteuid() == 0 else 0o700)
