"""What becomes known of working days in the course of the year, and who is told of it.

As ``hub calendar import`` and the leader do it, but that ``states`` is asked for open cases instead of a read model.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import orjson

from hub.domain.application.state import CLOSED
from hub.lanes.values import Partition
from hub.operations.recomputing import SCANS_MS, Recomputing
from schemas.reference import CalendarYear, RegionalCalendar
from schemas.topics import STATES
from tests.year.stage import PARTITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from hub.domain.reference import Reference
    from hub.lanes.values import Message
    from tests.year.stage import Stage

FLOOD: Final = RegionalCalendar(
    valid_from=date(2026, 7, 13),
    region="520100",
    decree="2026-07-flood",
    reason="防汛(样例)",
    source="样例通知",
    days_off=tuple(date(2026, 7, day) for day in range(6, 11)),
)
"""Known on the Monday after: what was due in those days was counted too early."""
NOTICE: Final = CalendarYear(
    valid_from=date(2026, 11, 6),
    year=2027,
    source="2027年通知(样例)",
    days_off=(date(2027, 1, 1), date(2027, 1, 4), date(2027, 2, 5), date(2027, 2, 8), date(2027, 2, 9)),
    working_weekends=(date(2027, 1, 9),),
)
IMPORTS: Final = (FLOOD, NOTICE)
_ALL: Final = 1_000_000_000
_OPEN_DEFERRAL: Final = (b'"status":"running"', b'"status":"broken"')


class Calendars:
    """Holds the reference data of the run, and adds what becomes known on its day."""

    def __init__(self, known: Reference, imports: Sequence[CalendarYear | RegionalCalendar]) -> None:
        self.known = known
        self.told = 0
        """Cases and documents that were told so far."""
        self._coming = sorted(imports, key=lambda row: row.valid_from)

    async def begin(self, day: date, now: int, stage: Stage) -> None:
        """Let what is known of the day count (``now``: its first midnight, ms), and tell who is concerned."""
        rows = [row for row in self._coming if row.valid_from == day]
        if not rows:
            return
        self._coming = [row for row in self._coming if row not in rows]
        self.known = self.known.with_rows(rows, self.known.offset + len(rows))
        recomputing, limits = Recomputing(lambda: self.known, PARTITIONS), Limits(stage)
        # a leader first sees the rows, and looks for the cases when lanes have read them
        for wall in (now + 120_000, now + 120_000 + SCANS_MS[0]):
            for told in await recomputing.tick(wall, limits, limits.send):
                self.told += told.cases + told.documents


class Limits:
    """Answers the leader's questions, by the last state of every aggregate."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def open_cases(self, regions: Sequence[str] | None, due_from: datetime, after: str) -> Sequence[str]:
        """Give cases with something that runs or was broken, all at once; due dates are not looked at."""
        del due_from
        return [] if after else [number for number, state in self._states() if _is_open(state, regions)]

    async def reported_documents(self, regions: Sequence[str] | None, due_from: datetime, after: str) -> Sequence[str]:
        """Give none: nobody reports a document in this year."""
        del regions, due_from, after
        return []

    async def send(self, messages: Sequence[Message]) -> None:
        """Put the commands where the leader puts them."""
        for message in messages:
            self._stage.server.append(Partition(message.topic, message.partition), [message])

    def _states(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for number in range(PARTITIONS):
            records, _ = self._stage.server.log(Partition(STATES, number)).read(0, _ALL)
            last = {record.key: record.value for record in records if record.key and not record.key.startswith(b"~")}
            for key, value in last.items():
                # the lane's own line, then the kind of aggregate and its state
                state = (value or b"").partition(b"\n")[2].partition(b" ")[2]
                # reading what is closed and owes nothing would take most of the time
                if b'"competent":' in state and b'"item":' in state and _may_be_open(state):
                    yield (key or b"").decode(), orjson.loads(state)


def _may_be_open(state: bytes) -> bool:
    closed = any(b'"stage":"%s"' % stage.encode() in state for stage in CLOSED)
    return not closed or b'"judge":{' in state or any(status in state for status in _OPEN_DEFERRAL)


def _is_open(state: dict[str, Any], regions: Sequence[str] | None) -> bool:
    if regions is not None and state["competent"]["region"] not in regions:
        return any(lamp.get("judge") for lamp in state.get("red", ()))
    return True
