"""The crew: lanes that stay go on, lanes that leave end in order, and what can't end in time is given up."""

from __future__ import annotations

import asyncio

import pytest

from hub.lanes.crew import HOLD_S
from hub.lanes.poison import Starts
from hub.lanes.states import States
from hub.lanes.twin.store import MemoryStore
from tests.lanes.twin_stage import Stage, Worker, played, until


def is_suspicious(store: MemoryStore, position: int) -> bool:
    """Whether a next process would take the last one for dead at this position."""
    starts = Starts(States(store), "somebody else")
    starts.begin(position)
    return starts.careful


def test_lanes_that_stay_go_on_without_opening_again() -> None:
    """A rebalance makes the member forget where it was: a seek brings the lane back there, nothing is read twice."""

    async def play() -> None:
        stage = Stage(partitions=2)
        one, other = Worker(stage, "one"), Worker(stage, "other")
        one.start()
        for number in (0, 1):
            stage.command(f"first in {number}", number, f"a{number}")
        await until(lambda: (stage.position(0), stage.position(1)) == (1, 1))
        other.start()
        await until(lambda: len(other.crew.lanes) == 1)
        for number in (0, 1):
            stage.command(f"second in {number}", number, f"a{number}")
        await until(lambda: (stage.position(0), stage.position(1)) == (2, 2))
        assert sorted(stage.facts()) == ["first in 0", "first in 1", "second in 0", "second in 1"]
        assert sorted(one.lanes_made) == [0, 1]
        assert one.cable.asked.count("begin_writer") == 2
        assert len(other.lanes_made) == 1
        assert one.alerts + other.alerts == []
        await one.stop()
        await other.stop()

    played(play)


def test_a_lane_that_leaves_ends_in_order() -> None:
    """At its batch boundary, with its store closed and no suspicion left behind for the next."""

    async def play() -> None:
        stage = Stage(partitions=2)
        one, other = Worker(stage, "one"), Worker(stage, "other")
        one.start()
        await until(lambda: one.cable.asked.count("begin_writer") == 2)
        other.start()
        await until(lambda: len(other.crew.lanes) == 1 and len(one.crew.lanes) == 1)
        (gone,) = other.lanes_made
        assert is_suspicious(one.disk[gone], 0) is False
        assert is_suspicious(one.disk[1 - gone], 0) is True, "the one that stayed is at work"
        await one.stop()
        await other.stop()

    played(play)


def test_a_batch_that_cannot_end_is_given_up_after_the_hold_time() -> None:
    """The group must not wait for one hanging broker; whoever takes over finds nothing half and does it again."""

    async def play() -> None:
        stage = Stage()
        one, other = Worker(stage, "one"), Worker(stage, "other")
        one.start()
        await until(lambda: one.cable.asked.count("begin_writer") == 1)
        one.cable.hanging.add("end")
        stage.command("word")
        await until(lambda: "end" in one.cable.asked)
        began = asyncio.get_running_loop().time()
        await one.crew.revoked()
        assert HOLD_S <= asyncio.get_running_loop().time() - began < HOLD_S + 1
        assert one.crew.lanes == []
        assert is_suspicious(one.disk[0], 0) is True
        one.cable.cut = True
        other.start()
        await until(lambda: stage.position() == 1)
        assert stage.facts() == ["word"]
        await other.stop()

    played(play)


def test_a_batch_under_way_ends_before_its_partition_goes() -> None:
    """Nothing is thrown away that a moment's patience brings home."""

    async def play() -> None:
        stage = Stage()
        worker = Worker(stage, "one")
        worker.start()
        await until(lambda: worker.cable.asked.count("begin_writer") == 1)
        worker.cable.hanging.add("end")
        stage.command("word")
        await until(lambda: "end" in worker.cable.asked)
        revoking = asyncio.create_task(worker.crew.revoked())
        await asyncio.sleep(HOLD_S / 2)
        assert not revoking.done()
        worker.cable.hanging.clear()
        await revoking
        assert stage.facts() == ["word"]
        assert stage.position() == 1
        await worker.stop()

    played(play)


def test_between_revocation_and_assignment_nothing_is_committed() -> None:
    """The partition may be another's already."""

    async def play() -> None:
        stage = Stage()
        worker = Worker(stage, "one")
        worker.start()
        await until(lambda: worker.cable.asked.count("begin_writer") == 1)
        await worker.crew.revoked()
        stage.command("word")
        await asyncio.sleep(30)
        assert stage.facts() == []
        (lane,) = worker.crew.lanes
        await worker.crew.assigned(lane.partitions)
        await until(lambda: stage.facts() == ["word"])
        await worker.stop()

    played(play)


def test_whoever_lets_go_shows_where_it_stood() -> None:
    """Whoever takes over an inbox begins there: what is shown a moment later would have made twins."""

    async def play() -> None:
        stage = Stage()
        worker = Worker(stage, "one")
        worker.start()
        await until(lambda: worker.cable.asked.count("begin_writer") == 1)
        stage.command("word")
        await until(lambda: stage.position() == 1)
        await worker.crew.revoked()
        assert [position.offset for position in stage.server.group("hub.casework").offsets.values()] == [1]
        await worker.stop()

    played(play)


def test_draining_commits_nothing_half() -> None:
    """SIGTERM in the middle of a flood: facts and position agree, and the next worker goes on behind them."""

    async def play() -> None:
        stage = Stage()
        words = [f"word {number}" for number in range(3_000)]
        for word in words:
            stage.command(word, aggregate=word.replace(" ", "-"))
        first = Worker(stage, "one")
        first.cable.hanging.add("end")
        first.start()
        await until(lambda: "end" in first.cable.asked)
        stopping = asyncio.create_task(first.stop())
        await asyncio.sleep(1)
        first.cable.hanging.clear()
        await stopping
        done = stage.position()
        assert 0 < done < 3_000
        assert stage.facts() == words[:done]
        second = Worker(stage, "two", first.disk)
        second.start()
        await until(lambda: stage.position() == 3_000)
        assert stage.facts() == words
        assert second.alerts == []
        await second.stop()

    played(play)


def test_draining_with_the_broker_away_ends_in_time() -> None:
    """Whoever stops a worker does not wait for Kafka."""

    async def play() -> None:
        stage = Stage()
        worker = Worker(stage, "one")
        worker.start()
        await until(lambda: worker.cable.asked.count("begin_writer") == 1)
        stage.command("word")
        stage.server.stop()
        began = asyncio.get_running_loop().time()
        await worker.stop()
        assert asyncio.get_running_loop().time() - began < 10

    played(play)


def test_what_ends_a_lane_unexpectedly_ends_the_worker() -> None:
    """A lane that is gone without a word would look like an idle one. The other lanes still end in order."""

    async def play() -> None:
        stage = Stage(partitions=2)
        worker = Worker(stage, "one")
        running = asyncio.create_task(worker.crew.run())
        await until(lambda: worker.cable.asked.count("begin_writer") == 2)

        def broken() -> None:
            raise ZeroDivisionError

        worker.decider.begin = broken  # type: ignore[method-assign]
        stage.command("word")
        with pytest.raises(ZeroDivisionError):
            await asyncio.wait_for(running, 30)
        await worker.crew.close()
        assert stage.position() == 0
        assert is_suspicious(worker.disk[0], 0) is True, "three such starts, and the record is buried"
        assert is_suspicious(worker.disk[1], 0) is False

    played(play)


def test_positions_are_shown_to_lag_tools_and_may_be_lost() -> None:
    """Wrong or reset, what the group has committed hurts nobody."""

    async def play() -> None:
        stage = Stage()
        worker = Worker(stage, "one")
        worker.start()
        stage.command("one")
        group = stage.server.group("hub.casework")
        await until(lambda: [position.offset for position in group.offsets.values()] == [1])
        await worker.stop()
        group.offsets.clear()
        again = Worker(stage, "one", worker.disk)
        again.start()
        stage.command("two")
        await until(lambda: [position.offset for position in group.offsets.values()] == [2])
        assert stage.facts() == ["one", "two"]
        await again.stop()

    played(play)
