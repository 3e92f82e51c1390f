"""The global table: the ``reference`` topic, read to its end before work starts and followed from then on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from hub.domain.reference import Reference
from hub.lanes.reading import to_stable_end
from hub.lanes.values import Message, Partition
from schemas.reference import key_of, read_row
from schemas.topics import REFERENCE
from schemas.values import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.lanes.ports import Producer, Reader
    from schemas.reference import Row

TABLE: Final = Partition(REFERENCE, 0)
AGAIN_S: Final = 1.0
"""How soon a new row is seen; rows take effect ten minutes after they are written at the earliest."""
ROWS_AT_ONCE: Final = 1000


class ReferenceFeed:
    """Keeps the newest Reference; whoever decides pins it for a batch."""

    def __init__(self, reader: Reader, subject_key: bytes = b"") -> None:
        """The reader is started and closed by its owner. Whoever decides needs the key of subject numbers."""
        self._reader = reader
        self._offset = 0
        self._current = Reference.from_rows((), subject_key=subject_key)

    def current(self) -> Reference:
        """Give everything read so far; its ``offset`` says how far that is."""
        return self._current

    async def catch_up(self) -> Reference:
        """Read to the end of the topic. Raises Unreachable."""
        rows: list[Row] = []
        async for stretch in to_stable_end(self._reader, TABLE, self._offset):
            rows += [read_row(record.value) for record in stretch.records if record.value]
            self._offset = stretch.following
        if rows:
            self._current = self._current.with_rows(rows, self._offset - 1)
        return self._current

    async def follow(self) -> None:
        """Catch up again and again, until cancelled. Raises Unreachable."""
        while True:
            await asyncio.sleep(AGAIN_S)
            await self.catch_up()


class TiedRulesError(ValueError):
    """Rows were refused: with them two routing rules would be equally specific."""


async def publish(rows: Sequence[Row], known: Reference, producer: Producer) -> int:
    """Write the rows that the topic does not hold yet; answer how many. Raises UnknownOutcome, TiedRulesError."""
    there = {key_of(row) for row in known.rows.values()}
    fresh = [row for row in rows if key_of(row) not in there]
    refuse_ties(known.with_rows(fresh, known.offset))
    for first in range(0, len(fresh), ROWS_AT_ONCE):
        some = fresh[first : first + ROWS_AT_ONCE]
        await producer.send([Message(REFERENCE, 0, key_of(row).encode(), encode(row)) for row in some])
    return len(fresh)


def refuse_ties(reference: Reference) -> None:
    """Raise TiedRulesError where two rules tie: a case that met them would have to be refused."""
    tied = [f"{one.code} = {other.code} ({days.first} – {days.last})" for one, other, days in reference.ties()]
    if tied:
        raise TiedRulesError("; ".join(tied))
