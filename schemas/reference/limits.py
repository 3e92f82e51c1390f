"""Which law a clock follows, and which days count."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.reference.base import BaseRow, Limit


class Regime(BaseRow):
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


class CalendarYear(BaseRow):
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
