"""PostgreSQL's own ways to fail, and facts that must not kill the projector."""

from __future__ import annotations

import asyncio
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import orjson
import psycopg
import pytest
from psycopg import sql

from hub.lanes.alerts import Alert
from hub.lanes.ports import NotAllowed, UnknownOutcome, Unreachable
from hub.readmodel import PostgresLedger, read_model
from hub.readmodel.comparison import TABLES
from hub.readmodel.credit_rows import BarRow, BreachRow, DeferralRow, MeasureRow, SubjectRow
from hub.readmodel.document_rows import DocumentRow
from hub.readmodel.reliance_rows import RelianceRow
from hub.readmodel.report_rows import ReportRow
from hub.readmodel.rows import BundleRow, CaseRow, ChildRow, PersonalRow, TimelineRow
from schemas.commands import ClaimCase
from schemas.envelope import DIGEST, NUMBER
from tests.contract.patience import until
from tests.domain.world import MONDAY, QINGZHEN, XIFENG, case_number, filing, officer, person
from tests.readmodel.log import PARTITION, Alarms, Log

if TYPE_CHECKING:
    from hub.lanes.values import Record
    from hub.settings import DatabaseAccess
    from tests.readmodel.ledgers import PostgresDatabase

NUMBER_OF_CASE = case_number()


@pytest.fixture
def records() -> list[Record]:
    """A case filed and claimed."""
    log = Log()
    log.say(QINGZHEN, NUMBER_OF_CASE, filing(), MONDAY)
    log.say(XIFENG, NUMBER_OF_CASE, ClaimCase(by=officer()), MONDAY)
    return log.records


def altered(record: Record, number: int, **changes: Any) -> Record:
    """The record at another number of its chain, with another type or value."""
    type_ = changes.get("type", dict(record.headers)["ce_type"].decode())
    new = {NUMBER: b"%d" % number, DIGEST: b"digest %d" % number, "ce_type": type_.encode()}
    headers = tuple((name, new.get(name, value)) for name, value in record.headers)
    return record._replace(headers=headers, value=changes.get("value", record.value))


async def applying_is_stuck(dsn: str) -> None:
    """Wait until the projector's connection waits for a lock."""

    async def stuck() -> bool:
        return bool(stuck_backends(dsn))

    await until(stuck)


def stuck_backends(dsn: str) -> list[int]:
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'hub.projector' AND wait_event_type = 'Lock'"
        ).fetchall()
    return [row[0] for row in rows]


def kill(dsn: str, backend: int) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute("SELECT pg_terminate_backend(%s)", [backend])


@pytest.mark.parametrize("table", ["positions", "timeline", "personal", "cases"])
async def test_connection_dies_in_the_middle(model: PostgresDatabase, records: list[Record], table: str) -> None:
    """A connection killed before the commit means Unreachable: nothing is stored, and the same call succeeds after."""
    ledger = model.ledger()
    with psycopg.connect(model.dsn) as holder:
        holder.execute(f"LOCK TABLE readmodel.{table}".encode())
        under_way = asyncio.create_task(ledger.apply(PARTITION, records, 0, 2))
        await applying_is_stuck(model.dsn)
        kill(model.dsn, stuck_backends(model.dsn)[0])
        with pytest.raises(Unreachable):
            await under_way
    assert model.kept() == {}
    assert await ledger.position(PARTITION) == 0
    await ledger.apply(PARTITION, records, 0, 2)
    assert len(model.kept()) == 2
    await ledger.close()


async def test_connection_dies_in_the_commit(model: PostgresDatabase, records: list[Record]) -> None:
    """A connection killed while the commit is under way means UnknownOutcome: whoever opens again looks."""
    ledger = model.ledger()
    with psycopg.connect(model.dsn) as holder:
        # a check at commit time that waits for us
        holder.execute(
            "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$"
        )
        holder.execute(
            "CREATE CONSTRAINT TRIGGER waiting AFTER INSERT ON readmodel.positions DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION wait()"
        )
        holder.commit()
        holder.execute("SELECT pg_advisory_xact_lock(1)")
        under_way = asyncio.create_task(ledger.apply(PARTITION, records, 0, 2))
        await applying_is_stuck(model.dsn)
        kill(model.dsn, stuck_backends(model.dsn)[0])
        with pytest.raises(UnknownOutcome):
            await under_way
    following = await ledger.position(PARTITION)
    assert following == 0
    await ledger.apply(PARTITION, records, following, 2)
    assert len(model.kept()) == 2
    await ledger.close()


async def test_cancelled(model: PostgresDatabase, records: list[Record]) -> None:
    """An apply that was cancelled stores nothing and leaves nothing locked."""
    ledger = model.ledger()
    with psycopg.connect(model.dsn) as holder:
        holder.execute("LOCK TABLE readmodel.cases")
        under_way = asyncio.create_task(ledger.apply(PARTITION, records, 0, 2))
        await applying_is_stuck(model.dsn)
        under_way.cancel()
        with pytest.raises(asyncio.CancelledError):
            await under_way
    await ledger.apply(PARTITION, records, 0, 2)
    assert len(model.kept()) == 2
    await ledger.close()


async def test_cases_of_a_period_are_found_by_the_time_of_facts(model: PostgresDatabase) -> None:
    """Upload tables ask for a month of years of facts: an index says which stretch of the table to read."""
    async with await psycopg.AsyncConnection.connect(model.dsn) as connection:
        # few rows are read whole all the same
        await connection.execute("SET enable_seqscan = off")
        since, until_ = MONDAY, MONDAY.replace(day=28)
        cursor = await connection.execute(
            "EXPLAIN SELECT DISTINCT aggregate FROM readmodel.timeline WHERE at >= %s AND at < %s", [since, until_]
        )
        plan = "\n".join(row[0] for row in await cursor.fetchall())
    assert "timeline_time" in plan


async def test_no_server(tmp_path: object) -> None:
    """Where nobody listens, everything is Unreachable."""
    ledger = PostgresLedger(f"host={tmp_path} dbname=hub", Alarms())
    with pytest.raises(Unreachable):
        await ledger.position(PARTITION)
    with pytest.raises(Unreachable):
        await ledger.apply(PARTITION, [], 0, 1)
    await ledger.close()


async def test_not_migrated(database: DatabaseAccess) -> None:
    """Without its schema the read model says that it must be migrated first."""
    ledger = PostgresLedger(database.dsn, Alarms())
    with pytest.raises(Unreachable, match="migrate first"):
        await ledger.position(PARTITION)
    await ledger.close()


async def test_another_log(model: PostgresDatabase, records: list[Record]) -> None:
    """Rows made of another cluster's log are refused until the model is rebuilt; an unnamed log is no reason."""
    ledger = PostgresLedger(model.dsn, Alarms(), log="cluster/one")
    await ledger.apply(PARTITION, records, 0, 2)
    assert await ledger.position(PARTITION) == 2
    await ledger.close()
    other = PostgresLedger(model.dsn, Alarms(), log="cluster/two")
    with pytest.raises(NotAllowed, match="rebuild"):
        await other.position(PARTITION)
    await other.close()
    unnamed = model.ledger()
    assert await unnamed.position(PARTITION) == 2
    await unnamed.close()


@pytest.mark.parametrize(
    ("type_", "value", "body"),
    [
        ("cn.tongban.case.teleported.v1", b'{"to":"x","personal":{"name":"y"}}', {"to": "x"}),
        ("cn.tongban.case.claimed.v2", b'{"by":{"unit":"u"}}', {"by": {"unit": "u"}}),
        ("cn.tongban.case.claimed.v1", b'{"by":1e999999}', None),
        ("cn.tongban.case.claimed.v1", b"\xff not JSON", None),
        ("cn.tongban.case.claimed.v1", None, None),
        ("cn.tongban.case.claimed.v1", b'{"by":"\\u0000 \\\\u0000"}', {"by": "\ufffd \\u0000"}),
    ],
    ids=["unknown type", "later version", "a number beyond all", "no JSON", "no value", "a NUL"],
)
async def test_unreadable(
    model: PostgresDatabase, records: list[Record], type_: str, value: bytes | None, body: object
) -> None:
    """A fact nobody here can read stays in the timeline and is an alarm; the case stands, and later facts go on."""
    strange = altered(records[1], 2, type=type_, value=value)
    ledger = model.ledger()
    await ledger.apply(PARTITION, [records[0], strange], 0, 2)
    assert model.alarms.alerts == [Alert.FACT_UNREADABLE]
    async with read_model(model.dsn) as ask:
        case, timeline = await ask.case(NUMBER_OF_CASE), await ask.timeline(NUMBER_OF_CASE)
        assert case
        assert (case.fact_number, case.holder_staff) == (1, None)
        assert [(entry.number, entry.type) for entry in timeline[1:]] == [(2, type_)]
        assert timeline[1].body == body
        await ledger.apply(PARTITION, [altered(records[1], 3)], 2, 3)
        case = await ask.case(NUMBER_OF_CASE)
        assert case
        assert (case.fact_number, case.holder_staff) == (3, "XF0101")
    await ledger.close()


async def test_no_fact_at_all(model: PostgresDatabase, records: list[Record]) -> None:
    """A record without our envelope is an alarm with its place in the log, and is passed over."""
    ledger = model.ledger()
    await ledger.apply(PARTITION, [records[0]._replace(headers=(), offset=7), records[0]], 0, 2)
    assert model.alarms.told == [(Alert.FACT_UNREADABLE, "no fact at facts/0/7")]
    assert list(model.kept()) == [(NUMBER_OF_CASE, 1)]
    await ledger.close()


async def test_a_nul_in_a_form(model: PostgresDatabase) -> None:
    """A character that PostgreSQL can't hold does not stop the projector: it shows as the replacement character."""
    log = Log()
    log.say(QINGZHEN, NUMBER_OF_CASE, filing(), MONDAY)
    record = log.records[0]
    data = orjson.loads(record.value or b"")
    data["application"]["form"] = {"name\x00": "a\x00b", "path": "C:\\u0000"}
    ledger = model.ledger()
    await ledger.apply(PARTITION, [record._replace(value=orjson.dumps(data))], 0, 1)
    async with read_model(model.dsn) as ask:
        timeline = await ask.timeline(NUMBER_OF_CASE)
    assert timeline[0].body["application"]["form"] == {"name\ufffd": "a\ufffdb", "path": "C:\\u0000"}
    await ledger.close()


def everything(connection: psycopg.Connection, table: str) -> str:
    rows = sql.SQL("SELECT whole::text FROM readmodel.{} AS whole").format(sql.Identifier(table))
    return str(connection.execute(rows).fetchall())


async def test_persons_are_in_one_place(model: PostgresDatabase, records: list[Record]) -> None:
    """Of all tables only `personal` names anybody, and deleting its row erases the person from every answer."""
    ledger = model.ledger()
    await ledger.apply(PARTITION, records, 0, 2)
    await ledger.close()
    applicant = person()
    with psycopg.connect(model.dsn, autocommit=True) as connection:
        texts = {table: everything(connection, table) for table in TABLES}
        assert [table for table, text in texts.items() if applicant.identity.number in text] == ["personal"]
        assert [table for table, text in texts.items() if applicant.name in text] == ["personal"]
        async with read_model(model.dsn) as ask:
            case = await ask.case(NUMBER_OF_CASE)
            assert case
            assert case.applicant == "王**"
            connection.execute("DELETE FROM readmodel.personal WHERE aggregate = %s", [NUMBER_OF_CASE])
            case = await ask.case(NUMBER_OF_CASE)
            assert case
            assert case.applicant is None


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ("cases", CaseRow),
        ("bundles", BundleRow),
        ("bundle_children", ChildRow),
        ("timeline", TimelineRow),
        ("personal", PersonalRow),
        ("deferrals", DeferralRow),
        ("subjects", SubjectRow),
        ("breaches", BreachRow),
        ("measures", MeasureRow),
        ("bars", BarRow),
        ("documents", DocumentRow),
        ("reliances", RelianceRow),
        ("document_reports", ReportRow),
    ],
)
def test_rows_are_tables(model: PostgresDatabase, table: str, kind: type[Any]) -> None:
    """Each row's fields are its table's columns."""
    with psycopg.connect(model.dsn) as connection:
        columns = connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'readmodel' AND table_name = %s",
            [table],
        ).fetchall()
    assert {column for (column,) in columns} == {field.name for field in fields(kind)}
