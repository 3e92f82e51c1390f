"""Cases that went to the wrong unit, by item, region, to whom and why: for whoever keeps the routing rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg import sql

from schemas.facts import CaseTransferred


@dataclass(frozen=True, slots=True)
class Misroute:
    """Matters of one item in one region that one unit handed on to another for the same reason."""

    item_code: str
    item_name: str
    region: str
    """That the jurisdiction named when the case was filed."""
    from_unit: str
    """USCC of who handed it on."""
    to_region: str
    to_unit: str
    to_name: str
    reason: str
    """In the officer's words."""
    transfers: int
    last_at: datetime


MISROUTES: Final = sql.SQL(
    "SELECT item_code, item_name, filed.body->'application'->'jurisdiction'->>'region' AS region,"
    " passed.body->'by'->>'unit' AS from_unit, passed.body->'to'->>'region' AS to_region,"
    " passed.body->'to'->>'unit' AS to_unit, max(passed.body->'to'->>'name') AS to_name,"
    " passed.body->>'reason' AS reason, count(*) AS transfers, max(passed.at) AS last_at"
    " FROM readmodel.timeline AS passed"
    " JOIN readmodel.cases AS cases ON cases.number = passed.aggregate"
    " JOIN readmodel.timeline AS filed ON filed.aggregate = passed.aggregate AND filed.number = 1"
    " WHERE passed.type = {transferred}"
    " AND (%(since)s::timestamptz IS NULL OR passed.at >= %(since)s)"
    " GROUP BY item_code, item_name, 3, 4, 5, 6, 8 ORDER BY transfers DESC, item_code, 3, 4, 6, 8"
).format(transferred=sql.Literal(CaseTransferred.ce_type))
