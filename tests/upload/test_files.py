"""The files: what is read back is what was put in, and nobody else can read them."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
from arro3.io import read_parquet

from hub.readmodel.histories import histories, how_many
from hub.settings import DatabaseAccess
from hub.upload.columns import Cell, tables
from hub.upload.export import Export
from hub.upload.history import History, Numbered
from hub.upload.profile import profile
from tests.cli.running import hub
from tests.readmodel.ledgers import PostgresDatabase
from tests.readmodel.log import PARTITION, Log, busy_log
from tests.upload.test_tables import ALWAYS, STAMP
from tests.upload.test_tables import histories as told


@pytest.fixture
def model(database: DatabaseAccess) -> PostgresDatabase:
    """An empty read model in PostgreSQL."""
    return PostgresDatabase(database.dsn)


@pytest.fixture
def export() -> Export:
    """Of a busy day."""
    made = Export(ALWAYS, profile(), STAMP)
    for history in told(busy_log(120, seed=5)):
        made.take(history)
    return made


def rows_of(export: Export, table: str) -> list[dict[str, Cell]]:
    """The rows of one table."""
    return [row for name, row in export if name == table]


def test_csv_has_every_value_as_a_person_would_write_it(export: Export, tmp_path: Path) -> None:
    """UTF-8, a head of column names, times of China, nothing for nothing."""
    export.write(tmp_path, ["csv"])
    for table, columns in tables().items():
        with (tmp_path / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            head, *lines = csv.reader(file)
        assert head == list(columns)
        assert lines == [[as_text(value) for value in row.values()] for row in rows_of(export, table)]
    assert len(rows_of(export, "up_pro_process")) > 200


def as_text(value: Cell) -> str:
    """What a cell reads like."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return "" if value is None else str(value)


def test_parquet_has_the_same_rows_with_types(export: Export, tmp_path: Path) -> None:
    """Texts, numbers and times; a time is China's, without a zone, as the tables have it."""
    export.write(tmp_path, ["parquet"])
    for table, columns in tables().items():
        read = read_parquet(tmp_path / f"{table}.parquet").read_all()
        assert read.column_names == list(columns)
        nullable = {column.name: column.nullable for column in columns.values()}
        assert {name: read.field(name).nullable for name in columns} == nullable
        found: Any = [read[name].to_pylist() for name in columns]
        expected = rows_of(export, table)
        for column, values in zip(columns.values(), found, strict=True):
            assert values == [plain(row[column.name]) for row in expected], f"{table}.{column.name}"


def plain(value: Cell) -> object:
    """A time as its clock shows it, to the second."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None, microsecond=0)
    return value


def test_only_their_owner_can_read_them(export: Export, tmp_path: Path) -> None:
    """They hold names and numbers of persons; a file that others could read is replaced."""
    (tmp_path / "up_pro_accept.csv").write_text("old")
    for path in export.write(tmp_path, ["csv", "parquet"]):
        assert path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "up_pro_accept.csv").read_text(encoding="utf-8").startswith("accept_date,")


async def project(model: PostgresDatabase, log: Log) -> None:
    """Put a whole log into the read model."""
    ledger = model.ledger()
    await ledger.apply(PARTITION, log.records, 0, len(log.records))
    await ledger.close()


async def test_histories_come_back_from_postgresql_as_they_were_said(model: PostgresDatabase) -> None:
    """With what is personal put back where it stood; those without a fact in the period are left out."""
    log = busy_log(80, seed=3)
    await project(model, log)
    found = list(histories(model.dsn, *ALWAYS))
    assert [one.fault for one in found if one.fault] == []
    recalled = {one.number: [Numbered(*numbered) for numbered in one.facts] for one in found}
    expected = {one.number: list(one.facts) for one in told(log) if one.filed}
    assert recalled == expected
    assert how_many(model.dsn, *ALWAYS) == len(expected)
    assert list(histories(model.dsn, ALWAYS.since, ALWAYS.since + timedelta(days=1))) == []
    assert History("x", recalled[next(iter(recalled))]).filed is not None


async def test_the_command_writes_the_files_and_says_what_is_missing(model: PostgresDatabase, tmp_path: Path) -> None:
    """On the read model; exit codes as everywhere."""
    log = busy_log(80, seed=3)
    await project(model, log)
    given = {"HUB_DATABASE": model.dsn, "HUB_HOME": str(tmp_path)}
    words = ("export", "upload-tables", "--from", "2026-11-01", "--to", "2027-01-01", "--out", str(tmp_path / "out"))
    ran = hub(*words, "--json", settings=given)
    assert ran.code == 0, ran.err
    fields = ran.lines[0]
    assert fields["rows"]["up_pro_accept"] > 0
    assert orjson.loads((tmp_path / "out" / "report.json").read_bytes()) == fields
    assert {Path(path).suffix for path in fields["files"]} == {".csv", ".parquet"}
    told_in_words = hub(*words, "--format", "csv", settings=given)
    assert (told_in_words.code, "好差评尚未接入" in told_in_words.out) == (0, True)
    assert hub(*words, "--format", "xlsx", settings=given).code == 2
    assert hub(*words, "--profile", "nobody", settings=given).code == 2
    assert hub("export", "upload-tables", "--from", "2026-12-01", "--to", "2026-11-01", settings=given).code == 2
    unreachable = given | {"HUB_DATABASE": "postgresql://nobody@127.0.0.1:1/none"}
    assert hub(*words, settings=unreachable).code == 3


async def test_a_person_who_was_erased_is_listed_and_not_exported(model: PostgresDatabase) -> None:
    """Whoever erases a person's row has erased it from what is uploaded as well."""
    log = busy_log(20, seed=3)
    await project(model, log)
    number = next(one.number for one in told(log) if one.filed)
    with psycopg.connect(model.dsn) as connection:
        connection.execute("DELETE FROM readmodel.personal WHERE aggregate = %s", [number])
    (gone,) = [one for one in histories(model.dsn, *ALWAYS) if one.fault]
    assert (gone.number, gone.fault.startswith("个人信息已删除")) == (number, True)


def test_without_a_read_model_it_says_so(database: DatabaseAccess, tmp_path: Path) -> None:
    """A hub that was never started."""
    given = {"HUB_DATABASE": database.dsn, "HUB_HOME": str(tmp_path)}
    ran = hub("export", "upload-tables", "--from", "2026-11-01", "--to", "2026-12-01", settings=given)
    assert (ran.code, "查询库尚未建立" in ran.err) == (1, True)
