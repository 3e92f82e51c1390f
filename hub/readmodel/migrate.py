"""Migrations: numbered SQL files, applied in order and recorded, forward only. And the rebuild: drop, make anew."""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import Final, NamedTuple

import psycopg
from psycopg import sql

from hub.readmodel.ledger import APPLY_LOCK

SCHEMA: Final = "readmodel"
DEADLOCKS: Final = 5
"""Times a rebuild begins again because a reader held what it wanted while it held what the reader wanted."""


class MigrationError(Exception):
    """The database's migrations are not the ones of this release, and going on could only make it worse."""


class Migration(NamedTuple):
    """One file: its name is its place in the order."""

    name: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text, hex: an applied migration never changes."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def migrate(dsn: str) -> tuple[str, ...]:
    """Apply what is missing, in one transaction; give the names applied, none the second time.

    Several processes may call it at once. Raises MigrationError, psycopg.Error.
    """
    with psycopg.connect(dsn) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [APPLY_LOCK])
        return _apply_missing(connection)


def rebuild(dsn: str) -> None:
    """Drop the read model and make it anew, positions at 0: projectors read the log again from its beginning.

    One that is running is fenced by its next batch and starts over. Until it has caught up, screens show less.
    """
    for attempt in range(DEADLOCKS):
        try:
            _rebuild(dsn)
        except psycopg.errors.DeadlockDetected:
            if attempt == DEADLOCKS - 1:
                raise
        else:
            return


def _rebuild(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [APPLY_LOCK])
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(SCHEMA)))
        _apply_missing(connection)


def _apply_missing(connection: psycopg.Connection) -> tuple[str, ...]:
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(SCHEMA)))
    connection.execute(
        "CREATE TABLE IF NOT EXISTS readmodel.migrations"
        " (name text PRIMARY KEY, digest text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
    )
    applied: dict[str, str] = dict(connection.execute("SELECT name, digest FROM readmodel.migrations").fetchall())
    ours = migrations()
    _check(applied, ours)
    missing = [migration for migration in ours if migration.name not in applied]
    for migration in missing:
        connection.execute(migration.text.encode())
        connection.execute(
            "INSERT INTO readmodel.migrations (name, digest) VALUES (%s, %s)", [migration.name, migration.digest]
        )
    return tuple(migration.name for migration in missing)


def _check(applied: dict[str, str], ours: list[Migration]) -> None:
    known = {migration.name: migration.digest for migration in ours}
    later = sorted(set(applied) - set(known))
    if later:
        raise MigrationError(f"the read model is of a later release (it has {', '.join(later)}): upgrade this one")
    changed = sorted(name for name in applied if applied[name] != known[name])
    if changed:
        raise MigrationError(f"{', '.join(changed)} changed after it was applied: write a new migration instead")
    if applied and max(applied) > min((name for name in known if name not in applied), default=max(applied)):
        raise MigrationError("a migration stands before one that is applied: number it after the last")


def migrations() -> list[Migration]:
    """Give the files of this release in their order."""
    folder = resources.files("hub.readmodel") / "migrations"
    files = [file for file in folder.iterdir() if file.name.endswith(".sql")]
    return sorted(Migration(file.name, file.read_text(encoding="utf-8")) for file in files)
