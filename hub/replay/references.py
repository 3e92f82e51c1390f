"""The reference data of any time: as it stood at an offset of its topic, and with other rows on top of that."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from hub.domain.reference import Reference
from hub.lanes.reading import to_stable_end
from hub.reference.feed import TABLE
from schemas.reference import key_of, read_row

if TYPE_CHECKING:
    from hub.lanes.ports import Reader
    from schemas.reference import Row

KEPT: Final = 32
"""References kept ready: between two of them the province changed something."""


class Placed(NamedTuple):
    """A row, and where it stands in the topic."""

    offset: int
    row: Row


class References:
    """Gives a Reference for each offset that a fact was decided under."""

    def __init__(self, rows: Sequence[Placed], subject_key: bytes, changes: Sequence[Row] = ()) -> None:
        """``changes`` lie on top of the rows of any time, whatever their revisions."""
        self._rows = rows
        self._subject_key = subject_key
        self.changes = changes
        self.recorded = lru_cache(KEPT)(self._recorded)
        self.changed = lru_cache(KEPT)(self._changed)

    def _recorded(self, offset: int) -> Reference:
        rows = [row for place, row in self._rows if place <= offset]
        return Reference.from_rows(rows, offset, self._subject_key)

    def _changed(self, offset: int) -> Reference:
        reference = self.recorded(offset)
        return Reference.from_rows((*reference.rows.values(), *self._lifted(reference)), offset, self._subject_key)

    def _lifted(self, reference: Reference) -> list[Row]:
        """Give the changes with revisions that no row of the same key and day exceeds."""
        return [
            change.model_copy(update={"revision": max(change.revision, known.revision)})
            if (known := reference.rows.get(key_of(change).rpartition("/")[0]))
            else change
            for change in self.changes
        ]


async def read_references(reader: Reader, subject_key: bytes, changes: Sequence[Row] = ()) -> References:
    """Read the whole topic. Raises Unreachable."""
    rows = [
        Placed(record.offset, read_row(record.value))
        async for stretch in to_stable_end(reader, TABLE, 0)
        for record in stretch.records
        if record.value
    ]
    return References(rows, subject_key, changes)
