"""A calendar begins to count: open cases and reported documents (抄告) that it may concern are told to compute again.

Nothing is remembered across restarts: a command is known by its id, and one that nothing moves says nothing.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Protocol

from hub.domain.identifiers import is_licence_identifier
from hub.domain.reference import Reference
from hub.lanes.values import Message
from schemas.commands import RecomputeClocks, RecomputeDocumentClocks
from schemas.control import HUB
from schemas.envelope import ENDPOINT, Envelope
from schemas.reference import CalendarYear, RegionalCalendar, key_of
from schemas.times import CHINA, from_milliseconds
from schemas.topics import COMMANDS, partition_of
from schemas.values import encode

logger = logging.getLogger(__name__)

Calendar = CalendarYear | RegionalCalendar

_DAY_MS: Final = 86_400_000
_AT_ONCE: Final = (10_000, 600_000, 3_600_000)
SCANS_MS: Final = (*_AT_ONCE, *(day * _DAY_MS for day in range(1, 8)))
"""When the cases are looked for, after a row was first seen to count: by then lanes have read it, and the read model
may have been behind, so that a case filed under the old days shows up late. Then daily for a week: what was received
under the old days and lay in a stopped inbox or a parked case is decided by them whenever it is handled."""
LOOK_BACK: Final = timedelta(days=30)
"""A row that began to count longer ago was told before this leader began, or by nobody for a month."""
SETTLED_MS: Final = 60_000
"""Past midnight by every clock of the cluster."""


Asking = Callable[[Sequence[str] | None, datetime, str], Awaitable[Sequence[str]]]
"""Gives one page of numbers, of some regions or all, beyond the last one; an empty one at the end."""
Sending = Callable[[Sequence[Message]], Awaitable[None]]


class OpenLimits(Protocol):
    """The read model's questions."""

    async def open_cases(self, regions: Sequence[str] | None, due_from: datetime, after: str, /) -> Sequence[str]:
        """Give cases with a limit that runs."""

    async def reported_documents(
        self, regions: Sequence[str] | None, due_from: datetime, after: str, /
    ) -> Sequence[str]:
        """Give documents with a report that waits for its answer."""


class Told(NamedTuple):
    """One scan: which row, and how many cases and documents it was told to."""

    row: str
    cases: int
    documents: int


class Recomputing:
    """What the leader does every half minute; a new leader begins anew."""

    def __init__(self, reference: Callable[[], Reference], partitions: int) -> None:
        """``partitions``: how many ``commands`` has."""
        self._reference = reference
        self._partitions = partitions
        self._seen: dict[str, int] = {}
        """When each row was first seen to count (ms)."""
        self._scans: dict[str, int] = {}
        """Scans done."""

    async def tick(self, wall: int, limits: OpenLimits, send: Sending) -> list[Told]:
        """Tell everything that a row may concern, where a scan is due; what fails is done again by the next tick."""
        told = []
        for row in self._counting(wall):
            key = key_of(row)
            scan = self._scans.get(key, 0)
            if scan < len(SCANS_MS) and wall - self._seen.setdefault(key, wall) >= SCANS_MS[scan]:
                told.append(await self._tell(row, _name(scan, wall), limits, send))
                self._scans[key] = scan + 1
        return told

    def _counting(self, wall: int) -> Iterable[Calendar]:
        today = from_milliseconds(wall - SETTLED_MS).date()
        rows = self._reference().rows.values()
        calendars = [row for row in rows if isinstance(row, CalendarYear | RegionalCalendar)]
        return [row for row in calendars if today - LOOK_BACK <= row.valid_from <= today]

    async def _tell(self, row: Calendar, scan: str, limits: OpenLimits, send: Sending) -> Told:
        cases = await self._tell_all(row, scan, limits.open_cases, send)
        documents = await self._tell_all(row, scan, limits.reported_documents, send)
        logger.info("calendar: %s told to %d open cases, %d reported documents", key_of(row), cases, documents)
        return Told(key_of(row), cases, documents)

    async def _tell_all(self, row: Calendar, scan: str, asking: Asking, send: Sending) -> int:
        regions, due_from, count, after = self._regions(row), _begins(row), 0, ""
        while numbers := await asking(regions, due_from, after):
            await send([command(row, scan, number, self._partitions) for number in numbers])
            count, after = count + len(numbers), numbers[-1]
        return count

    def _regions(self, row: Calendar) -> Sequence[str] | None:
        if isinstance(row, CalendarYear):
            return None
        return sorted(code for code, places in self._reference().above.items() if row.region in places)


def _name(scan: int, wall: int) -> str:
    """Name a scan for the ids of its commands: a later leader's daily one is another, its first ones are the same."""
    return str(scan) if scan < len(_AT_ONCE) else from_milliseconds(wall).date().isoformat()


def command(row: Calendar, scan: str, number: str, partitions: int) -> Message:
    """Give the command to one case or document; twice the same for the same scan of the same row."""
    id_ = hashlib.sha256(f"{key_of(row)}|{number}|{scan}".encode()).hexdigest()[:32]
    because = row.source if isinstance(row, CalendarYear) else f"{row.reason}({row.source})"
    kind = RecomputeDocumentClocks if is_licence_identifier(number) else RecomputeClocks
    body = kind(row=key_of(row), because=because)
    headers = Envelope(id_, "/hub/calendar", body.ce_type, number, b"").headers([(ENDPOINT, HUB.encode())])
    key = number.encode()
    return Message(COMMANDS, partition_of(key, partitions), key, encode(body), headers)


def _begins(row: Calendar) -> datetime:
    """Give the moment after which a clock must be due to be concerned: the days before have not changed."""
    if isinstance(row, CalendarYear):
        return datetime(row.year, 1, 1, tzinfo=CHINA)
    days = (*row.days_off, *row.working_days)
    # a decree taken back names no days: whatever is open may have counted them
    return datetime.combine(min(days), datetime.min.time(), CHINA) if days else datetime(2000, 1, 1, tzinfo=CHINA)
