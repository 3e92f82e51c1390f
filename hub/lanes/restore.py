"""Catching the local store up with the committed ``states`` partition: what yields a lane's position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import orjson

from hub.lanes.alerts import Alert
from hub.lanes.reading import to_stable_end
from hub.lanes.states import POSITION, Copy, Progress
from hub.lanes.values import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    offset, last = copy.offset, list[Record]()
    async for stretch in to_stable_end(reader, partition, copy.offset):
        offset = stretch.following
        happened, last = without_revived([*last, *stretch.records])
        states.restore(happened, Copy(log, last[0].offset if last else offset, world.wall()))
    states.restore(last, Copy(log, offset, world.wall()))
    return log


def without_revived(records: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """Leave out transactions that never happened; give the others, and the last one, which the next may still belie.

    A broker that loses an abort's marker on ``states`` alone (KAFKA-20734) shows the aborted batch with the next one
    that commits, though its facts are gone. The next one began before it: so it never happened.
    """
    happened: list[Record] = []
    last: list[Record] = []
    ended, offset = 0, 0
    for number, record in enumerate(records, 1):
        if record.key == POSITION and record.value is not None:
            progress = Progress(*orjson.loads(record.value))
            if progress.since >= offset:
                happened += last
            last, ended, offset = list(records[ended:number]), number, progress.offset
    return happened, [*last, *records[ended:]]


def _unusable(copy: Copy, log: str, bounds: Bounds, now: int) -> str | None:
    if copy.log != log:
        return "the store is a copy of another log"
    if not bounds.start <= copy.offset <= bounds.end:
        return f"the store's offset {copy.offset} is outside the log {bounds.start}..{bounds.end}"
    if now - copy.written > DELETE_RETENTION_MS // 2:
        return "the store is older than half of delete.retention"
    return None
