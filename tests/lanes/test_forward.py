"""The sink of intake: written first, then the position."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

import pytest

from hub.lanes.forward import COMMIT_EVERY, ForwardSink
from hub.lanes.outcomes import Batch
from hub.lanes.ports import UnknownOutcome, Unreachable
from hub.lanes.values import Message, Partition, Position
from tests.lanes.twin_stage import INPUT, Stage, played

INBOX = Partition("inbox.520181", 0)


class Journal:
    """A group that only keeps what is committed; ``order`` says what happened in which order."""

    def __init__(self, stage: Stage) -> None:
        self.positions: dict[Partition, Position] = {}
        self.written_when_committed: list[int] = []
        self._stage = stage

    async def commit(self, positions: Mapping[Partition, Position]) -> None:
        self.written_when_committed.append(len(self._stage.committed(INPUT)))
        self.positions.update(positions)

    async def committed(self, partitions: Collection[Partition]) -> Mapping[Partition, Position | None]:
        return {partition: self.positions.get(partition) for partition in partitions}


def batch(offset: int, *values: bytes, note: str = "") -> Batch[Message]:
    return Batch([Message(*INPUT, b"case", value) for value in values], 1, {INBOX: Position(offset, note)})


def sink_of(stage: Stage, journal: Journal) -> ForwardSink:
    return ForwardSink([INBOX], journal, stage.broker)  # type: ignore[arg-type]


def test_what_is_passed_on_is_written_before_the_position_moves() -> None:
    """A crash in between makes a twin; the other order would lose a filing."""

    async def play() -> None:
        stage = Stage()
        journal = Journal(stage)
        sink = sink_of(stage, journal)
        assert await sink.open() == {INBOX: Position(0)}
        await sink.commit(batch(2, b"one", b"two"))
        assert journal.written_when_committed == [2]
        assert journal.positions == {INBOX: Position(2)}

    played(play)


def test_positions_follow_a_little_later_and_a_stop_at_once() -> None:
    """With every small batch they would cost the broker more than the records do."""

    async def play() -> None:
        stage = Stage()
        journal = Journal(stage)
        sink = sink_of(stage, journal)
        await sink.open()
        await sink.commit(batch(1, b"one"))
        await sink.commit(batch(2, b"two"))
        assert journal.positions == {INBOX: Position(1)}
        await asyncio.sleep(COMMIT_EVERY)
        await sink.commit(batch(3, b"three"))
        assert journal.positions == {INBOX: Position(3)}
        await sink.commit(batch(4, note="stopped"))
        assert journal.positions == {INBOX: Position(4, "stopped")}

    played(play)


def test_what_could_not_be_written_moves_no_position() -> None:
    """Nothing is acknowledged before it has its effect."""

    async def play() -> None:
        stage = Stage()
        journal = Journal(stage)
        sink = sink_of(stage, journal)
        await sink.open()
        stage.server.stop()
        with pytest.raises((UnknownOutcome, Unreachable)):
            await sink.commit(batch(1, b"one"))
        assert journal.positions == {}

    played(play)


def test_a_batch_of_nothing_but_a_position_is_stored() -> None:
    """And its note, which tells that the inbox has stopped, is there at the next start."""

    async def play() -> None:
        stage = Stage()
        journal = Journal(stage)
        sink = sink_of(stage, journal)
        await sink.open()
        await sink.commit(batch(7, note="stopped"))
        assert await sink_of(stage, journal).open() == {INBOX: Position(7, "stopped")}

    played(play)
