"""The loop whose time is a number, and the processes that live on it."""

from __future__ import annotations

import asyncio
import random

import pytest

from hub.lanes.twin.process import Process
from hub.lanes.twin.store import Disk
from hub.lanes.twin.time import NothingLeft, run


async def race(finished: list[int]) -> None:
    async def runner(number: int) -> None:
        for _ in range(3):
            await asyncio.sleep(0)
        finished.append(number)

    await asyncio.gather(*(runner(number) for number in range(6)))


def order(seed: int) -> list[int]:
    finished: list[int] = []
    run(race(finished), random.Random(seed))
    return finished


def test_a_seed_gives_one_order_and_seeds_give_many() -> None:
    """What is ready runs in an order drawn from the seed: repeatable, and different between seeds."""
    assert order(1) == order(1)
    assert len({tuple(order(seed)) for seed in range(20)}) > 10


def test_time_jumps_to_the_next_timer() -> None:
    """A month passes at once, and the clock says so."""

    async def month() -> float:
        await asyncio.sleep(30 * 86_400)
        return asyncio.get_running_loop().time()

    assert run(month(), random.Random(1)) == 30 * 86_400


def test_a_wait_that_nothing_can_end_is_an_error() -> None:
    """Nothing is due and somebody waits: that is said, not waited for."""

    async def forever() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(NothingLeft, match="everybody waits"):
        run(forever(), random.Random(1))


def test_going_round_in_circles_is_an_error() -> None:
    """A program that is always busy runs out of steps."""

    async def spin() -> None:
        while True:  # noqa: ASYNC110 - going round in circles is the point
            await asyncio.sleep(0)

    with pytest.raises(NothingLeft, match="still busy"):
        run(spin(), random.Random(1), steps=1000)


def test_a_sleeping_process_does_nothing_and_wakes_up_late() -> None:
    """While it sleeps none of its timers run; afterwards it goes on as if nothing had been."""
    beats: list[float] = []

    async def beat() -> None:
        for _ in range(4):
            await asyncio.sleep(1.0)
            beats.append(asyncio.get_running_loop().time())

    async def play() -> None:
        process = Process("zombie", Disk())
        task = process.start(beat())
        await asyncio.sleep(1.5)
        process.sleep(20.0)
        await task

    run(play(), random.Random(1))
    assert beats == [1.0, 21.5, 22.5, 23.5]


def test_a_killed_process_writes_nothing_more_and_its_disk_survives() -> None:
    """Everything it had started ends; what was on its disk is there for the next one, and no more."""

    async def play() -> None:
        disk = Disk()
        process = Process("one", disk)

        async def work() -> None:
            store = disk.open("lane")
            store.write({b"a": b"1"})
            try:
                await asyncio.sleep(60)
            finally:
                store.write({b"b": b"too late"})

        task = process.start(work())
        await asyncio.sleep(1)
        process.kill()
        await asyncio.wait([task])
        Process("two", disk)
        assert disk.open("lane").scan(b"", b"z", 10) == [(b"a", b"1")]

    run(play(), random.Random(1))


def test_a_disk_may_fall_back_to_an_earlier_write() -> None:
    """What comes back is what an earlier batch had left, never half of one."""
    disk = Disk()
    store = disk.open("lane")
    store.write({b"a": b"1", b"b": b"1"})
    store.write({b"a": b"2", b"b": None})
    store.fall_back(1)
    again = disk.open("lane")
    assert again.scan(b"", b"z", 10) == [(b"a", b"1"), (b"b", b"1")]
