"""Catching the local store up with the committed ``states`` partition: what yields a lane's position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hub.lanes.alerts import Alert
from hub.lanes.states import Copy

if TYPE_CHECKING:
    from hub.lanes.ports import Reader
    from hub.lanes.states import States
    from hub.lanes.values import Bounds, Partition
    from hub.lanes.world import World

DELETE_RETENTION_MS: Final = 30 * 86_400_000
"""``delete.retention.ms`` of ``states``: a copy older than half of it may have missed a deletion."""


async def catch_up(states: States, reader: Reader, partition: Partition, world: World) -> str:
    """Read ``partition`` from where the copy stopped to its last stable offset; answer which log it is.

    Must run after the writer was opened: before that, a predecessor may still write. Raises Unreachable.
    """
    log = await reader.identity(partition.topic)
    bounds = await reader.bounds(partition)
    copy = states.copy
    if reason := _unusable(copy, log, bounds, world.wall()):
        if copy.log:
            world.notify(Alert.STORE_REBUILT, f"{partition.topic}/{partition.number}: {reason}")
        states.forget()
        copy = Copy(log, bounds.start, world.wall())
    offset = copy.offset
    while offset < bounds.stable:
        records, offset = await reader.read(partition, offset)
        states.restore(records, Copy(log, offset, world.wall()))
    return log


def _unusable(copy: Copy, log: str, bounds: Bounds, now: int) -> str | None:
    if copy.log != log:
        return "the store is a copy of another log"
    if not bounds.start <= copy.offset <= bounds.end:
        return f"the store's offset {copy.offset} is outside the log {bounds.start}..{bounds.end}"
    if now - copy.written > DELETE_RETENTION_MS // 2:
        return "the store is older than half of delete.retention"
    return None
