"""The network on which everything goes wrong, as often as a seed says, and that counts what did.

At each request, before or after it reaches the server, one of these may happen:

    request_lost   never arrives; the caller is not told
    answer_lost    arrives, but the caller is not told
    late           arrives long after the caller has given it up
    again          arrives, and once more later, perhaps after its transaction has ended
    slow           takes longer than sessions and transactions last
    refused        no connection: surely not arrived
    crash_before, crash_after    the process is killed, the request not sent or sent
    pause_before, pause_after    the process sleeps past its session, and wakes up as a zombie
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from hub.lanes.ports import BrokerError, UnknownOutcome, Unreachable
from hub.lanes.twin.network import Network, arrive
from hub.lanes.twin.process import Process
from hub.lanes.twin.refusals import Refusal

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from hub.lanes.twin.server import Server

KINDS: Final = (
    "request_lost",
    "answer_lost",
    "late",
    "again",
    "slow",
    "refused",
    "crash_before",
    "crash_after",
    "pause_before",
    "pause_after",
)
REPEATABLE: Final = frozenset({"produce", "end", "send", "commit", "begin_writer", "apply"})
"""Requests that a client may repeat inside, so that two of them can be under way."""


class Faults:
    """How often each kind happens, per request, and how often it has."""

    def __init__(self, chance: random.Random, rates: Mapping[str, float], focus: frozenset[str] = frozenset()) -> None:
        """``focus``: names of requests to which ten times as much happens."""
        self.chance = chance
        self._focus = focus
        self.fired: Counter[str] = Counter()
        self.active = True
        self._kinds = tuple(kind for kind in KINDS if rates.get(kind))
        self._thresholds = tuple(accumulate(rates[kind] for kind in self._kinds))
        self._any = self._thresholds[-1] if self._thresholds else 0.0

    def draw(self, request: str) -> str | None:
        """Draw what happens to this request, if anything."""
        drawn = self.chance.random() * (0.1 if request in self._focus else 1.0)
        if not self.active or drawn >= self._any:
            return None
        kind = next(kind for kind, limit in zip(self._kinds, self._thresholds, strict=True) if drawn < limit)
        if kind in ("late", "again") and request not in REPEATABLE:
            return None
        self.fired[kind] += 1
        return kind

    async def moment(self, share: float) -> None:
        """Wait an ordinary while: most often none, else until others had their turn, or up to 8 milliseconds."""
        drawn = self.chance.random()
        if drawn < share:
            await asyncio.sleep(0.0 if drawn < share / 2 else 0.016 * (drawn / share - 0.5))

    def long(self) -> float:
        """Draw a delay around the length of sessions and transactions."""
        return self.chance.choice((0.05, 0.5, 3.0, 10.0, 15.0)) * (0.5 + self.chance.random())


COORDINATION: Final = frozenset({"heartbeat", "join", "commit", "leave"})
"""Requests to a group's coordinator, which may be away while all others are there."""


@dataclass
class Path:
    """A way that some processes share; while it is ``cut`` nothing gets through, or nothing of some kinds."""

    cut: bool = False
    only: frozenset[str] = frozenset()
    """Names of the requests that go this way; empty: all."""

    def stops(self, request: str) -> bool:
        return self.cut and (not self.only or request in self.only)


class FaultyNetwork(Network):
    """One process's way to the server."""

    def __init__(self, server: Server, process: Process, faults: Faults, *paths: Path) -> None:
        super().__init__(server)
        self._process = process
        self._faults = faults
        self._paths = paths

    async def _carry(self, name: str, operation: Callable[[], object]) -> Any:
        self._live()
        kind = self._faults.draw(name)
        await self._faults.moment(0.6)
        if kind is not None:
            await self._before(kind, name, operation)
        self._live()
        if not self.server.up or any(path.stops(name) for path in self._paths):
            await asyncio.sleep(0.05)
            raise Unreachable(f"{name}: no broker answers")
        try:
            answer = await arrive(operation)
        except (Refusal, BrokerError):
            await self._after(kind, name, operation)
            raise
        await self._after(kind, name, operation)
        return answer

    async def _before(self, kind: str, name: str, operation: Callable[[], object]) -> None:
        match kind:
            case "refused":
                raise Unreachable(f"{name}: connection refused")
            case "request_lost":
                await asyncio.sleep(self._faults.long())
                raise UnknownOutcome(f"{name}: no answer")
            case "late":
                self._later(operation)
                await self._faults.moment(1.0)
                raise UnknownOutcome(f"{name}: no answer")
            case "slow":
                await asyncio.sleep(self._faults.long())
            case "crash_before":
                self._process.kill()
            case "pause_before":
                await self._pause()

    async def _after(self, kind: str | None, name: str, operation: Callable[[], object]) -> None:
        match kind:
            case "again":
                self._later(operation)
            case "crash_after":
                self._process.kill()
            case "pause_after":
                await self._pause()
            case "answer_lost":
                await self._faults.moment(1.0)
                raise UnknownOutcome(f"{name}: no answer")
            case _:
                await self._faults.moment(0.3)
        self._live()

    async def _pause(self) -> None:
        self._process.sleep(self._faults.long())
        await asyncio.sleep(0)

    def _later(self, operation: Callable[[], object]) -> None:
        def arrives() -> None:
            if not self.server.up:
                return
            try:
                operation()
            except (Refusal, BrokerError):
                self._faults.fired["late_refused"] += 1
            else:
                self._faults.fired["late_taken"] += 1

        self.server.later(self._faults.long(), arrives)

    def _live(self) -> None:
        """A dead process goes no further."""
        if not self._process.alive:
            raise asyncio.CancelledError
