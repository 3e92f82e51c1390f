"""What a back-office has to do now, folded from its queue: for those who have only their own queue to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from hub.client.connection import Kafka
from hub.client.history import past, reader_of
from hub.client.notices import QueuedNotice
from hub.lanes.values import Partition
from schemas.facts import Clock
from schemas.notices import Stage, WorkOffered, WorkUpdated, WorkWithdrawn
from schemas.parties import Officer
from schemas.topics import WORK

OVER: Final = frozenset({"delivered", "not_accepted", "withdrawn", "lapsed"})


@dataclass(frozen=True)
class WorkCase:
    """One case as its queue tells it."""

    number: str
    unit: str
    unit_name: str
    item: str
    origin: str
    stage: Stage
    clocks: tuple[Clock, ...]
    urgent: bool = False
    section: str | None = None
    """科室 whose queue it is in."""
    holder: Officer | None = None
    until: datetime | None = None
    """Of the holder's lease."""

    @property
    def due(self) -> Clock | None:
        """The clock that runs out first."""
        return min(self.clocks, key=lambda clock: clock.due, default=None)


@dataclass
class WorkList:
    """The open cases of one endpoint, notice by notice."""

    cases: dict[str, WorkCase] = field(default_factory=dict)

    def hear(self, notice: QueuedNotice) -> None:
        """Take one notice over; answers and types of a later release change nothing."""
        body = notice.body
        if isinstance(body, WorkOffered):
            self.cases[notice.number] = _offered(notice.number, body)
        elif isinstance(body, WorkUpdated) and notice.number in self.cases:
            known = self.cases[notice.number]
            self.cases[notice.number] = replace(
                known,
                stage=body.stage,
                clocks=body.clocks,
                urgent=bool(body.urgent),
                section=body.section,
                holder=body.holder,
                until=body.until,
            )
        elif isinstance(body, WorkWithdrawn):
            self.cases.pop(notice.number, None)

    def open_cases(self) -> Sequence[WorkCase]:
        """Give what is not over: urgent cases in front, then first due first."""
        waiting = [case for case in self.cases.values() if case.stage not in OVER]
        return sorted(waiting, key=_order)


def _order(case: WorkCase) -> tuple[bool, bool, float]:
    return (not case.urgent, case.due is None, case.due.due.timestamp() if case.due else 0)


async def work_list(endpoint: str, kafka: Kafka, told: Callable[[int, int], None] = lambda *_: None) -> WorkList:
    """Fold all that the queue still holds (30 days); ``told`` hears how far it is. Raises ClientError."""
    queue = Partition(WORK + endpoint, 0)
    folded = WorkList()
    async with reader_of(kafka, queue.topic) as reader:
        async for notice in past(reader, queue, 0, told):
            folded.hear(notice)
    return folded


def _offered(number: str, body: WorkOffered) -> WorkCase:
    return WorkCase(
        number=number,
        unit=(body.acting or body.competent).unit,
        unit_name=(body.acting or body.competent).name,
        item=body.item.name,
        origin=body.origin.endpoint,
        stage=body.stage or ("correcting" if body.points else "filed"),
        clocks=body.clocks,
        urgent=bool(body.urgent),
        section=(body.acting or body.competent).section,
    )
