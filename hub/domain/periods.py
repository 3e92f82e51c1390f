"""Periods of months and years by the calendar (民法典 art. 200 to 204), where a law counts in neither days nor hours.

The day a period begins is not counted (art. 201); its last day is the same day of the month in which it ends, or that
month's last day where there is none (art. 202). What art. 203 says of a last day that is a holiday is for those who
have to act by then, and lengthens neither a bar (许可法 art. 78, 79) nor a measure.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Final

MONTHS_OF_A_YEAR: Final = 12


def last_day_of(begun: date, months: int) -> date:
    """Give the last day of a period of so many months that began on a day."""
    years, month = divmod(begun.month - 1 + months, MONTHS_OF_A_YEAR)
    year, month = begun.year + years, month + 1
    return date(year, month, min(begun.day, monthrange(year, month)[1]))
