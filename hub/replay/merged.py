"""All partitions of ``commands`` as one stream, in the order in which their records were appended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.lanes.reading import to_stable_end
from hub.lanes.values import Partition
from schemas.topics import COMMANDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from hub.lanes.ports import Reader
    from hub.lanes.values import Record
    from hub.replay.window import Window


async def commands_in_order(
    reader: Reader,
    ends: Sequence[int],
    window: Window,
    told: Callable[[int, int], None],
    is_ready: Callable[[Record], bool] = lambda _: True,
) -> AsyncIterator[Record]:
    """Give every command before the window's end and its partition's, the earliest first; ``told`` hears how far it is.

    One that is not ready waits, and its partition with it, until others have gone before; where none is ready, the
    earliest goes: clocks of brokers differ, and what asks for a command may have a later time than the command itself.
    Raises Unreachable.
    """
    places = [Partition(COMMANDS, number) for number in range(len(ends))]
    bounds = await reader.bounds_of(places)
    total, done = sum(max(0, ends[place.number] - bounds[place].start) for place in places), 0
    streams = [_records(reader, place) for place in places]
    waiting = {number: record for number, stream in enumerate(streams) if (record := await anext(stream, None))}
    while waiting:
        in_time = sorted(waiting, key=lambda number: waiting[number].timestamp)
        number = next((number for number in in_time if is_ready(waiting[number])), in_time[0])
        record = waiting.pop(number)
        if record.timestamp >= window.until or record.offset >= ends[number]:
            continue
        yield record
        done += 1
        told(done, total)
        following = await anext(streams[number], None)
        if following is not None:
            waiting[number] = following


async def _records(reader: Reader, place: Partition) -> AsyncIterator[Record]:
    async for stretch in to_stable_end(reader, place, 0):
        for record in stretch.records:
            yield record
