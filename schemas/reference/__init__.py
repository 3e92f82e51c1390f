"""Rows of the ``reference`` topic: regions, units, items, routing rules, regimes, calendars, policy, kinds of bundle.

Every row holds from ``valid_from`` to ``valid_to``, both included (None: open). A row of the same kind, code and
``valid_from`` replaces the one of a lower ``revision``; at a date the row with the latest ``valid_from`` counts.
A new kind of row is a model in the module of its topic and a name in ``Row``.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, TypeAdapter

from schemas.reference.base import BaseRow, Level, Limit, LimitUnit
from schemas.reference.bundles import BundleEdge, BundleKind, BundleStage, StageItem
from schemas.reference.calendars import CalendarYear, RegionalCalendar
from schemas.reference.credit import CreditMeasure, DeferralKind, MeasureField
from schemas.reference.forms import ContentSchema, FormSchema
from schemas.reference.items import (
    DocumentType,
    Fee,
    Handling,
    Item,
    ItemCode,
    ItemKind,
    JurisdictionField,
    LowerReview,
    Material,
    RenewalRule,
)
from schemas.reference.keys import IssuerKey
from schemas.reference.laws import Basis, LegalDocument
from schemas.reference.limits import Office, Regime
from schemas.reference.people import Substitute
from schemas.reference.places import Region, Section, Unit
from schemas.reference.policy import DEFAULT_POLICY, Policy
from schemas.reference.routing import EVERYTHING, EVERYWHERE, GROUP, WINDOWS, RoutingRule

__all__ = [
    "DEFAULT_POLICY",
    "EVERYTHING",
    "EVERYWHERE",
    "GROUP",
    "ROW",
    "WINDOWS",
    "BaseRow",
    "Basis",
    "BundleEdge",
    "BundleKind",
    "BundleStage",
    "CalendarYear",
    "ContentSchema",
    "CreditMeasure",
    "DeferralKind",
    "DocumentType",
    "Fee",
    "FormSchema",
    "Handling",
    "IssuerKey",
    "Item",
    "ItemCode",
    "ItemKind",
    "JurisdictionField",
    "LegalDocument",
    "Level",
    "Limit",
    "LimitUnit",
    "LowerReview",
    "Material",
    "MeasureField",
    "Office",
    "Policy",
    "Regime",
    "Region",
    "RegionalCalendar",
    "RenewalRule",
    "RoutingRule",
    "Row",
    "Section",
    "StageItem",
    "Substitute",
    "Unit",
    "key_of",
    "read_row",
]

Row = Annotated[
    Region
    | Unit
    | Item
    | FormSchema
    | ContentSchema
    | LegalDocument
    | RoutingRule
    | Regime
    | CalendarYear
    | RegionalCalendar
    | Policy
    | IssuerKey
    | Substitute
    | BundleKind
    | CreditMeasure,
    Field(discriminator="kind"),
]
"""Any row, told apart by its kind."""

ROW: Final[TypeAdapter[Row]] = TypeAdapter(Row)


def key_of(row: Row) -> str:
    """Give the record key of a row: kind/code/valid-from/revision."""
    return f"{row.kind}/{row.code}/{row.valid_from}/{row.revision}"


def read_row(value: bytes) -> Row:
    """Read a record value as ``schemas.values.encode`` wrote it. Raises pydantic.ValidationError."""
    return ROW.validate_json(value)
