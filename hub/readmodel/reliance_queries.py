"""Questions about reliance: which cases rest on a document, and which rest on one that is in force no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg import sql


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliance:
    """One use of a document, with what has become of it and of the case."""

    document: str
    identifier: str
    name: str | None
    """Of the document's type; None: there is no such document."""
    state: str | None
    """01 to 07, 99; 05 also where another version has taken the place of the one named; None: it was never signed."""
    condition: str | None
    since: datetime | None
    reason: str | None
    case_number: str
    case_stage: str | None
    open: bool
    """Whether the case is."""
    outcome: str | None
    material: str
    unit: str
    endpoint: str
    relied_at: datetime | None
    conditional: bool
    another: bool
    code: str | None
    ended_at: datetime | None
    why_ended: str | None


_SELECT: Final = (
    "SELECT reliances.document, reliances.identifier, documents.type_name AS name,"
    " CASE WHEN documents.state = '01' AND relied_at IS NOT NULL AND reliances.identifier <> documents.identifier"
    " THEN '05' ELSE documents.state END AS state,"
    " documents.condition, documents.since, documents.reason, reliances.case_number, cases.stage AS case_stage,"
    " coalesce(cases.closed_at IS NULL AND cases.number IS NOT NULL, false) AS open, cases.outcome,"
    " reliances.material, reliances.unit, reliances.endpoint, reliances.relied_at, reliances.conditional,"
    " reliances.another, reliances.code, reliances.ended_at, reliances.why_ended"
    " FROM readmodel.reliances LEFT JOIN readmodel.documents ON documents.number = reliances.document"
    " LEFT JOIN readmodel.cases ON cases.number = reliances.case_number"
)
RELIED: Final = sql.SQL(_SELECT + " WHERE reliances.document = %s ORDER BY relied_at, case_number, material")
OF_CASE: Final = sql.SQL(_SELECT + " WHERE reliances.case_number = %s ORDER BY material, reliances.fact_number")
# what was replaced rests on it no more; a document that was rescinded before the case closed concerns it as well
AFFECTED: Final = sql.SQL(
    _SELECT + " WHERE relied_at IS NOT NULL AND why_ended IS DISTINCT FROM 'replaced'"
    " AND (documents.state <> '01' OR reliances.identifier <> documents.identifier)"
    " AND (%(unit)s::text IS NULL OR reliances.unit = %(unit)s)"
    " AND (%(endpoint)s::text IS NULL OR reliances.endpoint = %(endpoint)s)"
    " ORDER BY open DESC, documents.since, reliances.document, case_number, material"
)
