"""One run as the judge finds it: the server, the ledger, what was sent, and what was said meanwhile."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hub.lanes.alerts import Alert

if TYPE_CHECKING:
    from hub.lanes.twin.ledger import Tables
    from hub.lanes.twin.server import Server
    from hub.lanes.values import Record
    from tests.simulation.endpoints import Post
    from tests.simulation.plan import Plan
    from tests.simulation.release import Opening


@dataclass
class Run:
    """Everything the judge may look at."""

    plan: Plan
    server: Server
    tables: Tables
    post: Post
    fired: Counter[str]
    alerts: Counter[Alert] = field(default_factory=Counter)
    forks: list[str] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)
    """Aggregates whose dead command an operator skipped."""
    ever_parked: set[str] = field(default_factory=set)
    violations: list[str] = field(default_factory=list)
    """Found while it was played: what did not drain, or did not stop."""
    openings: list[Opening] = field(default_factory=list)
    deaths: Counter[str] = field(default_factory=Counter)
    """Why processes ended, other than by being killed."""

    def records(self, topic: str) -> list[Record]:
        """Give what is committed in a topic, partition after partition."""
        logs = self.server.topics[topic].logs
        return [record for log in logs for record in log.read(0, 1_000_000)[0]]

    def notify(self, alert: Alert, text: str) -> None:
        self.alerts[alert] += 1
        if alert == Alert.FORK:
            self.forks.append(text)
        if alert == Alert.PARKED:
            self.ever_parked.add(text.partition(":")[0])
