"""What screens ask, after a day's sample was handled: each answer against what the domain itself says."""

from __future__ import annotations

import base64
import contextlib
from collections import Counter
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.application.state import CLOSED, ApplicationState
from hub.readmodel import read_model
from hub.readmodel.queries import CursorError, _read_cursor
from schemas.facts import BundleFiled, Lamp
from tests.readmodel.log import PARTITION, SECTION, Log, busy_log, facts_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hub.readmodel import ReadModel
    from tests.readmodel.ledgers import PostgresDatabase

WORST: list[Lamp] = ["green", "yellow", "red"]


@cache
def log() -> Log:
    return busy_log(250, seed=31)


@pytest.fixture
async def ask(model: PostgresDatabase) -> AsyncIterator[ReadModel]:
    """The read model of the whole log."""
    ledger = model.ledger()
    await ledger.apply(PARTITION, log().records, 0, len(log().records))
    await ledger.close()
    async with read_model(model.dsn) as asking:
        yield asking


def busiest_unit() -> str:
    """The unit with most to do."""
    waiting = (state for state in log().cases().values() if state.stage in {"filed", "accepted"})
    return Counter(state.competent.unit for state in waiting).most_common(1)[0][0]


def to_do(unit: str) -> list[str]:
    """The unit's open cases in the order a work list must have."""
    waiting = [
        state
        for state in log().cases().values()
        if state.competent.unit == unit and state.stage in {"filed", "accepted"}
    ]
    return [state.number for state in sorted(waiting, key=_urgency)]


def _urgency(state: ApplicationState) -> tuple[bool, bool, object, str]:
    due = min((running.clock.due for running in state.clocks), default=None)
    return not state.urgent, due is None, due or 0, state.number


async def test_case(ask: ReadModel) -> None:
    """A case has its item, its stage and its applicant's masked name, its times with China's offset."""
    for number, state in list(log().cases().items())[:20]:
        case = await ask.case(number)
        assert case
        assert (case.item_name, case.stage, case.filed_at) == (state.item.name, state.stage, state.filed_at)
        assert case.filed_at.utcoffset() == timedelta(hours=8)
        assert case.applicant
    assert await ask.case("no such number") is None


async def test_timeline(ask: ReadModel) -> None:
    """A timeline has every fact of its aggregate in order, each with the command that caused it."""
    number = next(iter(log().cases()))
    said = [(link.number, link.digest, fact.ce_type, fact.at) for key, fact, link in facts_of(log()) if key == number]
    timeline = await ask.timeline(number)
    assert [(entry.number, entry.digest, entry.type, entry.at) for entry in timeline] == said
    assert timeline[0].cause
    assert timeline[0].body["number"] == number


@pytest.mark.parametrize("limit", [1, 3, 500])
async def test_work_list(ask: ReadModel, limit: int) -> None:
    """Page by page a unit sees each open case once: urgent ones first, then first due, without a clock last."""
    unit, seen, cursor = busiest_unit(), list[str](), None
    while True:
        page = await ask.work_of_unit(unit, after=cursor, limit=limit)
        assert len(page.cases) <= limit
        seen += [case.number for case in page.cases]
        cursor = page.following
        if cursor is None:
            break
    assert seen == to_do(unit)
    assert len(seen) > 3
    assert 0 < sum(bool(log().cases()[number].urgent) for number in seen) < len(seen)


async def test_work_by_stage_and_endpoint(ask: ReadModel) -> None:
    """An endpoint's list holds the cases of all its units, at the stages that were asked for."""
    endpoint = Counter(state.competent.endpoint for state in log().cases().values()).most_common(1)[0][0]
    page = await ask.work_of_endpoint(endpoint, stages=["correcting", "decided"], limit=500)
    expected = {
        number
        for number, state in log().cases().items()
        if state.competent.endpoint == endpoint and state.stage in {"correcting", "decided"}
    }
    assert {case.number for case in page.cases} == expected
    assert page.following is None


async def test_work_of_a_section(ask: ReadModel) -> None:
    """A section's list holds what was claimed for it, and nothing of the rest of its unit."""
    claimed = [state for state in log().cases().values() if state.competent.section and state.stage == "accepted"]
    unit = claimed[0].competent.unit
    page = await ask.work_of_section((unit, SECTION), stages=["accepted"])
    assert {case.number for case in page.cases} == {one.number for one in claimed if one.competent.unit == unit}
    assert {case.competent_section for case in page.cases} == {SECTION}


@pytest.mark.parametrize("cursor", ["x", "!!!!", base64.urlsafe_b64encode(b"yesterday|1").decode(), "MjAyNi1XMDEtMXwx"])
async def test_not_a_cursor(ask: ReadModel, cursor: str) -> None:
    """A cursor that no page gave is an error of its own."""
    with pytest.raises(CursorError):
        await ask.work_of_unit(busiest_unit(), after=cursor)


@given(st.text(max_size=30) | st.binary(max_size=30).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_any_cursor(cursor: str) -> None:
    """Whatever somebody types as a cursor is read or refused, never anything worse."""
    with contextlib.suppress(CursorError):
        _, due, number = _read_cursor(cursor)
        assert due == "infinity" or datetime.fromisoformat(due).tzinfo
        assert "\0" not in number


async def test_bundle(ask: ReadModel) -> None:
    """A bundle lists its cases in the order they were filed, each with what it told and how it stands."""
    number, filed = next((key, fact) for key, fact, _ in facts_of(log()) if isinstance(fact, BundleFiled))
    bundle = await ask.bundle(number)
    assert bundle
    assert bundle.title == filed.title
    assert [child.number for child in bundle.children] == [child.case for child in filed.children]
    outcomes = {child.case: child.outcome for child in log().state(number).children}
    for child in bundle.children:
        state = log().cases()[child.number]
        assert (child.outcome, child.stage, child.item_name) == (outcomes[child.number], state.stage, state.item.name)
        assert child.due == min((running.clock.due for running in state.clocks), default=None)
    assert await ask.bundle("no such number") is None


async def test_lamps(ask: ReadModel) -> None:
    """Open cases are counted by unit and lamp; a case shows the worst lamp of its clocks."""
    expected: Counter[tuple[str, str | None]] = Counter()
    for state in log().cases().values():
        if state.stage not in CLOSED:
            lamp = max((running.lamp for running in state.clocks), key=WORST.index, default=None)
            expected[state.competent.unit, lamp] += 1
    counts = await ask.lamps()
    assert {(count.unit, count.lamp): count.cases for count in counts} == expected
    of_one = await ask.lamps(counts[0].endpoint)
    assert of_one
    assert {count.endpoint for count in of_one} == {counts[0].endpoint}


async def test_read_only(ask: ReadModel) -> None:
    """A connection for questions can't change anything."""
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        await ask._connection.execute("DELETE FROM readmodel.cases")
