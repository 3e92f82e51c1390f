"""The crew: which lanes this process works, as the group assigns them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any, Final

from hub.lanes.ports import BrokerError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from hub.lanes.loop import Lane
    from hub.lanes.ports import Member
    from hub.lanes.values import Partition, Position

    LaneOf = Callable[[frozenset[Partition]], Lane[Any]]

logger = logging.getLogger(__name__)

HOLD_S: Final = 2.5
"""A batch that has not ended by then (the broker is away) is given up; its lane opens anew."""
SHOW_S: Final = 1.0
"""How often positions are shown to lag tools."""


class Crew:
    """Opens lanes for partitions that become ours, lets those go that don't stay. An Owner (ports)."""

    def __init__(self, member: Member, lane_of: LaneOf, *, together: bool = False) -> None:
        """``together``: one lane for all partitions (intake)."""
        self._member = member
        self._lane_of = lane_of
        self._together = together
        self._at_work: dict[Lane[Any], asyncio.Task[None]] = {}
        self._broken: Exception | None = None

    async def run(self) -> None:
        """Join the group and work until cancelled. Raises whatever ended a lane unexpectedly: nobody else would."""
        await self._member.start(self)
        while True:
            await asyncio.sleep(SHOW_S)
            self._raise_what_broke()
            await self._show()

    def _raise_what_broke(self) -> None:
        if self._broken is not None:
            raise self._broken
        for task in self._at_work.values():
            if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                raise error

    async def _show(self) -> None:
        """Commit positions with the group, again and again: lag tools see them, and the clock sees how far intake is.

        Wrong or lost (a group's offsets may expire while its inboxes are quiet), they hurt nobody for long.
        """
        reached: dict[Partition, Position] = {}
        for lane in self._at_work:
            reached |= lane.positions
        if reached:
            with contextlib.suppress(BrokerError):
                await self._member.commit(reached)

    async def revoked(self) -> None:
        """Let every lane come to its batch boundary; give up those that can't. Whoever goes on finds where we stood."""
        await asyncio.gather(*(self._hold(lane) for lane in list(self._at_work)))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._show(), SHOW_S)

    async def _hold(self, lane: Lane[Any]) -> None:
        try:
            await asyncio.wait_for(lane.hold(), HOLD_S)
        except TimeoutError:
            await self._drop(lane, orderly=False)

    async def assigned(self, partitions: Collection[Partition]) -> None:
        """Lanes that stay ours go on, others end, new ones open."""
        wanted = set(self._shares(partitions))
        for lane in list(self._at_work):
            if lane.partitions in wanted and not self._at_work[lane].done():
                wanted.discard(lane.partitions)
                lane.go_on()
            else:
                await self._drop(lane, orderly=True)
        for share in sorted(wanted, key=sorted):
            try:
                self._begin(share)
            except Exception as error:
                self._broken = error  # the group's own task can't do anything about it
                raise

    def _shares(self, partitions: Collection[Partition]) -> Iterable[frozenset[Partition]]:
        if self._together:
            return [frozenset(partitions)] if partitions else []
        return [frozenset({partition}) for partition in partitions]

    def _begin(self, share: frozenset[Partition]) -> None:
        lane = self._lane_of(share)
        self._at_work[lane] = asyncio.create_task(lane.run(), name=f"lane {min(share)}")

    async def _drop(self, lane: Lane[Any], *, orderly: bool) -> None:
        task = self._at_work.pop(lane)
        task.cancel()
        await asyncio.wait([task])
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            # Whoever ends the others must not fail at this one; what it died at stays under suspicion.
            self._broken = self._broken or error
        await lane.close(orderly=orderly and error is None)

    async def close(self, *, leave: bool = False) -> None:
        """Bring every lane to its batch boundary, end them, then the membership: in this order."""
        await self.revoked()
        for lane in list(self._at_work):
            await self._drop(lane, orderly=True)
        await self._member.close(leave=leave)

    @property
    def lanes(self) -> list[Lane[Any]]:
        """The lanes at work now."""
        return list(self._at_work)
