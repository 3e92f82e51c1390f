"""Deferral and credit in the read model: facts of plays in, rows and answers out, each as the domain has it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from hub.domain.values import HUB
from hub.lanes.values import Record
from hub.readmodel import read_model
from hub.readmodel.deferrals import CHANGES as DEFERRAL_CHANGES
from hub.readmodel.subjects import CHANGES as SUBJECT_CHANGES
from schemas import facts
from schemas.commands import DeliverCase, RecomputeClocks, WithdrawApproval, WithdrawCase
from schemas.envelope import CAUSE, DIGEST, NUMBER
from schemas.facts.deferral import DEFERRAL
from schemas.reference import RegionalCalendar
from schemas.topics import FACTS
from schemas.values import encode
from tests.domain import test_credit as credit
from tests.domain import test_deferral as deferral
from tests.domain import test_found_early as early
from tests.domain import test_kept_after_all as kept
from tests.domain import test_standing as standing
from tests.domain.world import BODIES, CLERK, MONDAY, QINGZHEN, XIFENG
from tests.readmodel.log import PARTITION

if TYPE_CHECKING:
    from tests.domain.talking import Talk
    from tests.readmodel.ledgers import PostgresDatabase


def log_of(stage: Talk) -> list[Record]:
    """What the aggregates of a stage have said, as a log."""
    records: list[Record] = []
    for number, play in stage.plays.items():
        for place, fact in enumerate(play.said, start=1):
            headers = (
                ("ce_subject", number.encode()),
                ("ce_type", fact.ce_type.encode()),
                ("ce_time", fact.at.isoformat().encode()),
                (NUMBER, b"%d" % place),
                (DIGEST, f"{number}/{place}".encode()),
                (CAUSE, b"cause"),
            )
            records.append(Record(FACTS, 0, len(records), 0, number.encode(), encode(fact), headers))
    return records


async def project(model: PostgresDatabase, stage: Talk) -> None:
    """Let the projector read all of it."""
    ledger, records = model.ledger(), log_of(stage)
    await ledger.apply(PARTITION, records, 0, len(records))
    await ledger.close()


def test_every_fact_has_its_rule() -> None:
    """The tables at the files' ends know every fact of a subject, and every one of a deferral."""
    assert set(SUBJECT_CHANGES) == set(facts.SUBJECT_FACTS)
    assert set(DEFERRAL) - {facts.DeferralAsked} <= set(DEFERRAL_CHANGES)


async def test_another_calendar_moves_a_commitment(model: PostgresDatabase) -> None:
    """Its case, delivered long ago, is found for the new calendar, and its row has the new day."""
    stage = deferral.deferred("approve_first")
    stage.when(deferral.CASE, QINGZHEN, DeliverCase(by=CLERK, way="window"))
    before = stage.state(deferral.CASE).deferral.clock.due
    days_off = (MONDAY.date() + timedelta(days=1),)
    flood = RegionalCalendar(
        valid_from=MONDAY.date(), region=XIFENG, decree="样例", reason="防汛", source="样例", days_off=days_off
    )
    stage.play(deferral.CASE).reference = stage.rows.with_rows([flood], offset=1)
    stage.when(deferral.CASE, HUB, BODIES[RecomputeClocks])
    await project(model, stage)
    async with read_model(model.dsn) as ask:
        row = await ask.deferral(deferral.CASE)
        found = [await ask.open_cases(regions, MONDAY) for regions in (None, [XIFENG], ["520300"])]
    assert row is not None
    assert row.due == stage.state(deferral.CASE).deferral.clock.due == before + timedelta(days=1)
    assert found == [(deferral.CASE,), (deferral.CASE,), ()]


@pytest.mark.parametrize("is_listed", [False, True])
async def test_a_breach_that_was_none(model: PostgresDatabase, *, is_listed: bool) -> None:
    """Taken back: nothing hinders; a listing stays to be seen, with the measure that is in force and no other."""
    stage = kept.listed() if is_listed else kept.broken()
    kept.late(stage)
    await project(model, stage)
    async with read_model(model.dsn) as ask:
        row = await ask.deferral(deferral.CASE)
        known = await ask.credit(deferral.SUBJECT)
    assert row is not None
    assert known is not None
    assert (row.status, row.outstanding, row.broken_at) == ("fulfilled", (), None)
    (breach,) = known.breaches
    assert (breach.status, breach.taken_back_at) == ("listed" if is_listed else "taken_back", stage.now)
    assert known.may_defer
    assert [measure.code for measure in known.measures if measure.ended_at is None] == (["C03"] if is_listed else [])


@pytest.mark.parametrize("turn", ["runs_on", "kept", "stands", "ended", "again"])
async def test_a_breach_that_was_counted_too_early(model: PostgresDatabase, turn: str) -> None:
    """As the case and its applicant's subject have it; a broken one is found for the calendar that shows it."""
    stage = early.broken("approve_first")
    case = stage.state(deferral.CASE)
    before = case.deferral.broken.due
    if turn == "kept":
        deferral.supply(stage)
    elif turn == "ended":
        stage.now = case.deferral.statement_by
        stage.when(deferral.CASE, XIFENG, BODIES[WithdrawApproval])
    if turn == "stands":
        stage.now += timedelta(days=20)
    early.learn(stage, 2 if turn == "stands" else 40)
    if turn == "again":
        stage.run(stage.state(deferral.CASE).deferral.clock.due)
    await project(model, stage)
    async with read_model(model.dsn) as ask:
        row, known = await ask.deferral(deferral.CASE), await ask.credit(deferral.SUBJECT)
        found = await ask.open_cases([XIFENG], before)
    assert row is not None
    assert known is not None
    status = {"runs_on": "running", "kept": "fulfilled", "ended": "ended"}.get(turn, "broken")
    assert (row.status, row.broken_at is None) == (status, status != "broken")
    (breach,) = known.breaches
    assert (breach.status, known.may_defer) == (("recorded", False) if status == "broken" else ("taken_back", True))
    assert known.open_deferrals == ((deferral.CASE,) if turn == "runs_on" else ())
    assert found == ((deferral.CASE,) if turn in {"runs_on", "stands", "again"} else ())


@pytest.mark.parametrize("turn", ["running", "fulfilled", "broken", "ended"])
async def test_a_deferral_stands_as_its_case_has_it(model: PostgresDatabase, turn: str) -> None:
    """Status, what is missing and until when."""
    stage = deferral.deferred()
    due = stage.state(deferral.CASE).deferral.clock.due
    if turn == "fulfilled":
        deferral.supply(stage)
    elif turn == "broken":
        stage.run(due)
    elif turn == "ended":
        stage.when(deferral.CASE, QINGZHEN, WithdrawCase(by=CLERK, reason="不办了"))
    await project(model, stage)
    async with read_model(model.dsn) as ask:
        row = await ask.deferral(deferral.CASE)
        known = await ask.credit(deferral.SUBJECT)
    assert row is not None
    assert known is not None
    assert (row.status, row.due) == (turn, due)
    assert row.outstanding == (() if turn == "fulfilled" else ("M05",))
    assert known.open_deferrals == ((deferral.CASE,) if turn == "running" else ())
    assert known.may_defer == (turn != "broken")


async def test_measures_are_found_by_day_and_field(model: PostgresDatabase) -> None:
    """From the day they begin to their last, and no longer once repaired."""
    await project(model, credit.listed())
    async with read_model(model.dsn) as ask:
        assert [row.code for row in await ask.measures_in_force(date(2026, 12, 1))] == ["C03"]
        assert [row.code for row in await ask.measures_in_force(date(2027, 5, 31), "tenders")] == ["C03"]
        assert await ask.measures_in_force(date(2027, 6, 1)) == ()
        assert await ask.measures_in_force(date(2026, 12, 1), "state_land") == ()
        known = await ask.credit(credit.SUBJECT)
    assert known is not None
    assert [(breach.status, breach.document) for breach in known.breaches] == [("listed", "息市监决〔2026〕7号")]


async def test_a_repaired_subject_has_no_measure_in_force(model: PostgresDatabase) -> None:
    """The breach stays on record, settled."""
    stage = credit.listed()
    stage.when(credit.SUBJECT, QINGZHEN, credit.REPAIR)
    stage.when(credit.SUBJECT, XIFENG, credit.REPAIRED)
    await project(model, stage)
    async with read_model(model.dsn) as ask:
        known = await ask.credit(credit.SUBJECT)
        assert await ask.measures_in_force(date(2026, 12, 2)) == ()
    assert known is not None
    assert known.may_defer
    assert known.breaches[0].status == "repaired"


async def test_a_bar_stands_with_its_last_day(model: PostgresDatabase) -> None:
    """And nobody unknown has any credit."""
    await project(model, standing.denied())
    async with read_model(model.dsn) as ask:
        known = await ask.credit(standing.SUBJECT)
        assert await ask.credit("S" + "0" * 32) is None
        assert await ask.deferral(standing.CASE) is None
    assert known is not None
    assert [(bar.item_code, bar.until) for bar in known.bars] == [(standing.PHARMACY, date(2027, 11, 24))]
