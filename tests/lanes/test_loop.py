"""The loop: whatever goes wrong ends in the same sequence from its beginning, and only while the partition is ours."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from hub.lanes.aggregates import VERSION
from hub.lanes.alerts import Alert
from hub.lanes.crew import Crew
from hub.lanes.loop import Lane, Pace
from hub.lanes.outcomes import Batch
from hub.lanes.values import Message, Partition, Position, Record
from tests.lanes.twin_stage import INPUT, STATES, Stage, Worker, played, until


def count(stage: Stage, many: int) -> list[str]:
    """Let so many commands arrive; give what the facts must say."""
    words = [f"word {number}" for number in range(many)]
    for word in words:
        stage.command(word, aggregate=word.replace(" ", "-"))
    return words


def test_commands_are_handled_once_and_in_order() -> None:
    async def play() -> None:
        stage = Stage()
        words = count(stage, 1_200)
        worker = Worker(stage, "one")
        worker.start()
        await until(lambda: stage.position() == 1_200)
        assert stage.facts() == words
        assert worker.alerts == []
        await worker.stop()

    played(play)


@pytest.mark.parametrize("lost", ["requests_lost", "answers_lost"])
@pytest.mark.parametrize("request_", ["produce", "end"])
def test_after_an_unknown_outcome_the_whole_sequence_again(lost: str, request_: str) -> None:
    """Heartbeat, fence, catch up, seek: whether it had committed or not, each command has its one fact."""

    async def play() -> None:
        stage = Stage()
        worker = Worker(stage, "one")
        worker.start()
        await until(lambda: worker.cable.asked.count("begin_writer") == 1)
        getattr(worker.cable, lost).append(request_)
        words = count(stage, 3)
        await until(lambda: stage.position() == 3 and worker.told() == [Alert.REOPENED])
        await asyncio.sleep(1)
        assert stage.facts() == words
        asked = worker.cable.asked
        again = len(asked) - 1 - asked[::-1].index("begin_writer")
        failed = max(place for place, name in enumerate(asked[:again]) if name == request_)
        assert "heartbeat" in asked[failed:again]
        then = [name for name in asked[again:] if name in {"bounds", "produce"}]
        assert then[0] == "bounds"
        await worker.stop()

    played(play)


def test_a_broker_that_is_away_for_long_loses_and_doubles_nothing() -> None:
    """Several failures in a row, with a pause that grows."""

    async def play() -> None:
        stage = Stage()
        worker = Worker(stage, "one")
        worker.start()
        words = count(stage, 2)
        await until(lambda: stage.position() == 2)
        stage.server.stop()
        await asyncio.sleep(30)
        stage.server.restart()
        words += count(stage, 2)
        await until(lambda: stage.position() == 4)
        assert stage.facts() == words
        await worker.stop()

    played(play)


def test_a_fenced_lane_waits_for_its_heartbeat_and_never_reopens_without_it() -> None:
    """The transactional id is the fence: whoever opened without asking would fence the rightful owner."""

    async def play() -> None:
        stage = Stage()
        worker = Worker(stage, "one")
        worker.start()
        await until(lambda: worker.cable.asked.count("begin_writer") == 1)
        worker.cable.hanging.add("heartbeat")
        stage.server.begin_writer("test-0", 10.0)
        words = count(stage, 2)
        await asyncio.sleep(4)
        assert worker.cable.asked.count("begin_writer") == 1
        assert stage.facts() == []
        worker.cable.hanging.clear()
        await until(lambda: stage.position() == 2)
        assert stage.facts() == words
        assert worker.told() == [Alert.FENCED]
        await worker.stop()

    played(play)


def test_a_zombie_whose_partition_went_to_another_says_not_a_word() -> None:
    """Its session ended while it was cut off: it neither writes nor fences nor alarms; the owner is undisturbed."""

    async def play() -> None:
        stage = Stage()
        zombie, owner = Worker(stage, "zombie"), Worker(stage, "owner")
        zombie.start()
        await until(lambda: zombie.cable.asked.count("begin_writer") == 1)
        zombie.cable.hanging |= {"heartbeat", "end", "join"}
        count(stage, 1)
        await asyncio.sleep(1)
        owner.start()
        await until(lambda: stage.position() == 1)
        zombie.cable.hanging -= {"heartbeat", "end"}
        stage.command("later")
        await until(lambda: stage.position() == 2)
        await asyncio.sleep(5)
        assert stage.facts() == ["word 0", "later"]
        assert zombie.cable.asked.count("begin_writer") == 1
        assert zombie.alerts == []
        assert owner.alerts == []
        await owner.stop()

    played(play)


def test_a_state_of_an_unknown_version_stops_its_lane_loudly_and_acknowledges_nothing() -> None:
    """Nobody here may interpret it; it is never dead-lettered. Other lanes go on."""

    async def play() -> None:
        stage = Stage(partitions=2)
        head = b'{"version":%d,"number":1,"digest":"d","at":0,"due":null,"handled":{}}' % (VERSION + 1)
        stage.append(STATES, (b"a", head + b'\n[1,"?"]'))
        worker = Worker(stage, "one")
        worker.start()
        stage.command("one", 0)
        stage.command("two", 1, "b")
        await until(lambda: stage.position(1) == 1)
        await asyncio.sleep(5)
        assert worker.told() == [Alert.STATE_UNKNOWN]
        assert "commands/0" in worker.alerts[0][1]
        assert stage.position(0) == 0
        assert stage.facts() == ["two"]
        assert stage.committed(Partition("dead-letters", 0)) == []
        await worker.stop()

    played(play)


class Passing:
    """A handler that writes each record down and stops an inbox at the word ``stop``."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []

    def opened(self) -> None:
        """Nothing is kept."""

    def handle(self, records: Sequence[Record]) -> Batch[Message]:
        self.seen += [record.value or b"" for record in records]
        positions = {
            Partition(record.topic, record.partition): Position(
                record.offset + 1, "stopped" if record.value == b"stop" else ""
            )
            for record in records
        }
        return Batch([], len(records), positions)

    def settled(self) -> None:
        """Nothing is kept."""

    def ended(self, *, orderly: bool) -> None:
        """Nothing is kept."""


class Nowhere:
    """A sink that begins at the start and stores nothing."""

    def __init__(self, partitions: Sequence[Partition]) -> None:
        self._positions = {partition: Position(0) for partition in partitions}

    async def open(self) -> Mapping[Partition, Position]:
        return self._positions

    async def commit(self, batch: Batch[Message]) -> None:
        """Into the void."""

    async def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("partitions", [1, 2])
def test_a_stopped_flow_is_not_read_on_even_where_it_is_the_only_one(partitions: int) -> None:
    """An empty list of what to read must not be taken for all."""

    async def play() -> None:
        stage = Stage(partitions)
        inputs = [Partition("commands", number) for number in range(partitions)]
        member = stage.broker.member("hub.intake", "commands", "one")
        handler = Passing()
        crew = Crew(
            member,
            lambda share: Lane(share, member, handler, Nowhere(inputs), stage.world.notify),
            together=True,
        )
        running = asyncio.create_task(crew.run())
        for at in inputs:
            stage.append(at, (None, b"first %d" % at.number), (None, b"stop"))
        await until(lambda: handler.seen.count(b"stop") == partitions)
        for at in inputs:
            stage.append(at, (None, b"behind it"))
        await asyncio.sleep(10)
        assert b"behind it" not in handler.seen
        running.cancel()
        await crew.close()

    played(play)


def test_without_room_nothing_is_read_and_the_lane_lets_go_at_once() -> None:
    """A flood stays in its own inbox while casework is behind; what was passed on is known, and no rebalance waits."""

    async def play() -> None:
        stage = Stage()
        free = asyncio.Event()
        free.set()

        async def room() -> None:
            await free.wait()

        member, handler = stage.broker.member("hub.intake", "commands", "one"), Passing()
        crew = Crew(
            member,
            lambda share: Lane(share, member, handler, Nowhere([INPUT]), stage.world.notify, pace=Pace(room=room)),
            together=True,
        )
        running = asyncio.create_task(crew.run())
        stage.append(INPUT, (None, b"first"))
        await until(lambda: handler.seen == [b"first"])
        free.clear()
        stage.append(INPUT, (None, b"read already"), (None, b"and this"))
        await until(lambda: len(handler.seen) == 3)
        stage.append(INPUT, (None, b"waits"))
        await asyncio.sleep(10)
        assert len(handler.seen) == 3
        (lane,) = crew.lanes
        assert lane.positions == {INPUT: Position(3)}
        began = asyncio.get_running_loop().time()
        await crew.revoked()
        assert asyncio.get_running_loop().time() - began < 0.1
        free.set()
        await asyncio.sleep(10)
        assert len(handler.seen) == 3
        await crew.assigned([INPUT])
        await until(lambda: handler.seen[-1] == b"waits")
        running.cancel()
        await crew.close()

    played(play)


def test_a_lane_without_work_costs_next_to_nothing() -> None:
    """It waits for records instead of asking for them in circles."""

    async def play() -> None:
        stage = Stage()
        worker = Worker(stage, "one")
        worker.start()
        await until(lambda: worker.cable.asked.count("begin_writer") == 1)
        before = len(worker.cable.asked)
        await asyncio.sleep(100)
        assert len(worker.cable.asked) - before < 100 * 20
        await worker.stop()

    played(play)
