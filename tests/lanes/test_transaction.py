"""The Kafka sink: fence, look what hangs, catch up, and only then know the position."""

from __future__ import annotations

import asyncio

import pytest

from hub.lanes.alerts import Alert
from hub.lanes.outcomes import Batch
from hub.lanes.ports import Fenced, UnknownOutcome
from hub.lanes.states import POSITION, States
from hub.lanes.transaction import TransactionSink
from hub.lanes.twin.broker import TwinBroker
from hub.lanes.twin.server import Batch as Written
from hub.lanes.twin.store import MemoryStore
from hub.lanes.values import Message, Position
from hub.lanes.world import World
from tests.lanes.twin_stage import FACTS, INPUT, STATES, Cable, Stage, played


class Desk:
    """One process's sink for partition 0, and its states."""

    def __init__(self, stage: Stage, store: MemoryStore | None = None) -> None:
        self.cable = Cable(stage.server)
        self.alerts: list[tuple[Alert, str]] = []
        world = World(TwinBroker(self.cable), stage.server.wall, "p", lambda *alert: self.alerts.append(alert))
        self.states = States(store or MemoryStore())
        self.sink = TransactionSink(INPUT, "test-0", self.states, world)

    async def commit(self, position: int, fact: bytes = b"fact") -> None:
        """Do as the handler does: effects, then states, the position last."""
        self.states.put(b"~own", fact)
        self.states.put(POSITION, b"[%d,0]" % position)
        effects = [Message(*FACTS, b"case", fact), *(Message(*STATES, *pair) for pair in self.states.written())]
        await self.sink.commit(Batch(effects, 1, {INPUT: Position(position)}))


def test_opening_fences_before_anything_is_read() -> None:
    """A position taken before the fence may be moved by a predecessor that is still alive."""

    async def play() -> None:
        desk = Desk(Stage())
        await desk.sink.open()
        assert desk.cable.asked[0] == "begin_writer"
        assert desk.cable.asked.index("begin_writer") < desk.cable.asked.index("metadata")

    played(play)


def test_the_position_is_what_states_say_and_not_what_the_disk_says() -> None:
    """A disk that stopped earlier is caught up first; a new one has nothing to say."""

    async def play() -> None:
        stage, store = Stage(), MemoryStore()
        assert await Desk(stage, store).sink.open() == {INPUT: Position(0)}
        other = Desk(stage)
        await other.sink.open()
        await other.commit(7)
        assert await Desk(stage, store).sink.open() == {INPUT: Position(7)}
        assert await Desk(stage).sink.open() == {INPUT: Position(7)}

    played(play)


def test_effects_states_and_position_appear_together_or_not_at_all() -> None:
    async def play() -> None:
        stage = Stage()
        desk = Desk(stage)
        await desk.sink.open()
        desk.cable.requests_lost.append("end")
        with pytest.raises(UnknownOutcome):
            await desk.commit(1)
        assert stage.committed(FACTS) == []
        assert stage.committed(STATES) == []
        assert desk.states.copy.offset == 0, "what did not surely commit is not on the disk"

    played(play)


def test_after_an_unknown_outcome_opening_again_tells_what_became_of_it() -> None:
    """Only Kafka knows: answered or not, the position is right."""

    async def play(lost: str, expected: int) -> None:
        stage = Stage()
        desk = Desk(stage)
        await desk.sink.open()
        getattr(desk.cable, lost).append("end")
        with pytest.raises(UnknownOutcome):
            await desk.commit(1)
        assert await desk.sink.open() == {INPUT: Position(expected)}
        assert desk.states.get(b"~own") == (b"fact" if expected else None)

    played(lambda: play("requests_lost", 0))
    played(lambda: play("answers_lost", 1))


def test_a_predecessor_is_fenced_and_its_open_transaction_is_gone() -> None:
    """It may still believe to be the owner: its commit must not count."""

    async def play() -> None:
        stage = Stage()
        zombie, owner = Desk(stage), Desk(stage)
        await zombie.sink.open()
        zombie.cable.hanging.add("end")
        ending = asyncio.create_task(zombie.commit(1, b"zombie's"))
        await asyncio.sleep(1)
        await owner.sink.open()
        await owner.commit(1, b"owner's")
        zombie.cable.hanging.clear()
        with pytest.raises(Fenced):
            await ending
        assert [record.value for record in stage.committed(FACTS)] == [b"owner's"]

    played(play)


def test_what_hangs_in_a_partition_of_ours_is_named_and_we_go_on() -> None:
    """The broker lost a marker (KAFKA-20734): which partition, which offsets, whose transaction."""

    async def play() -> None:
        stage = Stage()
        stage.server.loses_marker = lambda partition, *_: partition == FACTS
        first = Desk(stage)
        await first.sink.open()
        await first.commit(1)
        second = Desk(stage)
        assert await second.sink.open() == {INPUT: Position(1)}
        ((alert, text),) = second.alerts
        assert alert is Alert.HANGING_TRANSACTION
        assert text == "facts/0 from offset 0 to 1, transactional id test-0"

    played(play)


def test_what_others_have_open_elsewhere_is_none_of_ours() -> None:
    async def play() -> None:
        stage = Stage(partitions=2)
        identity = stage.server.begin_writer("test-1", 10.0)
        elsewhere = STATES._replace(number=1)
        stage.server.produce([Written(elsewhere, 0, [Message(*elsewhere, b"k", b"v")])], identity, "test-1")
        desk = Desk(stage)
        await desk.sink.open()
        assert desk.alerts == []

    played(play)


def test_closing_forgets_the_batch_under_way() -> None:
    """What did not commit must not be seen by whoever opens next."""

    async def play() -> None:
        desk = Desk(Stage())
        await desk.sink.open()
        desk.states.put(b"~own", b"half")
        await desk.sink.close()
        assert desk.states.get(b"~own") is None

    played(play)
