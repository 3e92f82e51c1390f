"""Where and who: regions and units."""

from __future__ import annotations

from typing import Literal

from schemas.reference.base import BaseRow, Level
from schemas.values import Endpoint, Uscc
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

    @property
    def code(self) -> str:
        """The unit's own code is its USCC."""
        return self.uscc
