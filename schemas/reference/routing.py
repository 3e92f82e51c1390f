"""Who is competent."""

from __future__ import annotations

from typing import Final, Literal

from schemas.parties import SubjectKind
from schemas.reference.base import BaseRow, Level
from schemas.reference.items import JurisdictionField
from schemas.values import Region as RegionCode
from schemas.values import Uscc

EVERYWHERE: Final = "*"
EVERYTHING: Final = "*"
WINDOWS: Final = "government_services"
"""The group whose units run the windows of their region; it has no items."""
GROUP: Final = "group:"
"""Prefix of a routing rule's ``item`` when it names a group of items."""


class RoutingRule(BaseRow):
    """Who is competent for an item (``group:…``, or ``*``) in a region and all below it (or ``*``).

    Which of several rules counts is said in ``hub.domain.reference.routing``.
    """

    kind: Literal["routing"] = "routing"
    item: str
    region: RegionCode | Literal["*"]
    unit: Uscc
    field: JurisdictionField | None = None
    """Only for items whose jurisdiction follows from this field."""
    level: Level | None = None
    """Only where the matter is decided at this level."""
    applicant_kinds: tuple[SubjectKind, ...] = ()
    """Only for these applicants; empty: for all."""
    basis: tuple[str, ...] = ()
    """Codes of the rows ``legal_document`` that it rests on."""
    reason: str | None = None
    """Why the province made it: for whoever keeps the rules."""

    @property
    def code(self) -> str:
        """The rule is known by what it routes from where, and by its conditions."""
        kinds = ",".join(sorted(self.applicant_kinds))
        conditions = {"field": self.field, "level": self.level, "applicant": kinds}
        return self.place + "".join([f";{name}={value}" for name, value in conditions.items() if value])

    @property
    def place(self) -> str:
        """What it routes from where, without conditions."""
        return f"{self.item}@{self.region}"

    @property
    def conditions(self) -> int:
        """How many conditions it has."""
        return (self.field is not None) + (self.level is not None) + bool(self.applicant_kinds)
