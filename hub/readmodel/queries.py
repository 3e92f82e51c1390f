"""What screens and commands ask: cases, timelines, work lists, bundles, counts. Read-only, never Kafka.

All times come with China's offset. Nothing personal but the masked name of an applicant.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar

import psycopg
from psycopg import sql
from psycopg.rows import DictRow, dict_row

from hub.readmodel import credit_queries, reliance_queries
from hub.readmodel.credit_queries import Credit
from hub.readmodel.credit_rows import BarRow, BreachRow, DeferralRow, MeasureRow
from hub.readmodel.document_rows import DocumentRow
from hub.readmodel.lamp_statistics import OFFICER_LAMPS, UNIT_LAMPS, OfficerLamps, UnitLamps
from hub.readmodel.misroutes import MISROUTES, Misroute
from hub.readmodel.reliance_queries import Reliance
from hub.readmodel.report_rows import ReportRow
from hub.readmodel.rows import BundleRow, CaseRow, LampRow
from hub.readmodel.tables import case_values, columns_of
from schemas.facts import Lamp
from schemas.times import in_china

Answer = TypeVar("Answer")

TO_DO: Final = ("filed", "accepted", "paused")
"""Stages at which the competent unit has something to do."""
PAGE: Final = 50
MOST: Final = 500
"""Cases of one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(CaseRow):
    """One case, with its applicant's masked name (None: erased, or sealed)."""

    applicant: str | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One fact: ``body`` is its JSON without what is personal, None where it was none."""

    number: int
    digest: str
    type: str
    at: datetime
    cause: str
    body: Any


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a work list; ``following`` is the cursor of the next one, None on the last."""

    cases: tuple[Case, ...]
    following: str | None


@dataclass(frozen=True, slots=True)
class BundleChild:
    """One case of a bundle: what it told the bundle, and beside it how it stands (None: no such case, or not yet)."""

    number: str
    item_code: str
    region: str
    outcome: str | None
    code: str | None
    unanswered: bool
    waits_for: tuple[str, ...]
    waiting: bool
    because: str | None
    owes: str | None
    owes_materials: tuple[str, ...]
    owes_due: datetime | None
    document: str | None
    item_name: str | None
    stage: str | None
    lamp: Lamp | None
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle(BundleRow):
    """One bundle with its cases, in the order they were filed."""

    children: tuple[BundleChild, ...]


@dataclass(frozen=True, slots=True)
class LampCount:
    """So many open cases of a unit show this lamp (None: no clock runs)."""

    unit: str
    name: str
    endpoint: str
    lamp: Lamp | None
    cases: int


class CursorError(ValueError):
    """The cursor is none that a page gave."""


class ReadModel:
    """One read-only connection; every question is one statement, so each answer is of one moment."""

    def __init__(self, connection: psycopg.AsyncConnection[DictRow]) -> None:
        """Take a connection that ``read_model`` made."""
        self._connection = connection

    async def case(self, number: str) -> Case | None:
        """Give a case; None where there is none (also where its filing was refused: see its timeline)."""
        found = await self._ask(_case, _CASE, [number])
        return found[0] if found else None

    async def deferral(self, case: str) -> DeferralRow | None:
        """Give the last deferral (容缺) of a case; None where it never asked for one."""
        found = await self._ask(
            lambda values: DeferralRow(**{**values, "outstanding": tuple(values["outstanding"])}),
            credit_queries.DEFERRAL,
            [case],
        )
        return found[0] if found else None

    async def document(self, number: str) -> DocumentRow | None:
        """Give a document by the licence identifier of its first version; None where there is none."""
        found = await self._ask(lambda values: DocumentRow(**values), _DOCUMENT, [number])
        return found[0] if found else None

    async def documents_of(self, case: str) -> tuple[DocumentRow, ...]:
        """Give the documents that a case was granted: one at most."""
        return tuple(await self._ask(lambda values: DocumentRow(**values), _DOCUMENTS_OF_CASE, [case]))

    async def documents_awaited(self) -> tuple[tuple[str, str, int], ...]:
        """Count by issuing unit (USCC, name) the documents whose signature is awaited."""
        return tuple(await self._ask(lambda row: (row["unit"], row["name"], row["documents"]), _AWAITED, []))

    async def relied_on(self, document: str) -> tuple[Reliance, ...]:
        """Give every use of a document, by the licence identifier of its first version."""
        return tuple(await self._ask(lambda values: Reliance(**values), reliance_queries.RELIED, [document]))

    async def reliances_of(self, case: str) -> tuple[Reliance, ...]:
        """Give the documents that a case has named in the place of materials."""
        return tuple(await self._ask(lambda values: Reliance(**values), reliance_queries.OF_CASE, [case]))

    async def affected(self, unit: str | None = None, endpoint: str | None = None) -> tuple[Reliance, ...]:
        """Give uses of documents that are in force no more, open cases first: of a unit, an endpoint, or all."""
        values = {"unit": unit, "endpoint": endpoint}
        return tuple(await self._ask(lambda row: Reliance(**row), reliance_queries.AFFECTED, values))

    async def reports_about(self, document: str) -> tuple[ReportRow, ...]:
        """Give what was reported about a document (抄告), in order."""
        return tuple(await self._ask(lambda values: ReportRow(**values), _REPORTS_ABOUT, [document]))

    async def open_reports(self, endpoint: str | None = None) -> tuple[ReportRow, ...]:
        """Give the reports that an issuer's endpoint, or any, has not answered, first due first."""
        values = {"endpoint": endpoint}
        return tuple(await self._ask(lambda row: ReportRow(**row), _OPEN_REPORTS, values))

    async def credit(self, subject: str) -> Credit | None:
        """Give what is on record about a person or body; None where nothing is."""
        known = await self._ask(dict, credit_queries.SUBJECT, [subject])
        if not known:
            return None
        breaches = await self._ask(
            lambda values: BreachRow(**{**values, "materials": tuple(values["materials"])}),
            credit_queries.BREACHES,
            [subject],
        )
        measures = await self._ask(lambda values: MeasureRow(**values), credit_queries.MEASURES, [subject])
        bars = await self._ask(lambda values: BarRow(**values), credit_queries.BARS, [subject])
        return Credit(subject, tuple(known[0]["open_deferrals"]), tuple(breaches), tuple(measures), tuple(bars))

    async def measures_in_force(self, on: date, field: str | None = None) -> tuple[MeasureRow, ...]:
        """Give the measures that hold on a day, of one field (public_procurement, tenders…) or of all."""
        found = await self._ask(
            lambda values: MeasureRow(**values), credit_queries.IN_FORCE, {"on": on, "field": field}
        )
        return tuple(found)

    async def timeline(self, aggregate: str) -> tuple[TimelineEntry, ...]:
        """Give all facts of a case or bundle, in order."""
        return tuple(await self._ask(lambda values: TimelineEntry(**values), _TIMELINE, [aggregate]))

    async def work_of_unit(
        self, unit: str, stages: Collection[str] = TO_DO, after: str | None = None, limit: int = PAGE
    ) -> Page:
        """Give a unit's open cases at these stages, urgent ones in front, then first due. Raises CursorError."""
        return await self._work(_WORK_OF_UNIT, (unit, None), stages, after, limit)

    async def work_of_endpoint(
        self, endpoint: str, stages: Collection[str] = TO_DO, after: str | None = None, limit: int = PAGE
    ) -> Page:
        """Give the open cases of all units that an endpoint serves, in the same order. Raises CursorError."""
        return await self._work(_WORK_OF_ENDPOINT, (endpoint, None), stages, after, limit)

    async def work_of_section(
        self, section: tuple[str, str], stages: Collection[str] = TO_DO, after: str | None = None, limit: int = PAGE
    ) -> Page:
        """Give the open cases of a section (USCC of its unit, its code), in the same order. Raises CursorError."""
        return await self._work(_WORK_OF_SECTION, section, stages, after, limit)

    async def bundle(self, number: str) -> Bundle | None:
        """Give a bundle with its cases; None where there is none."""
        found = await self._ask(_bundle, _BUNDLE, [number])
        return found[0] if found else None

    async def lamps(self, endpoint: str | None = None) -> tuple[LampCount, ...]:
        """Count open cases by unit and lamp, of one endpoint or of all."""
        counted = await self._ask(lambda values: LampCount(**values), _LAMPS, {"endpoint": endpoint})
        return tuple(counted)

    async def lamps_of(self, number: str) -> tuple[LampRow, ...]:
        """Give every lamp that turned at a case, in order."""
        return tuple(await self._ask(lambda values: LampRow(**values), _LAMPS_OF_CASE, [number]))

    async def unit_lamps(
        self, endpoint: str | None = None, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[UnitLamps, ...]:
        """Count red lamps by unit, raw and adjusted, of the cases filed in a period; FORMULAS say how."""
        values = {"endpoint": endpoint, "since": since, "until": until}
        return tuple(await self._ask(lambda row: UnitLamps(**row), UNIT_LAMPS, values))

    async def officer_lamps(
        self, unit: str, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[OfficerLamps, ...]:
        """Count a unit's red lamps by officer, raw, adjusted, and without errors in good faith."""
        values = {"unit": unit, "since": since, "until": until}
        return tuple(await self._ask(lambda row: OfficerLamps(**row), OFFICER_LAMPS, values))

    async def misroutes(self, since: datetime | None = None) -> tuple[Misroute, ...]:
        """Count the cases that were handed on, by item, region, unit and reason; the most frequent first."""
        return tuple(await self._ask(lambda row: Misroute(**row), MISROUTES, {"since": since}))

    async def open_cases(
        self, regions: Collection[str] | None, due_from: datetime, after: str = "", limit: int = MOST
    ) -> tuple[str, ...]:
        """Give cases with a clock that is due after a moment or stands still, of some regions or all, by number.

        Open ones, delivered ones whose commitment (容缺) still runs, and wherever the explanation of a lamp waits: its
        limit is another region's, who judges.

        ``after``: the last number of the page before.
        """
        values = {
            "regions": None if regions is None else list(regions),
            "due": due_from,
            "after": after,
            "limit": limit,
        }
        return tuple(await self._ask(lambda row: str(row["number"]), _OPEN_CASES, values))

    async def reported_documents(
        self, regions: Collection[str] | None, due_from: datetime, after: str = "", limit: int = MOST
    ) -> tuple[str, ...]:
        """Give documents of some regions' issuers, or of all, with a report (抄告) to answer after a moment, by number.

        ``after``: the last number of the page before.
        """
        values = {
            "regions": None if regions is None else list(regions),
            "due": due_from,
            "after": after,
            "limit": limit,
        }
        return tuple(await self._ask(lambda row: str(row["document"]), _REPORTED_DOCUMENTS, values))

    async def _work(
        self,
        statement: sql.Composed,
        whose: tuple[str, str | None],
        stages: Collection[str],
        after: str | None,
        limit: int,
    ) -> Page:
        later, due, number = _read_cursor(after) if after else (False, "-infinity", "")
        size = max(1, min(limit, MOST))
        of = {"whose": whose[0], "section": whose[1], "stages": list(stages)}
        values = {**of, "later": later, "due": due, "number": number, "limit": size + 1}
        cases = await self._ask(_case, statement, values)
        return Page(tuple(cases[:size]), _cursor(cases[size - 1]) if len(cases) > size else None)

    async def _ask(
        self,
        make: Callable[[Mapping[str, Any]], Answer],
        statement: sql.Composed | sql.SQL,
        values: Sequence[Any] | Mapping[str, Any],
    ) -> list[Answer]:
        cursor = await self._connection.execute(statement, values)
        return [make(_chinese_times(row)) for row in await cursor.fetchall()]


@asynccontextmanager
async def read_model(dsn: str) -> AsyncIterator[ReadModel]:
    """Connect for questions only. Raises psycopg.OperationalError."""
    connection = await psycopg.AsyncConnection.connect(dsn, autocommit=True, connect_timeout=5, row_factory=dict_row)
    async with connection:
        await connection.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        yield ReadModel(connection)


def _chinese_times(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: in_china(value) if isinstance(value, datetime) else value for name, value in row.items()}


def _case(values: Mapping[str, Any]) -> Case:
    return Case(**case_values(values))


def _bundle(values: Mapping[str, Any]) -> Bundle:
    children = [
        BundleChild(
            **{
                **child,
                **{name: _moment(child[name]) for name in ("due", "owes_due")},
                **{name: tuple(child[name]) for name in ("waits_for", "owes_materials")},
            }
        )
        for child in values["children"]
    ]
    return Bundle(**{**values, "children": tuple(children)})


def _moment(text: str | None) -> datetime | None:
    return in_china(datetime.fromisoformat(text)) if text else None


def _cursor(case: Case) -> str:
    due = case.due.isoformat() if case.due else "infinity"
    queue = "urgent" if case.urgent else "queue"
    return base64.urlsafe_b64encode(f"{queue}|{due}|{case.number}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[bool, str, str]:
    """Give what the order of a work list goes by: not urgent, due, number."""
    try:
        queue, due, number = base64.urlsafe_b64decode(cursor.encode()).decode().split("|", 2)
        moment = None if due == "infinity" else datetime.fromisoformat(due)
    except ValueError:
        raise CursorError("no cursor of ours") from None
    if "\0" in number or (moment is not None and moment.tzinfo is None):
        raise CursorError("no cursor of ours")
    return queue != "urgent", moment.isoformat() if moment else due, number


def _work(column: str, more: str = "") -> sql.Composed:
    return sql.SQL(
        "SELECT {columns}, applicant FROM readmodel.cases LEFT JOIN readmodel.personal ON aggregate = number"
        " WHERE {whose} = %(whose)s AND closed_at IS NULL {more} AND stage = ANY(%(stages)s)"
        " AND (NOT urgent, coalesce(due, 'infinity'), number)"
        " > (%(later)s::boolean, %(due)s::timestamptz, %(number)s::text)"
        " ORDER BY NOT urgent, coalesce(due, 'infinity'), number LIMIT %(limit)s"
    ).format(columns=columns_of(CaseRow), whose=sql.Identifier(column), more=sql.SQL(more))


_DOCUMENT: Final = sql.SQL("SELECT {columns} FROM readmodel.documents WHERE number = %s").format(
    columns=columns_of(DocumentRow)
)
_DOCUMENTS_OF_CASE: Final = sql.SQL(
    "SELECT {columns} FROM readmodel.documents WHERE case_number = %s ORDER BY number"
).format(columns=columns_of(DocumentRow))
_AWAITED: Final = sql.SQL(
    "SELECT issuer_unit AS unit, max(issuer_name) AS name, count(*) AS documents FROM readmodel.documents"
    " WHERE awaits IS NOT NULL GROUP BY issuer_unit ORDER BY issuer_unit"
)
_REPORTS_ABOUT: Final = sql.SQL(
    "SELECT {columns} FROM readmodel.document_reports WHERE document = %s ORDER BY number"
).format(columns=columns_of(ReportRow))
_OPEN_REPORTS: Final = sql.SQL(
    "SELECT {columns} FROM readmodel.document_reports WHERE answered_at IS NULL"
    " AND (%(endpoint)s::text IS NULL OR issuer_endpoint = %(endpoint)s) ORDER BY due, document, number"
).format(columns=columns_of(ReportRow))
_CASE: Final = sql.SQL(
    "SELECT {columns}, applicant FROM readmodel.cases LEFT JOIN readmodel.personal ON aggregate = number"
    " WHERE number = %s"
).format(columns=columns_of(CaseRow))
_TIMELINE: Final = sql.SQL(
    "SELECT number, digest, type, at, cause, body FROM readmodel.timeline WHERE aggregate = %s ORDER BY number"
)
_WORK_OF_UNIT: Final = _work("acting_unit")
_WORK_OF_ENDPOINT: Final = _work("acting_endpoint")
_WORK_OF_SECTION: Final = _work("competent_unit", "AND competent_section = %(section)s")
_BUNDLE: Final = sql.SQL(
    "SELECT {columns}, ("
    " SELECT json_agg(json_build_object('number', child.number, 'item_code', child.item_code,"
    " 'region', child.region, 'outcome', child.outcome, 'code', child.code, 'unanswered', child.unanswered,"
    " 'waits_for', child.waits_for, 'waiting', child.waiting, 'because', child.because, 'document', child.document,"
    " 'owes', child.owes, 'owes_materials', child.owes_materials, 'owes_due', child.owes_due,"
    " 'item_name', cases.item_name, 'stage', cases.stage, 'lamp', cases.lamp, 'due', cases.due)"
    " ORDER BY child.place)"
    " FROM readmodel.bundle_children AS child LEFT JOIN readmodel.cases ON cases.number = child.number"
    " WHERE child.bundle = bundles.number) AS children"
    " FROM readmodel.bundles WHERE number = %s"
).format(columns=columns_of(BundleRow))
_LAMPS_OF_CASE: Final = sql.SQL(
    "SELECT {columns} FROM readmodel.lamps WHERE case_number = %s ORDER BY fact_number"
).format(columns=columns_of(LampRow))
_OPEN_CASES: Final = sql.SQL(
    "SELECT number FROM readmodel.cases WHERE closed_at IS NULL"
    " AND (%(regions)s::text[] IS NULL OR competent_region = ANY(%(regions)s)) AND number > %(after)s"
    " AND (EXISTS (SELECT FROM jsonb_array_elements(clocks) AS running WHERE (running->>'due')::timestamptz > %(due)s"
    " OR running->>'paused_at' IS NOT NULL)"
    # the limit that silence ended was due before it spoke
    " OR (stage = 'accepted' AND deemed_accepted AND accepted_at > %(due)s))"
    # a commitment may run on when its case has been delivered, and one may have been called broken too early
    " UNION SELECT number FROM readmodel.deferrals JOIN readmodel.cases ON number = case_number"
    " WHERE status IN ('running', 'broken') AND deferrals.due > %(due)s"
    " AND (%(regions)s::text[] IS NULL OR competent_region = ANY(%(regions)s)) AND number > %(after)s"
    " UNION SELECT case_number AS number FROM readmodel.lamps WHERE explained_at IS NOT NULL AND judged_at IS NULL"
    " AND lifted_at IS NULL AND case_number > %(after)s"
    " ORDER BY number LIMIT %(limit)s"
)
_REPORTED_DOCUMENTS: Final = sql.SQL(
    "SELECT DISTINCT document FROM readmodel.document_reports JOIN readmodel.documents ON documents.number = document"
    " WHERE answered_at IS NULL AND due > %(due)s AND document > %(after)s"
    " AND (%(regions)s::text[] IS NULL OR issuer_region = ANY(%(regions)s))"
    " ORDER BY document LIMIT %(limit)s"
)
_LAMPS: Final = sql.SQL(
    # a unit that was renamed is still one
    "SELECT competent_unit AS unit, max(competent_name) AS name, competent_endpoint AS endpoint, lamp,"
    " count(*) AS cases"
    " FROM readmodel.cases WHERE closed_at IS NULL"
    " AND (%(endpoint)s::text IS NULL OR competent_endpoint = %(endpoint)s)"
    " GROUP BY competent_unit, competent_endpoint, lamp ORDER BY competent_unit, competent_endpoint, lamp"
)
