"""Which commands a replay is about."""

from __future__ import annotations

from typing import Final, NamedTuple

ALWAYS: Final = 1 << 62


class Window(NamedTuple):
    """Commands appended from ``since`` on, before ``until`` (ms since 1970)."""

    since: int = 0
    until: int = ALWAYS
