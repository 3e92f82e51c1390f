"""What the contract of Ledger needs beyond the port: two databases, seen from behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import psycopg

from hub.lanes.alerts import Alert
from hub.lanes.twin.ledger import MemoryLedger, Tables
from hub.lanes.twin.network import Network
from hub.lanes.twin.server import Server
from hub.readmodel import PostgresLedger, migrate
from schemas.envelope import DIGEST
from tests.readmodel.log import Alarms

if TYPE_CHECKING:
    from hub.lanes.ports import Ledger


class Database(Protocol):
    """One empty database under test."""

    def ledger(self) -> Ledger:
        """One process's own connection."""

    def kept(self) -> dict[tuple[str, int], str]:
        """Digest by aggregate and number, of every fact that is stored."""

    def forks(self) -> int:
        """How many forks were told."""


class TwinDatabase:
    def __init__(self) -> None:
        self.tables = Tables()
        self._network = Network(Server())

    def ledger(self) -> Ledger:
        return MemoryLedger(self._network, self.tables)

    def kept(self) -> dict[tuple[str, int], str]:
        return {
            (key.decode(), number): dict(record.headers)[DIGEST].decode()
            for (key, number), record in self.tables.rows.items()
        }

    def forks(self) -> int:
        return len(self.tables.forks)


class PostgresDatabase:
    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.alarms = Alarms()
        migrate(dsn)

    def ledger(self) -> PostgresLedger:
        return PostgresLedger(self.dsn, self.alarms)

    def kept(self) -> dict[tuple[str, int], str]:
        with psycopg.connect(self.dsn) as connection:
            rows = connection.execute("SELECT aggregate, number, digest FROM readmodel.timeline").fetchall()
        return {(aggregate, number): digest for aggregate, number, digest in rows}

    def forks(self) -> int:
        return self.alarms.alerts.count(Alert.FORK)
