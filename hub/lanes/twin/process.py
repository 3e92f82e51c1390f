"""A process of the simulation: it can be killed, and it can sleep past its sessions and wake up as a zombie."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar, copy_context
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from hub.lanes.twin.store import Disk

Result = TypeVar("Result")
_TASKS: Final = 64
"""From so many on, those that are done are forgotten."""


class Process:
    """Everything that dies together: tasks started within it belong to it (hub.lanes.twin.time sees to that)."""

    def __init__(self, name: str, disk: Disk) -> None:
        self.name = name
        self.disk = disk
        self.alive = True
        self.asleep_until = 0.0
        self._tasks: list[asyncio.Task[Any]] = []
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
        for task in self._tasks:
            task.cancel()

    def adopt(self, task: asyncio.Task[Any]) -> None:
        """Take a task that was started within it, in order: runs must repeat exactly."""
        if len(self._tasks) > _TASKS:
            self._tasks = [known for known in self._tasks if not known.done()]
        self._tasks.append(task)

    def sleep(self, seconds: float) -> None:
        """Stop running for a while, as a paused machine does; needs the virtual loop."""
        self.asleep_until = max(self.asleep_until, asyncio.get_running_loop().time() + seconds)


CURRENT: Final[ContextVar[Process | None]] = ContextVar("process", default=None)
