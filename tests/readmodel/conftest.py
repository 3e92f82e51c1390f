"""The contract's two databases, and PostgreSQL alone where the rows are the point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.readmodel.ledgers import PostgresDatabase, TwinDatabase

if TYPE_CHECKING:
    from hub.settings import DatabaseAccess
    from tests.readmodel.ledgers import Database


@pytest.fixture(params=["twin", pytest.param("postgresql", marks=pytest.mark.engines)])
def both(request: pytest.FixtureRequest) -> Database:
    """An empty database: the twin's always, PostgreSQL's where `engines` are asked for."""
    if request.param == "twin":
        return TwinDatabase()
    access: DatabaseAccess = request.getfixturevalue("database")
    return PostgresDatabase(access.dsn)


@pytest.fixture
def model(database: DatabaseAccess) -> PostgresDatabase:
    """An empty read model in PostgreSQL."""
    return PostgresDatabase(database.dsn)
