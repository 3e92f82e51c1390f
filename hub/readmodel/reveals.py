"""Revealing what is personal about a case: an act with a reason, on record before anything is shown.

The record outlives every rebuild of the read model: it lies in the schema ``keep``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg
from psycopg.rows import class_row

TABLE: Final = """
CREATE SCHEMA IF NOT EXISTS keep;
CREATE TABLE IF NOT EXISTS keep.reveals (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL DEFAULT now(),
    aggregate text        NOT NULL,
    unit      text        NOT NULL,
    staff     text        NOT NULL,
    account   text        NOT NULL, -- of the machine or the gateway: who really was signed in
    reason    text        NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Reveal:
    """One reveal: who saw what, when and why."""

    at: datetime
    aggregate: str
    unit: str
    staff: str
    account: str
    reason: str


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks, and why."""

    unit: str
    staff: str
    account: str
    reason: str


def reveal(dsn: str, aggregate: str, who: Who) -> dict[str, Any] | None:
    """Give the personal parts of an aggregate, by fact number and JSON Pointer; None where it is not known.

    The record is committed first; an empty answer means that they were erased. Raises psycopg.Error.
    """
    with psycopg.connect(dsn) as connection:
        _make_table(connection)
        row = connection.execute("SELECT bodies FROM readmodel.personal WHERE aggregate = %s", [aggregate]).fetchone()
        if row is None:
            return None
        connection.execute(
            "INSERT INTO keep.reveals (aggregate, unit, staff, account, reason) VALUES (%s, %s, %s, %s, %s)",
            [aggregate, who.unit, who.staff, who.account, who.reason],
        )
    bodies: dict[str, Any] = row[0]
    return bodies


def reveals(dsn: str, aggregate: str = "", limit: int = 200) -> list[Reveal]:
    """Give the record, the newest first. Raises psycopg.Error."""
    with psycopg.connect(dsn) as connection, connection.cursor(row_factory=class_row(Reveal)) as cursor:
        _make_table(connection)
        cursor.execute(
            "SELECT at, aggregate, unit, staff, account, reason FROM keep.reveals"
            " WHERE %(aggregate)s = '' OR aggregate = %(aggregate)s ORDER BY id DESC LIMIT %(limit)s",
            {"aggregate": aggregate, "limit": limit},
        )
        return cursor.fetchall()


def _make_table(connection: psycopg.Connection[Any]) -> None:
    """Make the table where it is not there; of two at once the second waits."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    connection.execute(TABLE)


_LOCK: Final = 0x68756202
