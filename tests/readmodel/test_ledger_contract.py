"""What every Ledger promises: rows and position together, one projector at a time, each fact once."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import TYPE_CHECKING

import pytest

from hub.lanes.ports import Fenced
from hub.lanes.values import Partition, Record
from schemas.envelope import DIGEST, NUMBER
from schemas.topics import FACTS
from tests.readmodel.log import PARTITION, busy_log

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.readmodel.ledgers import Database


@cache
def records() -> tuple[Record, ...]:
    return tuple(busy_log(20, seed=11).records)


def digests(of: Sequence[Record]) -> dict[tuple[str, int], str]:
    headers = [dict(record.headers) for record in of]
    return {(one["ce_subject"].decode(), int(one[NUMBER])): one[DIGEST].decode() for one in headers}


def forked(record: Record) -> Record:
    headers = tuple((name, b"another" if name == DIGEST else value) for name, value in record.headers)
    return record._replace(headers=headers)


async def test_begins_at_zero(both: Database) -> None:
    """Where nothing was stored the position is 0."""
    ledger = both.ledger()
    assert await ledger.position(PARTITION) == 0
    await ledger.close()


async def test_rows_and_position(both: Database) -> None:
    """What was applied is stored, the position stands behind it, and another connection sees the same."""
    ledger = both.ledger()
    await ledger.apply(PARTITION, records()[:30], 0, 30)
    await ledger.apply(PARTITION, records()[30:50], 30, 51)
    await ledger.close()
    other = both.ledger()
    assert await other.position(PARTITION) == 51
    assert await other.position(Partition(FACTS, 1)) == 0
    assert both.kept() == digests(records()[:50])
    await other.close()


async def test_goes_on_after_close(both: Database) -> None:
    """A ledger that was closed may be used again: a lane reopens its sink."""
    ledger = both.ledger()
    await ledger.apply(PARTITION, records()[:5], 0, 5)
    await ledger.close()
    await ledger.close()
    assert await ledger.position(PARTITION) == 5
    await ledger.apply(PARTITION, records()[5:9], 5, 9)
    assert await ledger.position(PARTITION) == 9
    await ledger.close()


@pytest.mark.parametrize("expected", [0, 4, 11])
async def test_fenced(both: Database, expected: int) -> None:
    """Who expects another position than the stored one is fenced, and nothing of the batch is stored."""
    owner, zombie = both.ledger(), both.ledger()
    await owner.apply(PARTITION, records()[:10], 0, 10)
    with pytest.raises(Fenced):
        await zombie.apply(PARTITION, records()[10:20], expected, 20)
    assert await zombie.position(PARTITION) == 10
    assert both.kept() == digests(records()[:10])
    await owner.close()
    await zombie.close()


@pytest.mark.parametrize("begin", [0, 10])
async def test_two_at_once(both: Database, begin: int) -> None:
    """Of two projectors that apply from the same position at the same time exactly one stores, the other is fenced."""
    first, second = both.ledger(), both.ledger()
    if begin:
        await first.apply(PARTITION, records()[:begin], 0, begin)
    end = begin + 15
    outcomes = await asyncio.gather(
        first.apply(PARTITION, records()[begin:end], begin, end),
        second.apply(PARTITION, records()[begin:end], begin, end),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Fenced", "NoneType"]
    assert both.kept() == digests(records()[:end])
    assert both.forks() == 0
    await first.close()
    await second.close()


async def test_copies(both: Database) -> None:
    """Copies, within a batch and from an earlier one, are dropped, no fork is told, and the position moves on."""
    ledger = both.ledger()
    await ledger.apply(PARTITION, [*records()[:10], *records()[3:6]], 0, 13)
    await ledger.apply(PARTITION, [*records()[5:12]], 13, 20)
    assert both.kept() == digests(records()[:12])
    assert both.forks() == 0
    assert await ledger.position(PARTITION) == 20
    await ledger.close()


async def test_forks(both: Database) -> None:
    """Of two facts with one number the first is kept, and each other one is an alarm, in a batch and across."""
    ledger = both.ledger()
    await ledger.apply(PARTITION, [*records()[:10], forked(records()[3])], 0, 11)
    await ledger.apply(PARTITION, [forked(records()[4]), records()[10]], 11, 13)
    assert both.kept() == digests(records()[:11])
    assert both.forks() == 2
    await ledger.close()
