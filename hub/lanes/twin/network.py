"""The one way from a process to the twin's server: everything that can go wrong in between goes wrong here."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from hub.lanes.ports import Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.lanes.twin.server import Server

Answer = TypeVar("Answer")


class Network:
    """A network on which nothing goes wrong; hub.lanes.twin.faults has the other one."""

    def __init__(self, server: Server) -> None:
        self.server = server

    async def call(self, name: str, operation: Callable[[], Answer]) -> Answer:
        """Run an operation on the server and bring its answer back.

        Raises Refusal (the server's), Unreachable (surely not run), UnknownOutcome (perhaps run).
        """
        answer: Answer = await self._carry(name, operation)
        return answer

    async def wait(self, name: str, operation: Callable[[], Answer | asyncio.Future[Answer]]) -> Answer:
        """Call an operation whose answer may take its time. Raises as ``call``."""
        answer: Answer = await self._carry(name, operation)
        return answer

    async def _carry(self, name: str, operation: Callable[[], object]) -> Any:
        if not self.server.up:
            await asyncio.sleep(0.01)
            raise Unreachable(f"{name}: no broker answers")
        return await arrive(operation)


async def arrive(operation: Callable[[], object]) -> Any:
    """Run the operation; wait for its answer if that takes its time."""
    answer = operation()
    if isinstance(answer, asyncio.Future):
        return await answer
    return answer
