"""The rows of the read model as values; field names are column names, a test holds them to the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schemas.facts import Lamp


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A limit that runs, and the lamp that was last shown for it."""

    name: str
    due: datetime
    yellow_at: datetime | None
    provisional: bool
    lamp: Lamp = "green"
    paused_at: datetime | None = None
    """Since when it stands still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case as it stands after its last fact; nothing in it is personal."""

    number: str
    kind: str
    stage: str = "filed"
    mode: str
    origin_endpoint: str
    origin_region: str
    origin_window: str
    competent_endpoint: str
    competent_region: str
    competent_unit: str
    competent_name: str
    competent_section: str | None = None
    """科室 whose queue it is in."""
    acting_endpoint: str
    acting_unit: str
    """Who is to act now: the competent unit, or the window entrusted by it."""
    item_code: str
    item_name: str
    regime: str
    bundle: str | None
    subject: str | None = None
    holder_unit: str | None = None
    holder_staff: str | None = None
    lease_until: datetime | None = None
    clocks: tuple[RunningClock, ...] = ()
    clock: str | None = None
    due: datetime | None = None
    yellow_at: datetime | None = None
    provisional: bool = False
    lamp: Lamp | None = None
    reddened_at: datetime | None = None
    legal_due: datetime | None = None
    outcome: str | None = None
    in_time: bool | None = None
    deemed_accepted: bool = False
    extended: bool = False
    urgent: bool = False
    filed_at: datetime
    accepted_at: datetime | None = None
    decided_at: datetime | None = None
    delivered_at: datetime | None = None
    closed_at: datetime | None = None
    fact_number: int
    fact_digest: str
    fact_at: datetime


@dataclass(frozen=True, slots=True)
class ChildRow:
    """One case of a bundle, as the bundle knows it."""

    bundle: str
    place: int
    number: str
    item_code: str
    region: str
    outcome: str | None = None
    code: str | None = None
    """Why it was refused, or is not possible."""
    unanswered: bool = False
    waits_for: tuple[str, ...] = ()
    waiting: bool = False
    because: str | None = None
    owes: str | None = None
    """How its commitment stands, where it made one."""
    owes_materials: tuple[str, ...] = ()
    owes_due: datetime | None = None
    document: str | None = None
    """Name of what it was approved with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleRow:
    """One bundle as it stands after its last fact."""

    number: str
    title: str
    mode: str
    origin_endpoint: str
    origin_region: str
    origin_window: str
    filed_at: datetime
    completed_at: datetime | None = None
    kind: str | None = None
    awaits_stage: str | None = None
    awaits_until: datetime | None = None
    ending: bool = False
    settled: str | None = None
    """``kept`` or ``broken``, once no commitment runs any more."""
    settled_at: datetime | None = None
    revised_at: datetime | None = None
    fact_number: int
    fact_digest: str
    fact_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LampRow:
    """One lamp that turned, and what was said of it."""

    case_number: str
    fact_number: int
    number: int | None
    clock: str
    lamp: Lamp
    due: datetime
    turned_at: datetime
    unit: str
    unit_name: str
    endpoint: str
    officer_staff: str | None = None
    reason: str | None = None
    paper: str | None = None
    explained_at: datetime | None = None
    granted: bool | None = None
    judged_at: datetime | None = None
    judgement: str | None = None
    lifted_at: datetime | None = None
    good_faith_at: datetime | None = None
    ground: str | None = None

    @property
    def counts(self) -> bool:
        """Whether it is counted where statistics are adjusted."""
        return not self.granted and self.lifted_at is None


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One fact. ``body`` is JSON without anything personal (an orjson.Fragment, or what JSON is made of)."""

    aggregate: str
    number: int
    digest: str
    type: str
    at: str
    cause: str
    body: Any


@dataclass(frozen=True, slots=True)
class PersonalRow:
    """What is personal in the facts of an aggregate; rows of one aggregate are merged."""

    aggregate: str
    applicant: str | None
    bodies: dict[str, Any]
