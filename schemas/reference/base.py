"""What all rows have in common: period and revision, limits, levels."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.values import Value

Level = Literal["1", "2", "3", "4", "5", "6", "7"]
"""GB/T 39046-2020 A.2: 2 province, 3 prefecture, 4 county, 5 township, 6 village."""

LimitUnit = Literal["working_days", "natural_days", "hours", "minutes"]
"""How a limit is counted; working days are counted from the next day."""


class Limit(Value):
    """A time limit: so many units."""

    amount: int = Field(ge=0, le=10_000)
    unit: LimitUnit = "working_days"


class BaseRow(Value):
    """What every row has: its period, both days included, and its revision."""

    valid_from: date
    valid_to: date | None = None
    revision: int = Field(default=1, ge=1)
