"""A process of the simulation: it can be killed, and it can sleep past its sessions and wake up as a zombie."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar, copy_context
from typing import TYPE_CHECKING, Any, Final, TypeVar
from weakref import WeakSet

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from hub.lanes.twin.store import Disk

Result = TypeVar("Result")


class Process:
    """Everything that dies together: tasks started within it belong to it (hub.lanes.twin.time sees to that)."""

    def __init__(self, name: str, disk: Disk) -> None:
        self.name = name
        self.disk = disk
        self.alive = True
        self.asleep_until = 0.0
        self.tasks: WeakSet[asyncio.Task[Any]] = WeakSet()
        disk.holder = self

    def start(self, coroutine: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Run something as this process."""
        context = copy_context()
        context.run(CURRENT.set, self)
        return asyncio.get_running_loop().create_task(coroutine, name=self.name, context=context)

    def kill(self) -> None:
        """End at once, as kill -9 does: nothing it does from now on reaches a broker or a disk.

        Its tasks are cancelled only to free them; whatever they do while ending is refused by network and disk.
        """
        self.alive = False
        self.asleep_until = 0.0
        for task in list(self.tasks):
            task.cancel()

    def sleep(self, seconds: float) -> None:
        """Stop running for a while, as a paused machine does; needs the virtual loop."""
        self.asleep_until = max(self.asleep_until, asyncio.get_running_loop().time() + seconds)


CURRENT: Final[ContextVar[Process | None]] = ContextVar("process", default=None)
