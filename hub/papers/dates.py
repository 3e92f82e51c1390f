"""Days and times as official papers write them (GB/T 9704-2012: Arabic numerals, no leading zeros)."""

from __future__ import annotations

from datetime import date, datetime

from schemas.times import in_china


def day_of(moment: datetime) -> date:
    """Give the day in China."""
    return in_china(moment).date()


def in_words(day: date) -> str:
    """Give a day: 2026年11月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def time_in_words(moment: datetime) -> str:
    """Give a moment: 2026年11月5日9时05分."""
    at = in_china(moment)
    return f"{in_words(at.date())}{at.hour}时{at.minute:02d}分"
