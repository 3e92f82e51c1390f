"""Whether two read models hold the same: what a rebuild made against what was there before."""

from __future__ import annotations

from typing import Final, NamedTuple

import psycopg
from psycopg import sql

TABLES: Final = (
    "positions",
    "timeline",
    "personal",
    "cases",
    "lamps",
    "bundles",
    "bundle_children",
    "deferrals",
    "subjects",
    "breaches",
    "measures",
    "bars",
    "documents",
    "reliances",
    "document_reports",
)


class Extent(NamedTuple):
    """One table: its rows, and the sum of their hashes, which no order changes."""

    rows: int
    content: int


Fingerprint = dict[str, Extent]
"""By table."""


def fingerprint(dsn: str) -> Fingerprint:
    """Read every table as of one moment. Raises psycopg.Error."""
    with psycopg.connect(dsn) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        # timestamps are hashed as text
        connection.execute("SET LOCAL TIME ZONE 'UTC'")
        return {table: _extent(connection, table) for table in TABLES}


def compare(before: Fingerprint, after: Fingerprint) -> tuple[str, ...]:
    """Name each table that differs, with its rows before and after; nothing where the two models are equal."""
    return tuple(
        f"{table}: {before[table].rows} rows before, {after[table].rows} after"
        + (", of other content" if before[table].rows == after[table].rows else "")
        for table in TABLES
        if before[table] != after[table]
    )


def _extent(connection: psycopg.Connection, table: str) -> Extent:
    statement = sql.SQL(
        "SELECT count(*), coalesce(sum(hashtextextended(model::text, 0)::numeric), 0)::text FROM readmodel.{} AS model"
    ).format(sql.Identifier(table))
    row = connection.execute(statement).fetchone()
    assert row is not None  # noqa: S101 - an aggregate always gives one row
    return Extent(row[0], int(row[1]))
