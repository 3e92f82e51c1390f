"""Reading to the stable end: everything that is committed now, nothing that comes later, and never a false end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from hub.lanes.ports import Unreachable
from hub.lanes.reading import EMPTY_READS, to_stable_end
from hub.lanes.twin.network import Network
from hub.lanes.twin.reader import Reader
from hub.lanes.values import Partition, Record
from tests.lanes.twin_stage import FACTS, Stage, played


class Hesitant(Reader):
    """Gives nothing so many times before each read, as a broker may that is just electing."""

    def __init__(self, network: Network, stage: Stage, hesitations: int) -> None:
        super().__init__(network, stage.broker._patience)
        self._hesitations = hesitations
        self._left = hesitations

    async def read(self, partition: Partition, offset: int, limit: int = 1000) -> tuple[Sequence[Record], int]:
        if self._left:
            self._left -= 1
            await asyncio.sleep(0.1)
            return (), offset
        self._left = self._hesitations
        return await super().read(partition, offset, min(limit, 2))


def test_it_gives_what_was_there_when_it_began() -> None:
    """What is written while somebody reads is the next reading's."""

    async def play() -> None:
        stage = Stage()
        stage.append(FACTS, *[(b"a", b"%d" % number) for number in range(5)])
        found = []
        async for records, following, start, end in to_stable_end(Hesitant(Network(stage.server), stage, 0), FACTS, 1):
            stage.append(FACTS, (b"a", b"later"))
            found += [record.value for record in records]
            assert (start, end) == (1, 5)
            assert following <= end
        assert found == [b"1", b"2", b"3", b"4"]

    played(play)


def test_a_read_that_gives_nothing_is_not_the_end() -> None:
    """A restore that stopped short would decide from old states."""

    async def play() -> None:
        stage = Stage()
        stage.append(FACTS, *[(b"a", b"%d" % number) for number in range(5)])
        reader = Hesitant(Network(stage.server), stage, 3)
        assert [record.offset async for one in to_stable_end(reader, FACTS, 0) for record in one.records] == [*range(5)]

    played(play)


def test_a_partition_that_gives_nothing_for_good_is_unreachable() -> None:
    """Neither an end nor for ever."""

    async def play() -> None:
        stage = Stage()
        stage.append(FACTS, (b"a", b"1"))
        with pytest.raises(Unreachable):
            async for _ in to_stable_end(Hesitant(Network(stage.server), stage, EMPTY_READS), FACTS, 0):
                pass

    played(play)
