"""Red lamps of the cases filed in a period, raw and adjusted, by unit and by officer, each figure with its formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from psycopg import sql

FORMULAS: Final = {
    "raw": "红灯数 = 期间收到的办件亮过的红灯",
    "adjusted": "调整后 = 红灯数 − 申诉成立 − 平台撤回(日历调整、期限内收到)",
    "share": "红灯率 = 亮过红灯的办件 ÷ 期间收到的办件",
    "share_adjusted": "调整后红灯率 = 仍有红灯计入的办件 ÷ 期间收到的办件",
    "officer": "工作人员红灯 = 调整后 − 容错",
}
"""What each figure is, in the words that stand beside it on a screen."""


@dataclass(frozen=True, slots=True)
class UnitLamps:
    """The red lamps of one unit."""

    unit: str
    name: str
    endpoint: str
    cases: int
    """Filed in the period, and the unit's now."""
    raw: int
    waiting: int
    """Explained, not judged."""
    granted: int
    lifted: int
    adjusted: int
    red_cases: int
    red_cases_adjusted: int
    by_clock: dict[str, int]
    """Adjusted, by clock."""

    @property
    def share(self) -> float | None:
        """Red cases of all cases; None where none was filed."""
        return self.red_cases / self.cases if self.cases else None

    @property
    def share_adjusted(self) -> float | None:
        """Cases whose lamps still count, of all cases."""
        return self.red_cases_adjusted / self.cases if self.cases else None


@dataclass(frozen=True, slots=True)
class OfficerLamps:
    """The red lamps of one officer."""

    staff: str
    raw: int
    adjusted: int
    good_faith: int
    """Kept out of the officer's, not of the unit's."""
    counted: int


_COUNTS: Final = sql.SQL("NOT coalesce(granted, false) AND lifted_at IS NULL")
_PERIOD: Final = sql.SQL(
    "(%(since)s::timestamptz IS NULL OR filed_at >= %(since)s)"
    " AND (%(until)s::timestamptz IS NULL OR filed_at < %(until)s)"
)
UNIT_LAMPS: Final = sql.SQL(
    "WITH filed AS ("
    " SELECT number, competent_unit, competent_name, competent_endpoint FROM readmodel.cases"
    " WHERE {period} AND (%(endpoint)s::text IS NULL OR competent_endpoint = %(endpoint)s)"
    "), reds AS ("
    " SELECT lamps.*, {counts} AS counts FROM readmodel.lamps JOIN readmodel.cases ON cases.number = case_number"
    " WHERE lamps.lamp = 'red' AND {period} AND (%(endpoint)s::text IS NULL OR lamps.endpoint = %(endpoint)s)"
    "), units AS ("
    " SELECT competent_unit AS unit, max(competent_name) AS name, max(competent_endpoint) AS endpoint FROM filed"
    " GROUP BY competent_unit UNION SELECT unit, max(unit_name), max(endpoint) FROM reds GROUP BY unit"
    "), clocks AS ("
    " SELECT unit, jsonb_object_agg(clock, number) AS by_clock FROM ("
    "  SELECT unit, clock, count(*) AS number FROM reds WHERE counts GROUP BY unit, clock) AS counted GROUP BY unit"
    ")"
    " SELECT units.unit, max(units.name) AS name, max(units.endpoint) AS endpoint,"
    " (SELECT count(*) FROM filed WHERE competent_unit = units.unit) AS cases,"
    " count(fact_number) AS raw,"
    " count(*) FILTER (WHERE explained_at IS NOT NULL AND granted IS NULL AND lifted_at IS NULL) AS waiting,"
    " count(*) FILTER (WHERE granted) AS granted,"
    " count(*) FILTER (WHERE lifted_at IS NOT NULL) AS lifted,"
    " count(*) FILTER (WHERE counts) AS adjusted,"
    " count(DISTINCT case_number) AS red_cases,"
    " count(DISTINCT case_number) FILTER (WHERE counts) AS red_cases_adjusted,"
    " coalesce((SELECT by_clock FROM clocks WHERE clocks.unit = units.unit), '{{}}') AS by_clock"
    " FROM units LEFT JOIN reds ON reds.unit = units.unit GROUP BY units.unit ORDER BY adjusted DESC, units.unit"
).format(period=_PERIOD, counts=_COUNTS)
OFFICER_LAMPS: Final = sql.SQL(
    "SELECT officer_staff AS staff, count(*) AS raw,"
    " count(*) FILTER (WHERE {counts}) AS adjusted,"
    " count(*) FILTER (WHERE {counts} AND good_faith_at IS NOT NULL) AS good_faith,"
    " count(*) FILTER (WHERE {counts} AND good_faith_at IS NULL) AS counted"
    " FROM readmodel.lamps JOIN readmodel.cases ON cases.number = case_number"
    " WHERE lamps.lamp = 'red' AND unit = %(unit)s AND officer_staff IS NOT NULL AND {period}"
    " GROUP BY officer_staff ORDER BY counted DESC, officer_staff"
).format(period=_PERIOD, counts=_COUNTS)
