"""Streams of a back-office: nothing lost, nothing twice, and only what was acknowledged counts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from hub.client import QueuedNotice, WorkStream
from hub.lanes.twin.broker import TwinBroker
from hub.lanes.values import Message
from schemas.envelope import Envelope
from schemas.notices import WorkWithdrawn
from tests.client.queues import commit, connected, offered, province, work, write
from tests.domain.world import MONDAY, XIFENG, case_number

BODY = WorkWithdrawn(at=MONDAY, unit="unit", why="withdrawn", reason="申请人撤回")


def notice(case: int, sequence: int = 1, digest: str = "") -> Message:
    return offered(XIFENG, case_number(case), sequence, BODY, digest)


def stream(broker: TwinBroker, instance: str = "1") -> WorkStream:
    return WorkStream(XIFENG, "back-office", broker, instance)


async def take(stream: WorkStream, number: int) -> list[QueuedNotice]:
    taken: list[QueuedNotice] = []
    async with asyncio.timeout(5):
        while len(taken) < number:
            taken += await stream.fetch(0.05)
    return taken


async def acknowledge(stream: WorkStream, notices: Sequence[QueuedNotice]) -> None:
    for one in notices:
        await stream.acknowledge(one)


def numbers(notices: Sequence[QueuedNotice]) -> list[str]:
    return [one.number for one in notices]


async def test_notices_come_in_order_with_case_and_sequence_number() -> None:
    broker = connected(province())
    await commit(broker, notice(1, 1), notice(2, 1), notice(1, 2))
    async with stream(broker) as reading:
        taken = await take(reading, 3)
    assert [(one.number, one.sequence) for one in taken] == [
        (case_number(1), 1),
        (case_number(2), 1),
        (case_number(1), 2),
    ]
    assert taken[0].body == BODY


async def test_what_was_acknowledged_does_not_come_again_and_the_rest_does() -> None:
    broker = connected(province())
    await commit(broker, *(notice(case) for case in range(1, 5)))
    async with stream(broker) as before:
        await acknowledge(before, (await take(before, 4))[:2])
    async with stream(broker) as after:
        assert numbers(await take(after, 2)) == [case_number(3), case_number(4)]


async def test_an_acknowledgement_out_of_order_waits_for_those_before_it() -> None:
    broker = connected(province())
    await commit(broker, *(notice(case) for case in range(1, 4)))
    async with stream(broker) as before:
        first, second, third = await take(before, 3)
        await acknowledge(before, [third, second])
    async with stream(broker) as after:
        again = await take(after, 3)
        assert numbers(again) == numbers([first, second, third])
        await acknowledge(after, [again[1], again[0]])
    async with stream(broker) as last:
        assert numbers(await take(last, 1)) == [case_number(3)]


async def test_what_is_not_committed_is_not_shown() -> None:
    """A transaction that is open, or was aborted, never reaches a back-office."""
    server = province()
    broker = connected(server)
    await commit(broker, notice(1))
    writer = broker.writer("test-other")
    await writer.open()
    async with stream(broker) as reading:
        assert numbers(await take(reading, 1)) == [case_number(1)]
        assert await reading.fetch(0.05) == []


async def test_copies_are_dropped_by_number_and_digest() -> None:
    broker = connected(province())
    await commit(broker, notice(1, 1), notice(2, 1))
    await commit(broker, notice(1, 1), notice(1, 2))
    async with stream(broker) as reading:
        taken = await take(reading, 3)
        assert [(one.number, one.sequence) for one in taken] == [
            (case_number(1), 1),
            (case_number(2), 1),
            (case_number(1), 2),
        ]


async def test_a_copy_of_what_was_acknowledged_before_a_restart_is_dropped_too() -> None:
    broker = connected(province())
    await commit(broker, notice(1, 1))
    async with stream(broker) as before:
        await acknowledge(before, await take(before, 1))
    await commit(broker, notice(1, 1), notice(2, 1))
    async with stream(broker) as after:
        assert numbers(await take(after, 1)) == [case_number(2)]


async def test_copies_alone_move_the_position() -> None:
    """Otherwise the queue of a quiet region would seem to be behind for ever."""
    broker = connected(province())
    await commit(broker, notice(1, 1))
    async with stream(broker) as reading:
        await acknowledge(reading, await take(reading, 1))
        await commit(broker, notice(1, 1))
        assert await reading.fetch(1) == []
        place = reading.partition
        position = (await broker.reader().committed(reading.group, [place]))[place]
        assert position is not None
        assert position.offset >= 3


async def test_another_instance_takes_over_what_was_not_acknowledged() -> None:
    broker = connected(province())
    await commit(broker, notice(1), notice(2))
    async with stream(broker, "1") as first:
        taken = await take(first, 2)
        await first.acknowledge(taken[0])
    async with stream(broker, "2") as second:
        assert numbers(await take(second, 1)) == [case_number(2)]


async def test_a_notice_of_a_later_release_still_has_its_data() -> None:
    broker = connected(province())
    envelope = Envelope("id", "/hub/casework", "cn.tongban.work.offered.v9", case_number(1), b'{"new": true}')
    await write(broker, Message(work(XIFENG), 0, b"key", envelope.data, envelope.headers()))
    async with stream(broker) as reading:
        (one,) = await take(reading, 1)
    assert (one.body, one.data) == (None, {"new": True})
