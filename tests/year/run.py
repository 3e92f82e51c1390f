"""The year itself: file, act, listen, let the clock say the time; step after step."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from heapq import merge
from random import Random
from typing import TYPE_CHECKING, Final

import orjson

from hub.domain.reference import Reference
from hub.integrity.verify import Report
from hub.lanes.values import Partition
from hub.reference.load import load
from schemas.times import CHINA, from_milliseconds, to_milliseconds
from schemas.topics import FACTS
from tests.domain.signing import key_rows
from tests.year.below import reviewed_below
from tests.year.calendars import IMPORTS, Calendars
from tests.year.filings import GUIZHOU, filings
from tests.year.offices import Offices
from tests.year.people import People
from tests.year.projects import Projects
from tests.year.stage import PARTITIONS, STEP_MS, Stage
from tests.year.tally import TOLD, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hub.client.sample import Filing
    from schemas.reference import CalendarYear, RegionalCalendar

_ALL: Final = 1_000_000
_DAYTIME: Final = range(7, 21)


@dataclass(frozen=True)
class Plan:
    """How much of which days, from which seed."""

    cases: int
    seed: int
    first: date = date(2026, 1, 1)
    last: date = date(2026, 12, 31)
    imports: tuple[CalendarYear | RegionalCalendar, ...] = IMPORTS
    """Notices and decrees that become known on their day."""


@dataclass
class Year:
    """What a run leaves for whoever judges it."""

    plan: Plan
    stage: Stage
    tally: Tally = field(default_factory=Tally)
    seconds: float = 0.0
    report: Report = field(default_factory=Report)
    """What ``hub verify-log`` says of its log."""


async def play(plan: Plan, tell: Callable[[str], None]) -> Year:
    """Play all days of the plan."""
    began = time.monotonic()
    reference = _signing(load(), plan.first)
    begin = datetime.combine(plan.first, clock_time(), CHINA)
    calendars = Calendars(reference, plan.imports)
    stage = Stage(begin, reference.endpoints(plan.first), lambda: calendars.known)
    await stage.open()
    year = Year(plan, stage)
    offices = Offices(reference.calendar_for(GUIZHOU, plan.last), Random(plan.seed))
    projects, days = Projects(reference, Random(f"projects {plan.seed}")), (plan.first, plan.last)
    people = People(stage, offices, Random(plan.seed), projects)
    coming = merge(
        filings(plan.cases, plan.seed, reference, days),
        projects.founded(plan.cases, days),
        reviewed_below(plan.cases, Random(f"below {plan.seed}"), reference, days),
        key=lambda one: one.at,
    )
    waiting = next(coming, None)
    now, day, counted = to_milliseconds(begin), plan.first, _counting(year)
    while day <= plan.last:
        length = STEP_MS if from_milliseconds(now).hour in _DAYTIME else 4 * STEP_MS
        now += length
        while waiting is not None and to_milliseconds(waiting.at) < now:
            _file(stage, waiting)
            waiting = next(coming, None)
        people.act(now)
        await stage.step(length)
        people.listen()
        next(counted)
        if (now - to_milliseconds(begin)) % 86_400_000 == 0:
            day += timedelta(days=1)
            await calendars.begin(day, now, stage)
            year.tally.counts[TOLD] = calendars.told
            if day.day == 1:
                tell(f"{day - timedelta(days=1):%Y-%m}: {year.tally.counts['case.filed']:,} filed, "
                     f"{year.tally.counts['case.decided']:,} decided, {time.monotonic() - began:.0f} s")  # fmt: skip
    year.seconds = time.monotonic() - began
    await stage.close()
    year.report = await stage.verified()
    next(counted)
    return year


def _signing(known: Reference, on: date) -> Reference:
    """Give the shipped rows with a key for every issuer."""
    return Reference.from_rows((*known.rows.values(), *key_rows(known, on)), known.offset, known.subject_key)


def _file(stage: Stage, filing: Filing) -> None:
    stage.post(filing.endpoint, to_milliseconds(filing.at), (filing.ce_type, filing.number, orjson.dumps(filing.data)))


def _counting(year: Year) -> Iterator[None]:
    """Count what is new in ``facts``, again and again."""
    offsets = [0] * PARTITIONS
    while True:
        for number in range(PARTITIONS):
            records, offsets[number] = year.stage.server.log(Partition(FACTS, number)).read(offsets[number], _ALL)
            for record in records:
                year.tally.count(record)
        yield
