"""The leader's eye on the calendar: which rows are told to which cases, when, and how often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from hub.domain.reference import Reference
from hub.lanes.values import Message
from hub.operations.recomputing import SCANS_MS, Recomputing, Told
from hub.reference.load import load
from schemas.commands import RecomputeClocks, RecomputeDocumentClocks
from schemas.envelope import ENDPOINT
from schemas.reading import read_command
from schemas.reference import CalendarYear, RegionalCalendar, key_of
from schemas.times import CHINA, to_milliseconds
from schemas.topics import COMMANDS, partition_of
from tests.domain.world import identifier_of

NOTICE = CalendarYear(
    valid_from=date(2026, 11, 26), year=2027, source="2027年通知(样例)", days_off=(date(2027, 1, 1), date(2027, 1, 4))
)
FLOOD = RegionalCalendar(
    valid_from=date(2026, 11, 26),
    region="520100",
    decree="2026-11-flood",
    reason="防汛",
    source="样例",
    days_off=(date(2026, 11, 27),),
)
MIDNIGHT = datetime(2026, 11, 26, tzinfo=CHINA)
CASES = tuple(f"5201812611{number:02}" for number in range(5))
PARTITIONS = 4


@cache
def shipped() -> Reference:
    return load()


class Office:
    """A leader with its read model of a few open cases, two to a page."""

    def __init__(self, *rows: Any, cases: Sequence[str] = CASES, documents: Sequence[str] = ()) -> None:
        self.known = shipped().with_rows(rows, offset=1)
        self.recomputing = Recomputing(lambda: self.known, PARTITIONS)
        self.cases = cases
        self.documents = documents
        self.asked: list[tuple[Sequence[str] | None, datetime]] = []
        self.sent: list[Message] = []

    async def open_cases(self, regions: Sequence[str] | None, due_from: datetime, after: str) -> Sequence[str]:
        self.asked.append((regions, due_from))
        return [number for number in self.cases if number > after][:2]

    async def reported_documents(self, regions: Sequence[str] | None, due_from: datetime, after: str) -> Sequence[str]:
        self.asked.append((regions, due_from))
        return [number for number in self.documents if number > after][:2]

    async def send(self, messages: Sequence[Message]) -> None:
        self.sent += messages

    async def at(self, moment: datetime) -> list[Told]:
        return await self.recomputing.tick(to_milliseconds(moment), self, self.send)


def header(message: Message, name: str) -> str:
    return dict(message.headers)[name].decode()


async def test_a_notice_is_told_to_every_open_case_once_it_counts() -> None:
    """Not before its day has begun everywhere; once lanes know it, each case gets one command of the hub's."""
    office = Office(NOTICE)
    assert await office.at(MIDNIGHT + timedelta(seconds=59)) == []
    assert await office.at(MIDNIGHT + timedelta(seconds=60)) == []
    assert await office.at(MIDNIGHT + timedelta(seconds=70)) == [Told("calendar/2027/2026-11-26/1", 5, 0)]
    assert [header(message, "ce_subject") for message in office.sent] == list(CASES)
    for message in office.sent:
        assert (message.topic, header(message, ENDPOINT)) == (COMMANDS, "hub")
        assert message.partition == partition_of(message.key or b"", PARTITIONS)
        body = read_command(header(message, "ce_type"), message.value or b"")
        assert body == RecomputeClocks(row="calendar/2027/2026-11-26/1", because="2027年通知(样例)")
    assert office.asked[0] == (None, datetime(2027, 1, 1, tzinfo=CHINA))


async def test_reported_documents_are_told_too() -> None:
    """A report's limit moves like a case's: its document gets a command of its own, where the row counts."""
    licences = [identifier_of(seed=seed) for seed in range(3)]
    office = Office(FLOOD, cases=(), documents=sorted(licences))
    begin = MIDNIGHT + timedelta(hours=1)
    await office.at(begin)
    assert await office.at(begin + timedelta(seconds=10)) == [Told(key_of(FLOOD), 0, 3)]
    assert [header(message, "ce_subject") for message in office.sent] == sorted(licences)
    for message in office.sent:
        assert message.partition == partition_of(message.key or b"", PARTITIONS)
        body = read_command(header(message, "ce_type"), message.value or b"")
        assert body == RecomputeDocumentClocks(row=key_of(FLOOD), because="防汛(样例)")
    regions, due_from = office.asked[-1]
    assert regions is not None
    assert ("520122" in regions, "520300" in regions) == (True, False)
    assert due_from == datetime(2026, 11, 27, tzinfo=CHINA)


async def test_it_looks_again_for_cases_that_showed_up_late() -> None:
    """Ten minutes, an hour and for a week it looks again, under other ids; a new leader tells the same ids."""
    office = Office(NOTICE, cases=CASES[:1])
    begin = MIDNIGHT + timedelta(minutes=2)
    told = [await office.at(begin + timedelta(milliseconds=after)) for after in (0, *SCANS_MS, 8 * 86_400_000)]
    assert [len(some) for some in told] == [0, *(1 for _ in range(3 + 7)), 0]
    ids = [header(message, "ce_id") for message in office.sent]
    assert len(set(ids)) == 3 + 7
    other = Office(NOTICE, cases=CASES[:1])
    await other.at(begin)
    await other.at(begin + timedelta(seconds=10))
    assert [header(message, "ce_id") for message in other.sent] == ids[:1]


async def test_a_decree_is_told_only_where_it_counts() -> None:
    """贵阳's decree concerns 贵阳 and its counties, and clocks due after the first of its days."""
    office = Office(FLOOD)
    await office.at(MIDNIGHT + timedelta(hours=1))
    (told,) = await office.at(MIDNIGHT + timedelta(hours=1, seconds=10))
    assert told.row == "regional_calendar/520100@2026-11-flood/2026-11-26/1"
    regions, due_from = office.asked[0]
    assert regions is not None
    assert {"520100", "520122", "520181"} <= set(regions)
    assert not {"520000", "520300", "520302"} & set(regions)
    assert due_from == datetime(2026, 11, 27, tzinfo=CHINA)


async def test_a_decree_taken_back_concerns_whatever_is_open() -> None:
    """Without days nobody knows which were counted: every open case of the region computes again."""
    office = Office(FLOOD.model_copy(update={"days_off": (), "revision": 2}))
    await office.at(MIDNIGHT + timedelta(hours=1))
    await office.at(MIDNIGHT + timedelta(hours=2))
    assert office.asked[0][1] < datetime(2001, 1, 1, tzinfo=CHINA)


async def test_what_was_told_long_ago_is_not_told_again() -> None:
    """The shipped years, and a row that has counted for more than a month, are no news to a new leader."""
    office = Office(NOTICE)
    later = MIDNIGHT + timedelta(days=32)
    assert [await office.at(later), await office.at(later + timedelta(minutes=1))] == [[], []]


async def test_what_failed_is_told_by_the_next_look() -> None:
    """A broker that is away for one look: the next one tells the same."""
    office = Office(NOTICE)
    await office.at(MIDNIGHT + timedelta(hours=1))

    async def away(_: Sequence[Message]) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await office.recomputing.tick(to_milliseconds(MIDNIGHT + timedelta(hours=2)), office, away)
    assert [told.cases for told in await office.at(MIDNIGHT + timedelta(hours=2))] == [5]


async def test_a_new_leader_looks_under_ids_of_its_own_day() -> None:
    """What was decided by the old days after the first leader's looks is found by the next one's daily look."""
    first, second = Office(NOTICE, cases=CASES[:1]), Office(NOTICE, cases=CASES[:1])
    begin, later = MIDNIGHT + timedelta(hours=1), MIDNIGHT + timedelta(days=3)
    for office, start in ((first, begin), (second, later)):
        await office.at(start)
        for after in SCANS_MS[:4]:
            await office.at(start + timedelta(milliseconds=after))
    early, late = ([header(message, "ce_id") for message in office.sent] for office in (first, second))
    assert (early[:3], early[3] == late[3]) == (late[:3], False)
