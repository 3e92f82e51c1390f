"""An event loop whose time is a number: it jumps to the next timer when nothing is left to do.

Ready callbacks run in an order drawn from a seed, so that a run can be repeated exactly and no test hangs on an
order that asyncio does not promise. Processes that sleep (hub.lanes.twin.process) are passed over until they wake.
"""

from __future__ import annotations

import asyncio
import heapq
import sys
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple

from hub.lanes.twin.process import CURRENT

if TYPE_CHECKING:
    import random
    from collections import deque
    from collections.abc import Callable, Coroutine, Generator
    from contextvars import Context

    from hub.lanes.twin.process import Process

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")


class NothingLeft(RuntimeError):  # noqa: N818 - says what happened
    """Somebody waits, and nothing will ever happen again; or the limit of steps is reached."""


class VirtualLoop(asyncio.BaseEventLoop):
    """Deterministic: the same seed and the same program give the same run."""

    _ready: deque[asyncio.Handle]
    _stopping: bool

    def __init__(self, chance: random.Random, steps: int = sys.maxsize) -> None:
        super().__init__()
        self._chance = chance
        self._seconds = 0.0
        self._timers: list[tuple[float, int, asyncio.TimerHandle]] = []
        self._timers_made = 0
        self.steps_left = steps

    def time(self) -> float:
        return self._seconds

    def call_at(
        self,
        when: float,
        callback: Callable[[*Arguments], object],
        *args: *Arguments,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        self._timers_made += 1
        # Compared as numbers, which is what most of the time would go into otherwise.
        heapq.heappush(self._timers, (when, self._timers_made, timer))
        return timer

    def create_task(
        self, coro: Generator[Any, None, Result] | Coroutine[Any, Any, Result], **options: Any
    ) -> asyncio.Task[Result]:
        task = super().create_task(coro, **options)
        context: Context | None = options.get("context")
        process = CURRENT.get() if context is None else context.get(CURRENT)
        if process is not None:
            process.adopt(task)
        return task

    def run_in_executor(  # type: ignore[override]  # a thread would bring real time in
        self, executor: object, func: Callable[..., Result], *args: Any
    ) -> asyncio.Future[Result]:
        del executor
        future: asyncio.Future[Result] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as failure:  # noqa: BLE001 - as an executor does: whoever awaits hears of it
            future.set_exception(failure)
        return future

    def _run_once(self) -> None:
        """Run what is ready, one by one in drawn order; called by run_forever."""
        ready = self._ready
        draw = self._chance.random
        while not self._stopping:
            if not ready:
                self._jump()
            if self.steps_left <= 0:
                raise NothingLeft(f"still busy at {self._seconds:.3f} s: is something going round in circles?")
            self.steps_left -= 1
            count = len(ready)
            if count > 1:
                ready.rotate(-int(draw() * count))
            handle = ready.popleft()
            if handle.cancelled():
                continue
            # Its getter is public only from 3.12 on.
            process: Process | None = handle._context.get(CURRENT)  # type: ignore[attr-defined]  # noqa: SLF001
            if process is not None and process.asleep_until > self._seconds:
                self._put_off(handle, process.asleep_until)
            else:
                handle._run()  # noqa: SLF001 - what BaseEventLoop itself does here

    def _jump(self) -> None:
        timers = self._timers
        while timers and timers[0][2].cancelled():
            heapq.heappop(timers)
        if not timers:
            raise NothingLeft(f"everybody waits at {self._seconds:.3f} s and nothing is due")
        self._seconds = max(self._seconds, timers[0][0])
        while timers and timers[0][0] <= self._seconds:
            timer = heapq.heappop(timers)[2]
            if not timer.cancelled():
                self._ready.append(timer)

    def _put_off(self, handle: asyncio.Handle, when: float) -> None:
        self.call_at(when, self._ready.append, handle)

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """A cancelled timer is dropped when its time comes."""

    def _process_events(self, event_list: list[Any]) -> None:
        """There are no sockets."""

    def _write_to_self(self) -> None:
        """Nobody sleeps in a selector."""


def run(program: Coroutine[Any, Any, Result], chance: random.Random, steps: int = sys.maxsize) -> Result:
    """Run a program to its end in virtual time. Raises NothingLeft."""
    loop = VirtualLoop(chance, steps)
    try:
        return loop.run_until_complete(program)
    finally:
        loop.steps_left = sys.maxsize
        _cancel_all(loop)
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def _cancel_all(loop: VirtualLoop) -> None:
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
