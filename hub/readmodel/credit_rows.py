"""The rows of deferral and credit as values; field names are column names, a test holds them to the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferralRow:
    """The last deferral of a case."""

    case_number: str
    deferral: str
    status: str = "asked"
    outstanding: tuple[str, ...]
    commitment: str
    asked_at: datetime
    due: datetime | None = None
    code: str | None = None
    broken_at: datetime | None = None
    statement_by: datetime | None = None
    ended_at: datetime | None = None
    fact_number: int
    fact_digest: str
    fact_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRow:
    """One person or body, as its cases have told of it."""

    number: str
    open_deferrals: tuple[str, ...] = ()
    fact_number: int
    fact_digest: str
    fact_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachRow:
    """One broken commitment, and the procedure about it."""

    subject: str
    case_number: str
    status: str = "recorded"
    item_name: str
    materials: tuple[str, ...]
    due: datetime
    origin_endpoint: str
    competent_endpoint: str
    competent_unit: str
    competent_name: str
    recorded_at: datetime
    statement_by: datetime | None = None
    defended_at: datetime | None = None
    decided_at: datetime | None = None
    document: str | None = None
    repair_asked_at: datetime | None = None
    repair_by: datetime | None = None
    repair_overdue: bool = False
    settled_at: datetime | None = None
    taken_back_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """One measure that was decided."""

    subject: str
    case_number: str
    code: str
    name: str
    field: str
    effect: str
    legal_basis: str
    starts_on: date
    ends_on: date
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """Until when a subject may not apply for an item again."""

    subject: str
    case_number: str
    item_code: str
    ground: str
    until: date
