"""Catching up with ``states``: whose log it is, how far the copy is, and when it is not to be believed."""

from __future__ import annotations

import orjson
import pytest

from hub.lanes.aggregates import Aggregate, encode
from hub.lanes.alerts import Alert
from hub.lanes.memory import Memory
from hub.lanes.ports import Reader, Unreachable
from hub.lanes.restore import DELETE_RETENTION_MS, catch_up
from hub.lanes.states import POSITION, Copy, Progress, States
from hub.lanes.twin.server import Batch
from hub.lanes.twin.store import MemoryStore
from hub.lanes.values import Message, Partition, Record
from tests.lanes.twin_stage import STATES, Stage, played


def value(due: int | None = None) -> bytes:
    return encode(Aggregate(1, "d", 0, due), Memory(), b"")


async def caught_up(stage: Stage, store: MemoryStore) -> States:
    """What a process that opens this disk knows after catching up."""
    states = States(store)
    reader = stage.broker.reader()
    await reader.start()
    await catch_up(states, reader, STATES, stage.world)
    return states


def test_an_empty_disk_reads_everything_without_an_alert() -> None:
    """A new worker is nothing to tell anybody about; the copy is bound to this very topic."""

    async def play() -> None:
        stage = Stage()
        stage.append(STATES, (b"case", value(5)), (b"~own", b"1"), (b"case", value(7)))
        states = await caught_up(stage, MemoryStore())
        assert states.get(b"~own") == b"1"
        assert states.due(9, 9) == [(7, b"case")]
        assert states.copy == Copy("twin/states-2", 3, stage.wall)
        assert stage.alerts == []

    played(play)


def test_a_copy_goes_on_where_it_stopped() -> None:
    """After kill -9 nothing is wiped, and nothing is read twice."""

    async def play() -> None:
        stage, store = Stage(), MemoryStore()
        stage.append(STATES, (b"~a", b"1"))
        await caught_up(stage, store)
        store.write({b"s/~a": b"as only this copy has it"})
        stage.append(STATES, (b"~b", b"2"))
        states = await caught_up(stage, store)
        assert (states.get(b"~a"), states.get(b"~b")) == (b"as only this copy has it", b"2")
        assert stage.alerts == []

    played(play)


def test_a_copy_that_was_interrupted_while_it_caught_up_goes_on_in_the_middle() -> None:
    """Each part that was read is stored with its offset, so a restore that dies keeps most of its work."""

    class Failing:
        """Reads four records, then the broker is away."""

        def __init__(self, reader: Reader) -> None:
            self.identity, self.bounds = reader.identity, reader.bounds
            self._reader, self._reads = reader, 0

        async def read(self, partition: Partition, offset: int, _: int = 0) -> tuple[list[Record], int]:
            self._reads += 1
            if self._reads > 1:
                raise Unreachable("gone")
            records, following = await self._reader.read(partition, offset, 4)
            return list(records), following

    async def play() -> None:
        stage, store = Stage(), MemoryStore()
        for key, offset in ((b"~a", 1), (b"~b", 2), (b"~c", 3)):
            stage.append(STATES, (key, b"1"), (POSITION, orjson.dumps([*Progress(offset, 0, offset - 1)])))
        states = States(store)
        with pytest.raises(Unreachable):
            await catch_up(states, Failing(stage.broker.reader()), STATES, stage.world)  # type: ignore[arg-type]
        assert States(store).get(b"~a") == b"1"
        assert 0 < States(store).copy.offset <= 4
        again = await caught_up(stage, store)
        assert [again.get(key) for key in (b"~a", b"~b", b"~c")] == [b"1"] * 3
        assert again.progress.offset == 3

    played(play)


def test_a_copy_of_another_log_is_forgotten_and_told() -> None:
    """A topic that was made anew, or another cluster: nothing on the disk is about it."""

    async def play() -> None:
        stage, store = Stage(), MemoryStore()
        stage.append(STATES, (b"~old", b"1"), (b"case", value(5)))
        await caught_up(stage, store)
        stage.server.delete_topic("states")
        stage.server.create_topic("states", 1)
        stage.append(STATES, (b"~new", b"2"))
        states = await caught_up(stage, store)
        assert (states.get(b"~old"), states.get(b"~new"), states.due(9, 9)) == (None, b"2", [])
        assert [alert for alert, _ in stage.alerts] == [Alert.STORE_REBUILT]
        assert "another log" in stage.alerts[0][1]

    played(play)


def test_an_offset_behind_the_logs_end_is_not_believed() -> None:
    """The broker lost what this disk has seen: the broker's is the truth."""

    async def play() -> None:
        stage, store = Stage(), MemoryStore()
        stage.append(STATES, (b"~a", b"1"))
        states = await caught_up(stage, store)
        states.put(b"~beyond", b"9")
        states.settle(states.copy._replace(offset=4))
        again = await caught_up(stage, store)
        assert (again.get(b"~a"), again.get(b"~beyond")) == (b"1", None)
        assert "outside the log 0..1" in stage.alerts[0][1]

    played(play)


def test_an_offset_before_the_logs_start_is_not_believed() -> None:
    """What was deleted in between may have been a tombstone."""

    async def play() -> None:
        stage, store = Stage(), MemoryStore()
        stage.append(STATES, (b"~a", b"1"))
        await caught_up(stage, store)
        stage.append(STATES, (b"~a", None), (b"~b", b"2"), (b"~c", b"3"))
        stage.server.log(STATES).truncate(3)
        states = await caught_up(stage, store)
        assert (states.get(b"~a"), states.get(b"~c")) == (None, b"3")
        assert stage.alerts[0][0] is Alert.STORE_REBUILT

    played(play)


@pytest.mark.parametrize(("age", "rebuilt"), [(DELETE_RETENTION_MS // 2, False), (DELETE_RETENTION_MS // 2 + 1, True)])
def test_a_copy_older_than_half_of_delete_retention_is_not_believed(age: int, *, rebuilt: bool) -> None:
    """After delete.retention a tombstone is gone from the log, and the copy would keep what was deleted."""

    async def play() -> None:
        stage, store = Stage(), MemoryStore()
        stage.append(STATES, (b"~a", b"1"), (b"~gone", b"1"))
        await caught_up(stage, store)
        stage.append(STATES, (b"~gone", None), (b"~last", b"1"))
        stage.server.log(STATES).compact()
        stage.wall += age
        states = await caught_up(stage, store)
        assert (states.get(b"~a"), states.get(b"~gone")) == (b"1", None)
        assert bool(stage.alerts) is rebuilt

    played(play)


def test_what_is_not_committed_is_not_read() -> None:
    """Up to the last stable offset; beyond it something may still be aborted."""

    async def play() -> None:
        stage = Stage()
        stage.append(STATES, (b"~a", b"1"))
        identity = stage.server.begin_writer("somebody", 10.0)
        stage.server.produce([Batch(STATES, 0, [Message(*STATES, b"~open", b"2")])], identity, "somebody")
        states = await caught_up(stage, MemoryStore())
        assert states.get(b"~open") is None
        assert states.copy.offset == 1

    played(play)


def test_holes_of_compaction_at_the_end_do_not_hold_it_up() -> None:
    """The last offsets of a partition may be markers or compacted away: there is nothing to wait for."""

    async def play() -> None:
        stage = Stage()
        writer = stage.broker.writer("lane")
        await writer.open()
        await writer.commit([Message(*STATES, b"~a", b"1")])
        states = await caught_up(stage, MemoryStore())
        assert states.copy.offset == stage.server.log(STATES).bounds().end == 2

    played(play)
