"""Reading a partition from an offset to its stable end as it is now: what whoever looks back does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hub.lanes.ports import Unreachable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from hub.lanes.ports import Reader
    from hub.lanes.values import Partition, Record

EMPTY_READS: Final = 60
"""Reads in a row that may give nothing before the end; each waits a moment."""


class Stretch(NamedTuple):
    """What one read gave."""

    records: Sequence[Record]
    following: int
    """Offset to go on from; may lie behind the last record."""
    start: int
    """Where the reading began."""
    end: int
    """Where the reading ends: what comes later is not waited for."""


async def to_stable_end(reader: Reader, partition: Partition, offset: int) -> AsyncIterator[Stretch]:
    """Give what is committed from ``offset`` on, one read at a time. Raises Unreachable.

    The end is asked once, at the beginning; nothing behind it is given, though it be committed meanwhile.
    """
    bounds = await reader.bounds(partition)
    empty = 0
    start = offset = max(offset, bounds.start)
    while offset < bounds.stable:
        records, following = await reader.read(partition, offset)
        if following <= offset:
            # Never taken for the end: who restores or proves something must not stop short of it.
            empty += 1
            if empty == EMPTY_READS:
                raise Unreachable(f"{partition.topic}/{partition.number} gives nothing at offset {offset}")
            continue
        empty, offset = 0, min(following, bounds.stable)
        if records and records[-1].offset >= bounds.stable:
            records = [record for record in records if record.offset < bounds.stable]
        yield Stretch(records, offset, start, bounds.stable)
