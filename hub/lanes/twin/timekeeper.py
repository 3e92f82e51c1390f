"""The twin's time: the running loop's, a wall that may run faster, and alarms that ring for the server itself."""

from __future__ import annotations

import asyncio
import contextvars
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

EPOCH_2026: Final = 1_767_225_600.0
"""2026-01-01T00:00:00Z, seconds since 1970."""


class Timekeeper:
    """``now`` in seconds of the loop, ``wall`` in milliseconds since 1970, ``speed`` times as fast."""

    def __init__(self, start: float, speed: float) -> None:
        self._start = start
        self._speed = speed
        self._began: float | None = None
        self._alarms: dict[str, float] = {}

    def now(self) -> float:
        now = asyncio.get_running_loop().time()
        if self._began is None:
            self._began = now
        return now

    def wall(self) -> int:
        now = self.now()
        return int((self._start + (now - (self._began or 0.0)) * self._speed) * 1000)

    def later(self, delay: float, action: Callable[[], None]) -> None:
        """Run the server's own action after a delay, whatever becomes of the process that asked for it."""
        asyncio.get_running_loop().call_later(delay, action, context=contextvars.Context())

    def alarm(self, what: str, when: float, action: Callable[[], None]) -> None:
        """Call ``action`` at ``when`` or before; a later alarm of the same name is set by the action itself."""
        pending = self._alarms.get(what)
        if pending is not None and pending <= when:
            return
        self._alarms[what] = when

        def ring() -> None:
            if self._alarms.get(what) == when:
                del self._alarms[what]
            action()

        self.later(max(0.0, when - self.now()), ring)
