"""Rows of the ``reference`` topic: regions, units, items, routing rules, regimes and the calendar.

Every row holds from ``valid_from`` to ``valid_to``, both included (None: open). A row of the same kind, code and
``valid_from`` replaces the one of a lower ``revision``; at a date the row with the latest ``valid_from`` counts.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from schemas.application import Mode
from schemas.parties import SubjectKind
from schemas.values import Endpoint, Uscc, Value
from schemas.values import Region as RegionCode

ItemCode = Annotated[str, Field(pattern=r"^[0-9A-Z]{12}$|^[0-9A-Z]{24}$")]
Level = Literal["1", "2", "3", "4", "5", "6", "7"]
"""GB/T 39046-2020 A.2: 2 province, 3 prefecture, 4 county, 5 township, 6 village."""
ItemKind = Literal["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"]
"""GB/T 39046-2020 A.1: 01 licence, 04 levy, 05 benefit, 07 confirmation, 10 other, 20 public service."""

EVERYWHERE: Final = "*"
GROUP: Final = "group:"
"""Prefix of a routing rule's ``item`` when it names a group of items."""

LimitUnit = Literal["working_days", "natural_days", "hours", "minutes"]
"""How a limit is counted; working days are counted from the next day."""
JurisdictionField = Literal[
    "place_of_business",  # 住所(经营场所)
    "household_registration",  # 户籍地
    "residence",  # 居住地
    "property",  # 不动产所在地
    "place_of_event",  # 行为发生地
    "project_site",  # 项目建设地
    "place_of_insurance",  # 参保地
    "place_of_tax",  # 主管税务机关所在地
]
"""The field of a filing whose region decides who is competent."""


class Limit(Value):
    """A time limit: so many units."""

    amount: int = Field(ge=0, le=10_000)
    unit: LimitUnit = "working_days"


class Material(Value):
    """One line of an item's list of materials; ``deferrable`` may be supplied later (容缺)."""

    code: str
    name: str
    required: bool = True
    deferrable: bool = False


class DocumentType(Value):
    """A document an item issues: its name and licence type (USCC 18 + 3) in licence identifiers."""

    name: str
    type: Annotated[str, Field(pattern=r"^[0-9A-Z]{21}$")]


class _Row(Value):
    valid_from: date
    valid_to: date | None = None
    revision: int = Field(default=1, ge=1)


class Region(_Row):
    """A region of GB/T 2260, or a local row (``local``) such as a development zone, with its parent."""

    kind: Literal["region"] = "region"
    code: RegionCode
    name: str
    short_name: str
    level: Level
    parent: RegionCode | None = None
    local: bool = False


class Unit(_Row):
    """A unit that can be competent: a USCC in a region, and the endpoint where its cases go."""

    kind: Literal["unit"] = "unit"
    uscc: Uscc
    name: str
    short_name: str
    region: RegionCode
    endpoint: Endpoint
    sample: bool = False
    """The USCC is made up (its check characters are right)."""

    @property
    def code(self) -> str:
        """The unit's own code is its USCC."""
        return self.uscc


class Item(_Row):
    """A service item by its basic code; who offers it under which implementation code follows from the unit."""

    kind: Literal["item"] = "item"
    code: ItemCode
    name: str
    short_name: str
    group: str
    """Routing rules may name it as ``group:<group>``."""
    item_kind: ItemKind
    subjects: tuple[SubjectKind, ...]
    levels: tuple[Level, ...]
    """Levels that may be competent; the nearest region of such a level is."""
    offered_in: tuple[RegionCode, ...]
    """Regions that offer it, each with all regions below."""
    mode: Mode
    jurisdiction_field: JurisdictionField
    regime: str
    case_type: Literal["1", "2", "9"]
    """GB/T 39046-2020 A.6: 1 decided on the spot, 2 promised."""
    promised: Limit
    legal: Limit | None = None
    """Limit of the item's own law; None where only the regime's or the promise counts."""
    legal_basis: str
    materials: tuple[Material, ...]
    document: DocumentType | None = None
    public_notice: Limit | None = None
    """Public notice that must have ended before filing (简易注销: 20 natural days)."""
    separate_persons: bool = False
    """Acceptance and decision by different persons (审批分离)."""


class RoutingRule(_Row):
    """Who is competent for an item (or ``group:…``) in a region and all below it (or ``*``)."""

    kind: Literal["routing"] = "routing"
    item: str
    region: RegionCode | Literal["*"]
    unit: Uscc

    @property
    def code(self) -> str:
        """The rule is known by what it routes from where."""
        return f"{self.item}@{self.region}"


class Regime(_Row):
    """Which law an item's clock follows. A limit of None: the law sets none, the item's promise counts."""

    kind: Literal["regime"] = "regime"
    code: str
    name: str
    law: str
    on_the_spot: bool = False
    """Decided at once where the filing is complete and in due form."""
    acceptance: Limit | None = None
    """To accept, refuse or ask once for corrections."""
    silence_accepts: bool = False
    """Silence past ``acceptance`` means accepted from the day of receipt (许可法 art. 32)."""
    decision: Limit | None = None
    extension: Limit | None = None
    """Once, approved by the head of the organ."""
    delivery: Limit | None = None


class CalendarYear(_Row):
    """One year of working days: a notice of the State Council, whole, so that none is ever half loaded."""

    kind: Literal["calendar"] = "calendar"
    year: int = Field(ge=2000, le=2100)
    source: str
    provisional: bool = False
    """No notice yet: statutory days only; due dates that touch the year are 预计."""
    days_off: tuple[date, ...]
    working_weekends: tuple[date, ...] = ()

    @property
    def code(self) -> str:
        """The year is the code."""
        return str(self.year)


Row = Annotated[Region | Unit | Item | RoutingRule | Regime | CalendarYear, Field(discriminator="kind")]
"""Any row, told apart by its kind."""

ROW: Final[TypeAdapter[Row]] = TypeAdapter(Row)


def key_of(row: Row) -> str:
    """Give the record key of a row: kind/code/valid-from/revision."""
    return f"{row.kind}/{row.code}/{row.valid_from}/{row.revision}"


def read_row(value: bytes) -> Row:
    """Read a record value as ``schemas.values.encode`` wrote it. Raises pydantic.ValidationError."""
    return ROW.validate_json(value)
