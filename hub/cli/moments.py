"""Moments as people type them: a day, or a day and a time, China's."""

from __future__ import annotations

from datetime import datetime

from hub.cli.trouble import USAGE, Trouble
from schemas.times import CHINA, to_milliseconds


def moment_of(text: str) -> int | None:
    """Give ms since 1970 of ``2026-11-25`` or ``2026-11-25T08:00``; None for an empty text. Raises Trouble."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Trouble(
            f"时间 {text} 无法识别,请写成 2026-11-25 或 2026-11-25T08:00。\n"
            f"{text} is no moment: write 2026-11-25 or 2026-11-25T08:00.",
            USAGE,
        ) from None
    return to_milliseconds(moment if moment.tzinfo else moment.replace(tzinfo=CHINA))
