"""Room behind intake: while casework is far behind, floods stay in the inboxes they came to."""

from __future__ import annotations

import asyncio

from hub.intake.room import LOOK_EVERY_S, MOST_WAITING, Room
from hub.lanes.values import Message, Partition, Position
from schemas.topics import CASEWORK_GROUP, COMMANDS
from tests.lanes.twin_stage import Stage, played

PARTITIONS = 2


class Waiting(Stage):
    """Commands that wait for casework, and a watch over them."""

    def __init__(self) -> None:
        super().__init__(PARTITIONS)
        self.room = Room(self.broker.reader(), PARTITIONS)
        self._watching = asyncio.create_task(self.room.watch())

    def pile_up(self, number: int, count: int) -> None:
        """Let so many commands arrive."""
        at = Partition(COMMANDS, number)
        self.server.append(at, [Message(*at, b"case", b"{}")] * count)

    def caught_up(self, number: int, offset: int) -> None:
        """Casework has shown this position."""
        self.server.group(CASEWORK_GROUP).offsets[Partition(COMMANDS, number)] = Position(offset)

    async def is_free(self) -> bool:
        """Whether intake may go on, a look later."""
        await asyncio.sleep(2 * LOOK_EVERY_S)
        waiting = asyncio.create_task(self.room.wait())
        await asyncio.sleep(LOOK_EVERY_S / 2)
        free = waiting.done()
        waiting.cancel()
        return free

    async def close(self) -> None:
        self._watching.cancel()


def test_there_is_room_up_to_the_limit_over_all_lanes() -> None:
    """Never committed counts from the start of the log."""

    async def play() -> None:
        stage = Waiting()
        stage.pile_up(0, MOST_WAITING - 1)
        stage.pile_up(1, 1)
        assert await stage.is_free()
        stage.pile_up(1, 1)
        assert not await stage.is_free()
        await stage.close()

    played(play)


def test_intake_goes_on_as_soon_as_casework_has_caught_up() -> None:
    async def play() -> None:
        stage = Waiting()
        stage.pile_up(0, MOST_WAITING + 1)
        assert not await stage.is_free()
        stage.caught_up(0, 1)
        assert await stage.is_free()
        await stage.close()

    played(play)


def test_a_position_behind_the_end_does_not_make_room_elsewhere() -> None:
    """A topic that was made anew leaves positions that are too large: they count as nothing, not as less."""

    async def play() -> None:
        stage = Waiting()
        stage.caught_up(1, 10**9)
        stage.pile_up(0, MOST_WAITING + 1)
        assert not await stage.is_free()
        await stage.close()

    played(play)


def test_while_nobody_can_ask_intake_is_not_held_up() -> None:
    """It finds out by itself whether the broker takes records; and the watch goes on afterwards."""

    async def play() -> None:
        stage = Waiting()
        stage.pile_up(0, MOST_WAITING + 1)
        assert not await stage.is_free()
        stage.server.stop()
        assert await stage.is_free()
        stage.server.restart()
        assert not await stage.is_free()
        await stage.close()

    played(play)
