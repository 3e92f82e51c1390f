"""The clock is a message: how late the province may believe it to be."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

import orjson
import pytest

from hub.lanes.alerts import Alert
from hub.lanes.clock import BEHIND_MS, SKEW_MS, Clock, believed_time
from hub.lanes.ports import Unreachable
from hub.lanes.twin.reader import Reader
from hub.lanes.values import Message, Partition, Position
from hub.lanes.world import World
from schemas.control import CLOCK_ADVANCED, HUB
from schemas.envelope import ENDPOINT, read
from schemas.topics import INTAKE_GROUP
from tests.lanes.twin_stage import Stage, played

HERE = Partition("inbox.520181", 0)
THERE = Partition("inbox.520122", 0)
INBOXES = (HERE, THERE)
NOON = 1_767_225_600_000
"""What the wall says, milliseconds since 1970."""


class Inboxes(Stage):
    """Two inboxes, and how far intake is in each."""

    def __init__(self) -> None:
        super().__init__(partitions=4)
        for inbox in INBOXES:
            self.server.create_topic(inbox.topic, 1)

    def receive(self, inbox: Partition, *times: int) -> None:
        """Let records be received at these times."""
        for time in times:
            self.server.append(inbox, [Message(*inbox, None, b"{}")], time)

    def passed(self, inbox: Partition, offset: int, note: str = "") -> None:
        """Intake has committed this position."""
        self.server.group(INTAKE_GROUP).offsets[inbox] = Position(offset, note)

    async def believed(self, wall: int = NOON) -> int:
        return await believed_time(wall, self.broker.reader(), INBOXES)


def test_the_wall_is_believed_where_intake_has_caught_up() -> None:
    async def play() -> None:
        stage = Inboxes()
        stage.receive(HERE, NOON - 9_000, NOON - 8_000)
        stage.passed(HERE, 2)
        stage.passed(THERE, 0)
        assert await stage.believed() == NOON

    played(play)


def test_empty_inboxes_hold_nobody_up() -> None:
    """Also those that intake has never committed anything for."""

    async def play() -> None:
        assert await Inboxes().believed() == NOON

    played(play)


def test_behind_intake_time_stands_at_the_oldest_record_not_passed_on() -> None:
    """Of all inboxes, less what clocks of brokers may differ by."""

    async def play() -> None:
        stage = Inboxes()
        stage.receive(HERE, NOON - 9_000, NOON - 5_000)
        stage.receive(THERE, NOON - 7_000)
        stage.passed(HERE, 1)
        stage.passed(THERE, 0)
        assert await stage.believed() == NOON - 7_000 - SKEW_MS

    played(play)


def test_a_record_from_the_walls_future_moves_nothing_forward() -> None:
    """The wall was read before: what came in meanwhile is no reason to believe in a later time."""

    async def play() -> None:
        stage = Inboxes()
        stage.receive(HERE, NOON + 60_000)
        assert await stage.believed() == NOON

    played(play)


def test_an_inbox_never_committed_is_read_from_its_start() -> None:
    """Unknown is not caught up: its first record may wait since yesterday."""

    async def play() -> None:
        stage = Inboxes()
        stage.receive(HERE, NOON - 90_000, NOON - 1)
        stage.passed(THERE, 0)
        assert await stage.believed() == NOON - 90_000 - SKEW_MS

    played(play)


def test_a_position_that_retention_has_overtaken_counts_from_what_is_left() -> None:
    """What is lost can't be waited for."""

    async def play() -> None:
        stage = Inboxes()
        stage.receive(HERE, NOON - 90_000, NOON - 80_000, NOON - 70_000)
        stage.passed(HERE, 0)
        stage.server.log(HERE).truncate(2)
        assert await stage.believed() == NOON - 70_000 - SKEW_MS

    played(play)


def test_a_stopped_inbox_does_not_stop_the_province() -> None:
    """Its poison was told; a command in it that was received in time is corrected when it comes."""

    async def play() -> None:
        stage = Inboxes()
        stage.receive(HERE, NOON - 90_000)
        stage.receive(THERE, NOON - 3_000)
        stage.passed(HERE, 0, "stopped")
        assert await stage.believed() == NOON - 3_000 - SKEW_MS

    played(play)


class Counting(Reader):
    """Remembers when the brokers were asked."""

    order: list[str]

    async def committed(self, group: str, partitions: Collection[Partition]) -> Mapping[Partition, Position | None]:
        self.order.append("intake")
        return await super().committed(group, partitions)


def clock_of(stage: Inboxes, reader: Reader | None = None) -> Clock:
    return Clock(stage.world, reader or stage.broker.reader(), stage.broker.producer(), 4)


def test_the_wall_is_read_before_intake_is_asked() -> None:
    """The other way round, a record that arrives in between would be later than the time that passes over it."""

    async def play() -> None:
        stage = Inboxes()
        order: list[str] = []

        def wall() -> int:
            order.append("wall")
            return NOON

        reader = Counting(stage.broker.reader()._network, stage.broker.reader()._patience)
        reader.order = order
        world = World(stage.broker, wall, "start", stage.world.notify)
        await Clock(world, reader, stage.broker.producer(), 4).tick(INBOXES)
        assert order == ["wall", "intake"]

    played(play)


def test_every_lane_is_told_the_same_time() -> None:
    """In each partition of ``commands``, without a key, as a message of the hub's own."""

    async def play() -> None:
        stage = Inboxes()
        stage.receive(HERE, stage.wall - 5_000)
        told = await clock_of(stage).tick(INBOXES)
        assert told == stage.wall - 5_000 - SKEW_MS
        for number in range(4):
            (said,) = stage.committed(Partition("commands", number))
            assert said.key is None
            assert orjson.loads(said.value or b"") == {"to": told}
            assert read(said.value, said.headers).type == CLOCK_ADVANCED
            assert dict(said.headers)[ENDPOINT] == HUB.encode()

    played(play)


@pytest.mark.parametrize(("behind", "alerts"), [(BEHIND_MS, []), (BEHIND_MS + 1, [Alert.CLOCK_BEHIND])])
def test_a_clock_far_behind_is_told(behind: int, alerts: list[Alert]) -> None:
    """Deadlines stand still then: somebody should know why."""

    async def play() -> None:
        stage = Inboxes()
        stage.receive(HERE, stage.wall - behind + SKEW_MS)
        await clock_of(stage).tick(INBOXES)
        assert [alert for alert, _ in stage.alerts] == alerts

    played(play)


def test_while_nobody_can_ask_nothing_is_said() -> None:
    """No answer is not "caught up"."""

    async def play() -> None:
        stage = Inboxes()
        stage.server.stop()
        with pytest.raises(Unreachable):
            await clock_of(stage).tick(INBOXES)
        stage.server.restart()
        await asyncio.sleep(1)
        assert stage.committed(Partition("commands", 0)) == []

    played(play)
