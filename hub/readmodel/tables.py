"""Reading and writing rows: one statement per table and batch, whatever the number of rows.

Rows go to PostgreSQL as one JSON text, which it takes apart by the table's own types.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final, Generic, NamedTuple, TypeVar

import orjson
from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow, dict_row

from hub.readmodel.bundles import BundleRows
from hub.readmodel.credit_rows import BarRow, BreachRow, DeferralRow, MeasureRow, SubjectRow
from hub.readmodel.document_rows import DocumentRow
from hub.readmodel.received import Place, Received
from hub.readmodel.reliance_rows import RelianceRow, Uses
from hub.readmodel.report_rows import ReportRow
from hub.readmodel.rows import BundleRow, CaseRow, ChildRow, LampRow, PersonalRow, RunningClock, TimelineRow
from hub.readmodel.subjects import SubjectRows
from schemas.facts.erased import ERASED

Connection = AsyncConnection[TupleRow]
Rows = TypeVar("Rows")


class Kept(NamedTuple, Generic[Rows]):
    """Where the rows of one kind of aggregate are: how they are read by number, and written over what is there."""

    load: Callable[[Connection, Iterable[str]], Awaitable[dict[str, Rows]]]
    save: Callable[[Connection, Iterable[Rows]], Awaitable[None]]


# PostgreSQL's text holds no NUL; an escaped one in JSON is a backslash that no other backslash escapes
_NUL: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


async def insert_timeline(connection: Connection, rows: Sequence[TimelineRow]) -> set[Place]:
    """Write the rows whose place is free; give the places that were."""
    cursor = await connection.execute(_TIMELINE, [_json(rows)])
    return {Place(*row) for row in await cursor.fetchall()}


async def digests_of(connection: Connection, facts: Sequence[Received]) -> dict[Place, str]:
    """Give the digests that the timeline has at these facts' places."""
    aggregates = [fact.place.aggregate for fact in facts]
    numbers = [fact.place.number for fact in facts]
    cursor = await connection.execute(_DIGESTS, [aggregates, numbers])
    return {Place(aggregate, number): digest for aggregate, number, digest in await cursor.fetchall()}


async def load_cases(connection: Connection, numbers: Iterable[str]) -> dict[str, CaseRow]:
    """Give the rows of the cases that there are."""
    found = await _load(connection, _LOAD_CASES, numbers)
    return {values["number"]: CaseRow(**case_values(values)) for values in found}


async def load_bundles(connection: Connection, numbers: Iterable[str]) -> dict[str, BundleRows]:
    """Give the rows of the bundles that there are."""
    wanted = list(numbers)
    bundles = [BundleRow(**values) for values in await _load(connection, _LOAD_BUNDLES, wanted)]
    found = await _load(connection, _LOAD_CHILDREN, wanted) if bundles else []
    lists = ("waits_for", "owes_materials")
    children = [ChildRow(**{**values, **{name: tuple(values[name]) for name in lists}}) for values in found]
    return {
        bundle.number: BundleRows(bundle, tuple(child for child in children if child.bundle == bundle.number))
        for bundle in bundles
    }


async def load_lamps(connection: Connection, cases: Iterable[str]) -> dict[str, tuple[LampRow, ...]]:
    """Give the lamps of the cases that have any, each case's in the order they turned."""
    lamps: dict[str, tuple[LampRow, ...]] = {}
    for values in await _load(connection, _LOAD_LAMPS, cases):
        row = LampRow(**values)
        lamps[row.case_number] = (*lamps.get(row.case_number, ()), row)
    return lamps


async def save_lamps(connection: Connection, rows: Iterable[LampRow]) -> None:
    """Write the rows over those of the same fact."""
    await _save(connection, _SAVE_LAMPS, list(rows))


async def save_cases(connection: Connection, rows: Iterable[CaseRow]) -> None:
    """Write the rows over those of the same number."""
    await _save(connection, _SAVE_CASES, list(rows))


async def save_bundles(connection: Connection, bundles: Iterable[BundleRows]) -> None:
    """Write bundles with their children over what is there."""
    changed = list(bundles)
    await _save(connection, _SAVE_BUNDLES, [rows.bundle for rows in changed])
    await _save(connection, _SAVE_CHILDREN, [child for rows in changed for child in rows.children])


async def load_deferrals(connection: Connection, cases: Iterable[str]) -> dict[str, DeferralRow]:
    """Give the deferrals of the cases that have one."""
    found = await _load(connection, _LOAD_DEFERRALS, cases)
    rows = [DeferralRow(**{**values, "outstanding": tuple(values["outstanding"])}) for values in found]
    return {row.case_number: row for row in rows}


async def save_deferrals(connection: Connection, rows: Iterable[DeferralRow]) -> None:
    """Write the rows over those of the same case."""
    await _save(connection, _SAVE_DEFERRALS, list(rows))


async def load_subjects(connection: Connection, numbers: Iterable[str]) -> dict[str, SubjectRows]:
    """Give the rows of the subjects that there are."""
    wanted = list(numbers)
    subjects = [
        SubjectRow(**{**values, "open_deferrals": tuple(values["open_deferrals"])})
        for values in await _load(connection, _LOAD_SUBJECTS, wanted)
    ]
    breaches = [
        BreachRow(**{**values, "materials": tuple(values["materials"])})
        for values in await _load(connection, _LOAD_BREACHES, wanted)
    ]
    measures = [MeasureRow(**values) for values in await _load(connection, _LOAD_MEASURES, wanted)]
    bars = [BarRow(**values) for values in await _load(connection, _LOAD_BARS, wanted)]
    return {
        subject.number: SubjectRows(
            subject,
            tuple(row for row in breaches if row.subject == subject.number),
            tuple(row for row in measures if row.subject == subject.number),
            tuple(row for row in bars if row.subject == subject.number),
        )
        for subject in subjects
    }


async def save_subjects(connection: Connection, subjects: Iterable[SubjectRows]) -> None:
    """Write subjects with all that is on record about them over what is there."""
    changed = list(subjects)
    await _save(connection, _SAVE_SUBJECTS, [rows.subject for rows in changed])
    await _save(connection, _SAVE_BREACHES, [row for rows in changed for row in rows.breaches])
    await _save(connection, _SAVE_MEASURES, [row for rows in changed for row in rows.measures])
    await _save(connection, _SAVE_BARS, [row for rows in changed for row in rows.bars])


async def load_documents(connection: Connection, numbers: Iterable[str]) -> dict[str, DocumentRow]:
    """Give the rows of the documents that there are."""
    return {values["number"]: DocumentRow(**values) for values in await _load(connection, _LOAD_DOCUMENTS, numbers)}


async def save_documents(connection: Connection, rows: Iterable[DocumentRow]) -> None:
    """Write the rows over those of the same number."""
    await _save(connection, _SAVE_DOCUMENTS, list(rows))


async def load_reports(connection: Connection, documents: Iterable[str]) -> dict[str, tuple[ReportRow, ...]]:
    """Give the reports about these documents, in their order."""
    found: dict[str, tuple[ReportRow, ...]] = {}
    for values in await _load(connection, _LOAD_REPORTS, documents):
        row = ReportRow(**values)
        found[row.document] = (*found.get(row.document, ()), row)
    return found


async def save_reports(connection: Connection, reports: Iterable[tuple[ReportRow, ...]]) -> None:
    """Write the reports of documents over what is there."""
    await _save(connection, _SAVE_REPORTS, [row for rows in reports for row in rows])


async def load_reliances(connection: Connection, documents: Iterable[str], cases: Iterable[str]) -> dict[str, Uses]:
    """Give the uses of documents by these cases."""
    found: dict[str, Uses] = {}
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_LOAD_RELIANCES, [list(documents), list(cases)])
        for values in await cursor.fetchall():
            row = RelianceRow(**values)
            found.setdefault(row.document, {})[row.case_number, row.material] = row
    return found


async def save_reliances(connection: Connection, rows: Iterable[RelianceRow]) -> None:
    """Write the rows over those of the same document, case and material."""
    await _save(connection, _SAVE_RELIANCES, list(rows))


async def save_personal(connection: Connection, rows: Iterable[PersonalRow]) -> None:
    """Add to what is known of each aggregate; of two names of an applicant the later one counts."""
    merged: dict[str, PersonalRow] = {}
    for row in rows:
        before = merged.get(row.aggregate, PersonalRow(row.aggregate, None, {}))
        merged[row.aggregate] = PersonalRow(
            row.aggregate, row.applicant or before.applicant, before.bodies | row.bodies
        )
    await _save(connection, _SAVE_PERSONAL, list(merged.values()))


async def erase_personal(connection: Connection, facts: Sequence[Received]) -> None:
    """Empty the rows of aggregates whose data was erased; a case keeps the words that say so."""
    if facts:
        await connection.execute(_ERASE_PERSONAL, [ERASED, [fact.place.aggregate for fact in facts]])


def case_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields of a CaseRow from the columns of its table."""
    return {**values, "clocks": tuple(_clock(clock) for clock in values["clocks"])}


def _clock(value: Mapping[str, Any]) -> RunningClock:
    yellow_at, paused_at = value["yellow_at"], value.get("paused_at")
    return RunningClock(
        value["name"],
        datetime.fromisoformat(value["due"]),
        datetime.fromisoformat(yellow_at) if yellow_at else None,
        value["provisional"],
        value["lamp"],
        datetime.fromisoformat(paused_at) if paused_at else None,
    )


async def _load(connection: Connection, statement: sql.Composed, numbers: Iterable[str]) -> list[dict[str, Any]]:
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(statement, [list(numbers)])
        return await cursor.fetchall()


async def _save(connection: Connection, statement: sql.Composed, rows: Sequence[object]) -> None:
    if rows:
        await connection.execute(statement, [_json(rows)])


def _json(rows: Sequence[object]) -> str:
    text = orjson.dumps(rows)
    if b"\\u0000" in text:
        text = _NUL.sub(rb"\1\\ufffd", text)
    return text.decode()


def columns_of(kind: type[Any]) -> sql.Composed:
    """Give the columns of a row, in its own order."""
    return sql.SQL(", ").join(sql.Identifier(field.name) for field in fields(kind))


def _loading(table: str, kind: type[Any], key: str, order: str) -> sql.Composed:
    return sql.SQL("SELECT {columns} FROM readmodel.{table} WHERE {key} = ANY(%s) ORDER BY {order}").format(
        columns=columns_of(kind), table=sql.Identifier(table), key=sql.Identifier(key), order=sql.Identifier(order)
    )


def _saving(table: str, kind: type[Any], *key: str) -> sql.Composed:
    """Give the upsert of rows that come as one JSON text."""
    names = [sql.Identifier(field.name) for field in fields(kind) if field.name not in key]
    return sql.SQL(
        "INSERT INTO readmodel.{table} SELECT * FROM json_populate_recordset(NULL::readmodel.{table}, %s::json)"
        " ON CONFLICT ({key}) DO UPDATE SET ({columns}) = ROW({values})"
    ).format(
        table=sql.Identifier(table),
        key=sql.SQL(", ").join(map(sql.Identifier, key)),
        columns=sql.SQL(", ").join(names),
        values=sql.SQL(", ").join(sql.SQL("excluded.{}").format(name) for name in names),
    )


_TIMELINE: Final = sql.SQL(
    "INSERT INTO readmodel.timeline SELECT * FROM json_populate_recordset(NULL::readmodel.timeline, %s::json)"
    " ON CONFLICT DO NOTHING RETURNING aggregate, number"
)
_DIGESTS: Final = sql.SQL(
    "SELECT aggregate, number, digest FROM readmodel.timeline"
    " JOIN unnest(%s::text[], %s::int[]) AS sought (aggregate, number) USING (aggregate, number)"
)
_LOAD_CASES: Final = _loading("cases", CaseRow, "number", "number")
_LOAD_BUNDLES: Final = _loading("bundles", BundleRow, "number", "number")
_LOAD_CHILDREN: Final = _loading("bundle_children", ChildRow, "bundle", "place")
_LOAD_DEFERRALS: Final = _loading("deferrals", DeferralRow, "case_number", "case_number")
_LOAD_SUBJECTS: Final = _loading("subjects", SubjectRow, "number", "number")
_LOAD_BREACHES: Final = _loading("breaches", BreachRow, "subject", "recorded_at")
_LOAD_MEASURES: Final = _loading("measures", MeasureRow, "subject", "code")
_LOAD_BARS: Final = _loading("bars", BarRow, "subject", "until")
_SAVE_DEFERRALS: Final = _saving("deferrals", DeferralRow, "case_number")
_SAVE_SUBJECTS: Final = _saving("subjects", SubjectRow, "number")
_SAVE_BREACHES: Final = _saving("breaches", BreachRow, "subject", "case_number")
_SAVE_MEASURES: Final = _saving("measures", MeasureRow, "subject", "case_number", "code")
_SAVE_BARS: Final = _saving("bars", BarRow, "subject", "case_number")
_LOAD_LAMPS: Final = _loading("lamps", LampRow, "case_number", "fact_number")
_SAVE_LAMPS: Final = _saving("lamps", LampRow, "case_number", "fact_number")
_LOAD_DOCUMENTS: Final = _loading("documents", DocumentRow, "number", "number")
_SAVE_DOCUMENTS: Final = _saving("documents", DocumentRow, "number")
_LOAD_REPORTS: Final = _loading("document_reports", ReportRow, "document", "number")
_SAVE_REPORTS: Final = _saving("document_reports", ReportRow, "document", "number")
_LOAD_RELIANCES: Final = sql.SQL(
    "SELECT {columns} FROM readmodel.reliances WHERE document = ANY(%s) AND case_number = ANY(%s)"
).format(columns=columns_of(RelianceRow))
_SAVE_RELIANCES: Final = _saving("reliances", RelianceRow, "document", "case_number", "material")
_SAVE_CASES: Final = _saving("cases", CaseRow, "number")
_SAVE_BUNDLES: Final = _saving("bundles", BundleRow, "number")
_SAVE_CHILDREN: Final = _saving("bundle_children", ChildRow, "bundle", "place")
_SAVE_PERSONAL: Final = sql.SQL(
    "INSERT INTO readmodel.personal AS known"
    " SELECT * FROM json_populate_recordset(NULL::readmodel.personal, %s::json)"
    " ON CONFLICT (aggregate) DO UPDATE SET"
    " applicant = coalesce(excluded.applicant, known.applicant), bodies = known.bodies || excluded.bodies"
).format()
_ERASE_PERSONAL: Final = (
    "UPDATE readmodel.personal SET applicant = CASE WHEN applicant IS NULL THEN NULL ELSE %s END, bodies = '{}'"
    " WHERE aggregate = ANY(%s)"
)

BUNDLES: Final = Kept(load_bundles, save_bundles)
DEFERRALS: Final = Kept(load_deferrals, save_deferrals)
SUBJECTS: Final = Kept(load_subjects, save_subjects)
DOCUMENTS: Final = Kept(load_documents, save_documents)
REPORTS: Final = Kept(load_reports, save_reports)
