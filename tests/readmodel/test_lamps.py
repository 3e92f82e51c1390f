"""Lamps in the read model: against what the domain keeps, counted by hand, and open cases for a new calendar."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from hub.readmodel import read_model
from hub.readmodel.lamp_statistics import FORMULAS, OfficerLamps
from schemas.commands import (
    AcceptCase,
    ClaimCase,
    DecideCase,
    ExplainLamp,
    JudgeExplanation,
    NoteGoodFaithError,
    RecomputeClocks,
)
from schemas.reference import Limit, RegionalCalendar
from schemas.times import CHINA
from tests.domain.world import (
    BODIES,
    FOOD,
    MONDAY,
    OFFICER,
    QINGZHEN,
    XIFENG,
    case_number,
    filing,
    officer,
)
from tests.readmodel.log import PARTITION, Log, busy_log, reference

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from hub.domain.reference import Reference
    from hub.readmodel import ReadModel
    from tests.readmodel.ledgers import PostgresDatabase

LATE = datetime(2026, 12, 2, 9, tzinfo=CHINA)
FIRST, SECOND, THIRD = case_number(1), case_number(2), case_number(3)


@cache
def patient() -> Reference:
    """Rows by which nobody has to claim a case soon: only its promise turns lamps."""
    policy = reference().policy(MONDAY.date())
    later = policy.model_copy(update={"claim": Limit(amount=60), "revision": policy.revision + 1})
    return reference().with_rows([later], offset=0)


def late_log(rows: Callable[[], Reference] = patient) -> Log:
    """Three registrations of one unit: two accepted and late, one handled in time; one of the late ones explained."""
    log = Log(rows)
    for number in (FIRST, SECOND, THIRD):
        log.say(QINGZHEN, number, filing(), MONDAY)
        log.say(XIFENG, number, ClaimCase(by=OFFICER), MONDAY)
        log.say(XIFENG, number, AcceptCase(by=OFFICER), MONDAY)
    log.say(XIFENG, THIRD, DecideCase(by=OFFICER, outcome="approved"), MONDAY)
    log.clock(LATE)
    log.say(XIFENG, FIRST, BODIES[ExplainLamp], LATE)
    log.say(XIFENG, FIRST, BODIES[JudgeExplanation], LATE)
    log.say(XIFENG, SECOND, BODIES[NoteGoodFaithError], LATE)
    return log


@pytest.fixture
async def ask(model: PostgresDatabase) -> AsyncIterator[ReadModel]:
    """The read model of those three."""
    await _projected(model, late_log())
    async with read_model(model.dsn) as asking:
        yield asking


async def _projected(model: PostgresDatabase, log: Log, batch: int = 7) -> None:
    ledger = model.ledger()
    for first in range(0, len(log.records), batch):
        some = log.records[first : first + batch]
        await ledger.apply(PARTITION, some, first, first + len(some))
    await ledger.close()


async def test_lamps_of_a_case(ask: ReadModel) -> None:
    """Yellow and red in their order, whose they are, and what was said of the red one."""
    yellow, red = await ask.lamps_of(FIRST)
    assert (yellow.lamp, yellow.number, red.lamp, red.number) == ("yellow", None, "red", 1)
    assert (red.clock, red.unit, red.officer_staff, red.due) == (
        "promise", OFFICER.unit, OFFICER.staff, datetime(2026, 11, 25, tzinfo=CHINA),
    )  # fmt: skip
    assert (red.reason, red.granted, red.judgement, red.counts) == ("系统停机,无法受理", True, "情况属实", False)
    assert await ask.lamps_of(THIRD) == ()


async def test_statistics_raw_and_adjusted(ask: ReadModel) -> None:
    """Of three cases two were red; one explanation granted leaves one; each figure has its formula."""
    (unit,) = await ask.unit_lamps(XIFENG)
    assert (unit.cases, unit.raw, unit.granted, unit.adjusted) == (3, 2, 1, 1)
    assert (unit.red_cases, unit.red_cases_adjusted, unit.by_clock) == (2, 1, {"promise": 1})
    assert (unit.share, unit.share_adjusted) == (2 / 3, 1 / 3)
    assert await ask.unit_lamps("520300") == ()
    assert await ask.unit_lamps(since=MONDAY + timedelta(minutes=1)) == ()
    assert set(FORMULAS) >= {"raw", "adjusted", "share", "share_adjusted", "officer"}


async def test_an_error_in_good_faith_is_not_the_officers(ask: ReadModel) -> None:
    """The unit's adjusted count keeps the lamp of an error in good faith; the officer's does not."""
    assert await ask.officer_lamps(OFFICER.unit) == (
        OfficerLamps("XF0101", raw=2, adjusted=1, good_faith=1, counted=0),
    )


async def test_a_day_of_the_province(model: PostgresDatabase) -> None:
    """After a busy day the read model has the red lamps that the domain keeps, batch by batch."""
    log = busy_log(60, seed=20261125)
    await _projected(model, log)
    async with read_model(model.dsn) as asking:
        for number, state in log.cases().items():
            rows = [lamp for lamp in await asking.lamps_of(number) if lamp.lamp == "red"]
            assert [(lamp.clock, lamp.due, lamp.turned_at, lamp.unit) for lamp in rows] == [
                (lamp.clock, lamp.due, lamp.at, lamp.unit) for lamp in state.red
            ]
        units = await asking.unit_lamps()
        assert sum(unit.raw for unit in units) == sum(len(state.red) for state in log.cases().values()) > 20
        assert sum(unit.cases for unit in units) == len(log.cases())


async def test_another_calendar_lifts_what_was_early(model: PostgresDatabase) -> None:
    """A day decreed off after the fact: its clock moves, its lamp goes back to yellow, the red one no longer counts."""
    known = [patient()]
    log = late_log(lambda: known[-1])
    flood = RegionalCalendar(
        valid_from=MONDAY.date(),
        region=XIFENG,
        decree="样例",
        reason="防汛",
        source="样例",
        days_off=tuple(MONDAY.date() + timedelta(days=day) for day in range(1, 10)),
    )
    known.append(patient().with_rows([flood], offset=1))
    log.casework.begin()
    log.say("hub", SECOND, BODIES[RecomputeClocks], LATE)
    await _projected(model, log)
    async with read_model(model.dsn) as asking:
        case, (_, red) = await asking.case(SECOND), await asking.lamps_of(SECOND)
    assert case is not None
    assert (case.lamp, case.due, red.lifted_at) == ("yellow", datetime(2026, 12, 4, tzinfo=CHINA), LATE)
    assert not red.counts


async def test_silence_corrected(model: PostgresDatabase) -> None:
    """Received in time, handled late: accepted by hand, no longer deemed so, the early lamps lifted."""
    log, by = Log(), officer("X1", FOOD)
    spoken = datetime(2026, 12, 1, tzinfo=CHINA)
    log.say(QINGZHEN, FIRST, filing(FOOD), MONDAY)
    log.clock(datetime(2026, 11, 28, tzinfo=CHINA))
    log.say(XIFENG, FIRST, ClaimCase(by=by), spoken - timedelta(hours=1))
    log.clock(spoken + timedelta(hours=2))
    log.say(XIFENG, FIRST, AcceptCase(by=by), spoken - timedelta(minutes=1))
    await _projected(model, log)
    async with read_model(model.dsn) as asking:
        case, lamps = await asking.case(FIRST), await asking.lamps_of(FIRST)
    assert case is not None
    assert (case.stage, case.deemed_accepted) == ("accepted", False)
    red = [(lamp.clock, lamp.counts) for lamp in lamps if lamp.lamp == "red"]
    assert red == [("claim", True), ("acceptance", False), ("promise", False)]


async def test_a_case_whose_explanation_waits_is_open_to_a_new_calendar(model: PostgresDatabase) -> None:
    """Wherever it is and whatever its own limits: who judges may sit in another region. Judged, it is no more."""
    log = late_log()
    log.say(XIFENG, SECOND, BODIES[ExplainLamp], LATE)
    await _projected(model, log)
    async with read_model(model.dsn) as asking:
        assert await asking.open_cases(["520300"], LATE + timedelta(days=300)) == (SECOND,)


async def test_open_cases_for_a_new_calendar(ask: ReadModel) -> None:
    """Open cases by number, page by page, of some regions, with a clock that is due after a day."""
    found: list[Any] = [*await ask.open_cases(None, MONDAY, limit=1)]
    found += await ask.open_cases(None, MONDAY, after=found[-1])
    assert found == sorted([FIRST, SECOND])
    assert await ask.open_cases([XIFENG], MONDAY) == tuple(found)
    assert await ask.open_cases(["520300"], MONDAY) == ()
    assert await ask.open_cases(None, LATE + timedelta(days=300)) == ()
