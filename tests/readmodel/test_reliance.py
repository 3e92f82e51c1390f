"""Who relied on what: rows and answers of the read model, from facts that casework itself has written."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from hub.cli.reliance_words import fields_of, rows_of
from hub.domain.values import HUB
from hub.readmodel import read_model
from hub.readmodel.cases import Link
from hub.readmodel.reliance_rows import Uses, project_reliances
from schemas import commands, facts
from schemas.parties import Personal
from schemas.times import CHINA
from tests.domain import test_reporting as reporting
from tests.domain import world
from tests.domain.documents import BODIES
from tests.domain.relying import BODY, BY, CHANGE, LICENCE, material
from tests.domain.world import CLERK, MONDAY, OFFICER, QINGZHEN, XIFENG, case_number
from tests.readmodel.log import PARTITION, Log, facts_of
from tests.readmodel.test_credit import log_of

if TYPE_CHECKING:
    from schemas.reference import Unit
    from tests.readmodel.ledgers import PostgresDatabase

OPEN, CLOSED, REPLACED, LATE = (case_number(seed) for seed in (41, 42, 43, 44))


def founded() -> Log:
    """A company with its licence."""
    kept, at = Log(world.reference), MONDAY
    founding = case_number()
    filing = world.filing(form=world.FORMS["company-founding"] | {"company_name": BODY.name})
    kept.say(QINGZHEN, founding, filing, at)
    for body in (
        world.BODIES[commands.ClaimCase],
        world.BODIES[commands.AcceptCase],
        commands.DecideCase(by=OFFICER, outcome="approved"),
    ):
        kept.say(XIFENG, founding, body, at)
    return kept


def log() -> Log:
    """A licence; a case that rests on it, one that is closed, one with paper instead, one that came too late."""
    kept, at = founded(), MONDAY
    for number in (OPEN, CLOSED, REPLACED):
        at += timedelta(minutes=1)
        kept.say(QINGZHEN, number, change(), at)
    kept.say(QINGZHEN, CLOSED, commands.WithdrawCase(by=CLERK, reason="申请人不再需要"), at)
    kept.say(XIFENG, LICENCE, BODIES[commands.SuspendDocument], at)
    kept.say(QINGZHEN, REPLACED, commands.ReplaceMaterials(by=CLERK, materials=(material(None),)), at)
    at += timedelta(minutes=1)
    kept.say(XIFENG, LICENCE, BODIES[commands.RescindDocument], at)
    kept.say(QINGZHEN, LATE, change(), at)
    return kept


def change() -> commands.FileApplication:
    """A change of registration that names the licence."""
    return world.filing(CHANGE, applicant_kind="2", personal=Personal(applicant=BODY), materials=(material(),))


def test_the_whole_way_on_the_log() -> None:
    """From founding to rescission by casework alone: what is open is held, and no approval passes."""
    kept = log()
    assert kept.state(LICENCE).stage == "rescinded"
    assert kept.state(OPEN).reliances.documents[0].status == "held"
    assert kept.state(REPLACED).reliances.documents == ()
    assert kept.state(CLOSED).stage == "withdrawn"
    assert kept.state(LATE).reliances.documents[0].code == "reliance_rescinded"
    assert kept.state(LICENCE).relied == (OPEN,)
    kept.say(XIFENG, OPEN, commands.ClaimCase(by=BY), MONDAY + timedelta(hours=1))
    kept.say(XIFENG, OPEN, commands.AcceptCase(by=BY), MONDAY + timedelta(hours=1))
    kept.say(XIFENG, OPEN, commands.DecideCase(by=BY, outcome="approved"), MONDAY + timedelta(hours=1))
    refused = [fact for number, fact, _ in facts_of(kept) if number == OPEN][-1]
    assert isinstance(refused, facts.CaseRefused)
    assert refused.code == "reliance_held"


def test_nothing_personal_stands_in_facts_of_use() -> None:
    """The holder is compared, never written."""
    for _, fact, _ in facts_of(log()):
        if isinstance(fact, facts.DocumentReliedOn | facts.DocumentNotReliedOn | facts.RelianceAsked):
            assert BODY.uscc not in fact.model_dump_json()
            assert world.person().identity.number not in fact.model_dump_json()


def test_a_fact_seen_twice_changes_nothing() -> None:
    """Rows go by the number of the last fact."""
    rows: Uses = {}
    told = [(fact, link) for number, fact, link in facts_of(log()) if number == LICENCE]
    for fact, link in told:
        rows = project_reliances(rows, LICENCE, fact, link)
    again = rows
    for fact, link in told:
        again = project_reliances(again, LICENCE, fact, link)
    assert again == rows
    assert rows[CLOSED, "M05"].why_ended == "closed"
    assert isinstance(told[0][1], Link)


@pytest.mark.engines
async def test_what_a_supervisor_sees(model: PostgresDatabase) -> None:
    """Every use of a document; and of those in force no more the open cases first, without what was replaced."""
    kept = log()
    ledger = model.ledger()
    half = len(kept.records) // 2
    await ledger.apply(PARTITION, kept.records[:half], 0, half)
    await ledger.apply(PARTITION, kept.records[half:], half, len(kept.records))
    await ledger.close()
    async with read_model(model.dsn) as ask:
        uses = {use.case_number: use for use in await ask.relied_on(LICENCE)}
        assert set(uses) == {OPEN, CLOSED, REPLACED, LATE}
        assert [uses[number].open for number in (OPEN, CLOSED, REPLACED, LATE)] == [True, False, True, True]
        assert uses[LATE].code == "reliance_rescinded"
        assert uses[LATE].relied_at is None
        assert {use.state for use in uses.values()} == {"03"}
        for whose in ({"unit": BY.unit}, {"endpoint": XIFENG}, {}):
            assert [use.case_number for use in await ask.affected(**whose)] == [OPEN, CLOSED]
        assert await ask.affected(endpoint=QINGZHEN) == ()
        (of_case,) = await ask.reliances_of(OPEN)
        assert of_case == uses[OPEN]
        (row,) = rows_of([fields_of(of_case)])
        assert row[0] == f"营业执照 {LICENCE}"
        assert str(row[1]).startswith("03 撤销")


@pytest.mark.engines
async def test_a_supervisor_sees_what_rests_on_a_version_that_was_corrected(model: PostgresDatabase) -> None:
    """The open case first, which waits for its officer, then the closed; what names the new one is not listed."""
    kept, at = founded(), MONDAY + timedelta(minutes=1)
    for number in (OPEN, CLOSED):
        kept.say(QINGZHEN, number, change(), at)
    kept.say(QINGZHEN, CLOSED, commands.WithdrawCase(by=CLERK, reason="申请人不再需要"), at)
    wording = commands.Wording(before=BODY.name, after=f"{BODY.name[:-4]}实业有限公司")
    slip = commands.DecisionCorrection(field="company_name", personal=wording)
    kept.say(XIFENG, case_number(), commands.CorrectDecision(by=OFFICER, corrections=(slip,), reason="笔误"), at)
    ledger = model.ledger()
    await ledger.apply(PARTITION, kept.records, 0, len(kept.records))
    await ledger.close()
    async with read_model(model.dsn) as ask:
        found = await ask.affected()
        assert [(use.case_number, use.open, use.state) for use in found] == [(OPEN, True, "05"), (CLOSED, False, "05")]


@pytest.mark.engines
async def test_reports_about_a_document(model: PostgresDatabase) -> None:
    """What was reported, how its lamp stands, what was answered: each row as the facts have it, batch by batch."""
    talk = reporting.reported()
    talk.when(LICENCE, QINGZHEN, reporting.REPORT)
    talk.when(LICENCE, XIFENG, reporting.NOT_UPHELD)
    talk.run(datetime(2026, 12, 20, tzinfo=CHINA))
    records = log_of(talk)
    ledger = model.ledger()
    for place, record in enumerate(records):
        await ledger.apply(PARTITION, [record], place, place + 1)
    await ledger.close()
    async with read_model(model.dsn) as ask:
        first, second = await ask.reports_about(LICENCE)
        assert (first.upheld, first.reason, first.in_time, first.lamp) == (False, "现场核查相符", True, "green")
        assert (second.upheld, second.lamp, second.number) == (None, "red", 2)
        assert second.supervisor_endpoint == _supervisor().endpoint
        assert await ask.open_reports(XIFENG) == await ask.open_reports() == (second,)
        assert await ask.open_reports(QINGZHEN) == ()


@pytest.mark.engines
async def test_a_report_moves_with_the_calendar(model: PostgresDatabase) -> None:
    """Its document is found where the issuer is, until it is answered; a red lamp that was early goes back."""
    talk = reporting.reported()
    talk.run(datetime(2026, 12, 8, tzinfo=CHINA))
    talk.play(LICENCE).reference = reporting.decreed(date(2026, 12, 3), date(2026, 12, 4), date(2026, 12, 7))
    talk.when(LICENCE, HUB, reporting.RECOMPUTE)
    records, ledger = log_of(talk), model.ledger()
    for place, record in enumerate(records):
        await ledger.apply(PARTITION, [record], place, place + 1)
    async with read_model(model.dsn) as ask:
        (row,) = await ask.reports_about(LICENCE)
        assert (row.due, row.lamp, row.supervisor_endpoint) == (datetime(2026, 12, 11, tzinfo=CHINA), "green", None)
        for regions, due_from, found in (
            (None, MONDAY, (LICENCE,)),
            ([XIFENG], MONDAY, (LICENCE,)),
            ([QINGZHEN], MONDAY, ()),
            (None, row.due, ()),
        ):
            assert await ask.reported_documents(regions, due_from) == found
        assert await ask.reported_documents(None, MONDAY, after=LICENCE) == ()
    talk.when(LICENCE, XIFENG, reporting.UPHELD)
    await ledger.apply(PARTITION, log_of(talk)[len(records) :], len(records), len(records) + 1)
    await ledger.close()
    async with read_model(model.dsn) as ask:
        assert await ask.reported_documents(None, MONDAY) == ()


def _supervisor() -> Unit:
    found = world.reference().unit(world.SUPERVISOR.unit, MONDAY.date())
    assert found is not None
    return found
