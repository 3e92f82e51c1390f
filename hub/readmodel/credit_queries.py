"""Questions about deferral and credit. A person or body is asked for by its number; nothing here is personal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from psycopg import sql

from hub.readmodel.credit_rows import BarRow, BreachRow, DeferralRow, MeasureRow
from hub.readmodel.tables import columns_of


@dataclass(frozen=True, slots=True)
class Credit:
    """What is on record about a person or body."""

    number: str
    open_deferrals: tuple[str, ...]
    breaches: tuple[BreachRow, ...]
    measures: tuple[MeasureRow, ...]
    bars: tuple[BarRow, ...]

    @property
    def may_defer(self) -> bool:
        """Whether no breach hinders; how many deferrals may be open is policy."""
        return all(breach.settled_at or breach.taken_back_at for breach in self.breaches)


def _of(table: str, kind: type, where: str, order: str) -> sql.Composed:
    return sql.SQL("SELECT {columns} FROM readmodel.{table} WHERE {where} ORDER BY {order}").format(
        columns=columns_of(kind),
        table=sql.Identifier(table),
        where=sql.SQL(where),
        order=sql.Identifier(order),
    )


DEFERRAL: Final = _of("deferrals", DeferralRow, "case_number = %s", "case_number")
SUBJECT: Final = sql.SQL("SELECT number, open_deferrals FROM readmodel.subjects WHERE number = %s")
BREACHES: Final = _of("breaches", BreachRow, "subject = %s", "recorded_at")
MEASURES: Final = _of("measures", MeasureRow, "subject = %s", "code")
BARS: Final = _of("bars", BarRow, "subject = %s", "until")
IN_FORCE: Final = _of(
    "measures",
    MeasureRow,
    "ended_at IS NULL AND starts_on <= %(on)s AND ends_on >= %(on)s AND (%(field)s::text IS NULL OR field = %(field)s)",
    "subject",
)
