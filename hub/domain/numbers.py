"""Checks on the number that a sender gave its case or bundle."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from hub.domain.identifiers import Fault, origin_region
from hub.domain.values import Refusal
from schemas.values import endpoint_region

_DAY: Final = timedelta(days=1)


def check_number(number: str, fault: Fault | None, sender: str, today: date) -> Refusal | None:
    """Check that a number is well-formed (``fault`` is what its form lacks), the sender's own, and not of the future.

    A day ahead is let pass: clocks at windows are not exact at midnight.
    """
    if fault is not None:
        return Refusal(fault.code)
    if origin_region(number) != endpoint_region(sender):
        return Refusal("number_not_yours", params={"region": origin_region(number)})
    last = today + _DAY
    if int(number[6:12]) > last.year % 100 * 10000 + last.month * 100 + last.day:
        return Refusal("number_date_future")
    return None
