"""Times of the hub: aware, to the millisecond, written with China's offset (+08:00, no summer time since 1991)."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

from pydantic import AwareDatetime

CHINA: Final = timezone(timedelta(hours=8), "CST")
_INSTANT: Final = timedelta(microseconds=1)


def in_china(moment: datetime) -> datetime:
    """Give the same instant with China's offset."""
    return moment if moment.tzinfo is CHINA else moment.astimezone(CHINA)


def last_day(end: datetime) -> date:
    """Give the last day on which something is in time that is due at ``end``: for days, the midnight that ends it."""
    return (end - _INSTANT).date()


def from_milliseconds(milliseconds: int) -> datetime:
    """Give the instant of a Kafka timestamp (milliseconds since 1970)."""
    return datetime.fromtimestamp(milliseconds / 1000, CHINA)


def to_milliseconds(moment: datetime) -> int:
    """Give milliseconds since 1970, rounded down."""
    return (moment - _EPOCH) // _MILLISECOND


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=CHINA) + timedelta(hours=8)
_MILLISECOND: Final = timedelta(milliseconds=1)

Moment = AwareDatetime
"""A field that holds an instant, with the offset that was written: ours is always China's, and only we write them.

No sender states a time by which anything is decided, so nothing has to be converted on the way in.
"""
