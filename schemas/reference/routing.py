"""Who is competent."""

from __future__ import annotations

from typing import Final, Literal

from schemas.reference.base import BaseRow
from schemas.values import Region as RegionCode
from schemas.values import Uscc

EVERYWHERE: Final = "*"
GROUP: Final = "group:"
"""Prefix of a routing rule's ``item`` when it names a group of items."""


class RoutingRule(BaseRow):
    """Who is competent for an item (or ``group:…``) in a region and all below it (or ``*``)."""

    kind: Literal["routing"] = "routing"
    item: str
    region: RegionCode | Literal["*"]
    unit: Uscc

    @property
    def code(self) -> str:
        """The rule is known by what it routes from where."""
        return f"{self.item}@{self.region}"
