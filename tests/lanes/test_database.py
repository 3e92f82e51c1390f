"""The database sink: rows and position by one act, and whoever finds another position is fenced."""

from __future__ import annotations

import pytest

from hub.lanes.database import DatabaseSink, Projecting
from hub.lanes.ports import Fenced
from hub.lanes.twin.ledger import MemoryLedger, Tables
from hub.lanes.twin.network import Network
from hub.lanes.values import Partition, Position, Record
from schemas.envelope import DIGEST, NUMBER
from tests.lanes.twin_stage import FACTS, Stage, played


def fact(number: int, offset: int, digest: str = "d") -> Record:
    headers = ((NUMBER, b"%d" % number), (DIGEST, digest.encode()))
    return Record("facts", 0, offset, 0, b"case", b"{}", headers)


def sink(tables: Tables) -> DatabaseSink:
    return DatabaseSink(FACTS, MemoryLedger(Network(Stage().server), tables))


def test_rows_and_position_are_stored_together() -> None:
    """The next start begins behind the rows, wherever a consumer group believes it to be."""

    async def play() -> None:
        tables, handler = Tables(), Projecting()
        first = sink(tables)
        assert await first.open() == {FACTS: Position(0)}
        await first.commit(handler.handle([fact(1, 0), fact(2, 3)]))
        await first.commit(handler.handle([fact(3, 4)]))
        assert await sink(tables).open() == {FACTS: Position(5)}
        assert sorted(number for _, number in tables.rows) == [1, 2, 3]

    played(play)


def test_a_position_that_somebody_else_has_moved_fences_and_stores_nothing() -> None:
    """A zombie that wakes up must not put one row down."""

    async def play() -> None:
        tables, handler = Tables(), Projecting()
        zombie, owner = sink(tables), sink(tables)
        await zombie.open()
        await owner.open()
        await owner.commit(handler.handle([fact(1, 0)]))
        with pytest.raises(Fenced):
            await zombie.commit(handler.handle([fact(9, 0)]))
        assert [number for _, number in tables.rows] == [1]
        assert tables.positions[FACTS] == 1

    played(play)


def test_the_fenced_one_may_open_again_and_goes_on_where_the_other_is() -> None:
    """Where the partition came back to it, its own memory of the position counts for nothing."""

    async def play() -> None:
        tables, handler = Tables(), Projecting()
        one, other = sink(tables), sink(tables)
        await one.open()
        await other.open()
        await other.commit(handler.handle([fact(1, 0)]))
        assert await one.open() == {FACTS: Position(1)}
        await one.commit(handler.handle([fact(2, 1)]))
        assert tables.positions == {Partition("facts", 0): 2}

    played(play)


def test_a_batch_is_taken_whole_and_ends_behind_its_last_record() -> None:
    """Offsets have holes: it is the last record's that counts, not their number."""
    batch = Projecting().handle([fact(1, 10), fact(2, 40)])
    assert (batch.taken, batch.positions) == (2, {FACTS: Position(41)})
