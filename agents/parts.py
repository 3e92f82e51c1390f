"""What the agents of one worker are made of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from agents.live_counts import LiveCounts
from hub.lanes.ports import Ledger, Reader, Store
from hub.lanes.rocks import RocksStore
from hub.lanes.world import World
from hub.personal.key_store import FileKeyStore
from hub.personal.opening import Opening
from hub.personal.sealing import Sealing
from hub.readmodel import PostgresLedger
from hub.readmodel.keys import FactOpener
from hub.reference.feed import ReferenceFeed
from hub.settings import DatabaseAccess, KafkaAccess, LaneSettings
from schemas.personal import Suite


@dataclass(frozen=True)
class Parts:
    """Read once, passed to each agent."""

    worker: str
    """Static name of this worker: two processes must never share one."""
    home: Path
    kafka: KafkaAccess
    database: DatabaseAccess
    lanes: LaneSettings
    seal_key: Path
    """File with the private key of the log's seals."""
    key_store: FileKeyStore | None
    """Of sealed personal data; None: sealing is off, and there is none."""
    suite: Suite | None
    """What personal parts are sealed with from now on; None: nothing."""
    world: World
    reader: Reader
    """Of the reference feed."""
    feed: ReferenceFeed
    counts: LiveCounts

    def store(self, name: str) -> Store:
        """Open the local store of a lane."""
        return RocksStore(self.home / "stores" / self.worker / name)

    def ledger(self, log: str) -> Ledger:
        """Make a connection of its own for a projector's lane; ``log`` names the very topic it projects."""
        opening = Opening(self.key_store) if self.key_store else None
        opener = FactOpener(opening, self.world.broker.reader, self.world.notify)
        return PostgresLedger(self.database.dsn, self.world.notify, log, opener)

    def sealing(self) -> Sealing | None:
        """Make what seals and opens in casework."""
        return Sealing(self.key_store, self.suite) if self.key_store and self.suite else None
