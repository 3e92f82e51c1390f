"""Where and who: regions and units."""

from __future__ import annotations

from typing import Literal

from schemas.reference.base import BaseRow, Level
from schemas.values import Code, Endpoint, Name, Uscc, Value
from schemas.values import Region as RegionCode


class Region(BaseRow):
    """A region of GB/T 2260, or a local row (``local``) such as a development zone, with its parent."""

    kind: Literal["region"] = "region"
    code: RegionCode
    name: str
    short_name: str
    level: Level
    parent: RegionCode | None = None
    local: bool = False
    succeeded_by: RegionCode | None = None
    """Of a retired one: the region that took its place, whose offices are competent for its matters now."""


class Section(Value):
    """科室: a part of a unit with a queue of its own."""

    code: Code
    name: Name
    heads: tuple[Code, ...] = ()
    items: tuple[Code, ...] = ()
    """Basic codes of the items whose cases it gets; of two sections with one item the first counts."""


class Unit(BaseRow):
    """A unit that can be competent: a USCC in a region, and the endpoint where its cases go."""

    kind: Literal["unit"] = "unit"
    uscc: Uscc
    name: str
    short_name: str
    region: RegionCode
    endpoint: Endpoint
    sample: bool = False
    """The USCC is made up (its check characters are right)."""
    heads: tuple[Code, ...] = ()
    """Staff numbers of those who decide for the organ (本机关负责人): they approve extensions and mark urgent cases."""
    sections: tuple[Section, ...] = ()

    @property
    def code(self) -> str:
        """The unit's own code is its USCC."""
        return self.uscc
