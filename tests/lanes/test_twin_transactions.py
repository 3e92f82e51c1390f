"""What the twin knows of transactions beyond the ports: the brokers' own rules, and their known failures."""

from __future__ import annotations

import asyncio
import random

import pytest

from hub.lanes.twin.refusals import ConcurrentTransactions, OutOfOrder, ProducerFenced
from hub.lanes.twin.server import Batch, Server
from hub.lanes.twin.time import run
from hub.lanes.values import Message, Partition

FACTS = Partition("facts", 0)
OTHER = Partition("facts", 1)


def batch(text: str, partition: Partition = FACTS, sequence: int = 0) -> Batch:
    return Batch(partition, sequence, [Message(*partition, b"key", text.encode())])


def server_with_facts(last_epoch: int = 100) -> Server:
    server = Server(last_epoch=last_epoch)
    server.create_topic("facts", 2)
    return server


def read(server: Server, partition: Partition = FACTS) -> list[str]:
    return [(record.value or b"").decode() for record in server.log(partition).read(0, 100)[0]]


def test_late_request_of_an_ended_transaction_is_refused() -> None:
    """KIP-890: each end brings a new epoch, so a Produce that arrives afterwards is nobody's."""

    async def play() -> None:
        server = server_with_facts()
        first = server.begin_writer("lane", 10.0)
        server.produce([batch("a")], first, "lane")
        second = server.end("lane", first, committed=True)
        with pytest.raises(ProducerFenced):
            server.produce([batch("late", sequence=1)], first, "lane")
        with pytest.raises(ProducerFenced):
            server.end("lane", first, committed=True)
        server.produce([batch("b")], second, "lane")
        server.end("lane", second, committed=True)
        assert read(server) == ["a", "b"]

    run(play(), random.Random(1))


def test_repeated_request_of_an_open_transaction_is_answered_once() -> None:
    """Sequence numbers: the same batch twice is one batch, and a gap is refused."""

    async def play() -> None:
        server = server_with_facts()
        identity = server.begin_writer("lane", 10.0)
        assert server.produce([batch("a")], identity, "lane") == {FACTS: 1}
        assert server.produce([batch("a")], identity, "lane") == {FACTS: 1}
        with pytest.raises(OutOfOrder):
            server.produce([batch("c", sequence=2)], identity, "lane")
        server.end("lane", identity, committed=True)
        assert read(server) == ["a"]

    run(play(), random.Random(1))


def test_transaction_that_lasts_too_long_is_aborted_and_its_writer_fenced() -> None:
    """The transaction timeout frees the readers, whatever has become of the writer."""

    async def play() -> None:
        server = server_with_facts()
        identity = server.begin_writer("lane", 10.0)
        server.produce([batch("a")], identity, "lane")
        await asyncio.sleep(9.9)
        assert server.log(FACTS).bounds().stable == 0
        await asyncio.sleep(0.2)
        assert server.log(FACTS).bounds().stable == 2
        with pytest.raises(ProducerFenced):
            server.end("lane", identity, committed=True)
        assert read(server) == []

    run(play(), random.Random(1))


def test_next_transaction_waits_for_the_markers_of_the_last() -> None:
    """Markers may come one by one after the end was answered; until then neither a write nor a successor begins."""

    async def play() -> None:
        server = server_with_facts()
        delays = iter([1.0, 2.0])
        server.marker_delay = lambda: next(delays)
        identity = server.begin_writer("lane", 10.0)
        server.produce([batch("a"), batch("b", OTHER)], identity, "lane")
        following = server.end("lane", identity, committed=True)
        await asyncio.sleep(1.5)
        assert (read(server), read(server, OTHER)) == (["a"], [])
        with pytest.raises(ConcurrentTransactions):
            server.produce([batch("c")], following, "lane")
        with pytest.raises(ConcurrentTransactions):
            server.begin_writer("lane", 10.0)
        await asyncio.sleep(1.0)
        assert read(server, OTHER) == ["b"]
        server.begin_writer("lane", 10.0)

    run(play(), random.Random(1))


def test_lost_marker_brings_an_aborted_batch_back_to_life() -> None:
    """KAFKA-20734: the batch stays undecided, and the next marker of the same producer decides it too."""

    async def play() -> None:
        server = server_with_facts()
        server.loses_marker = lambda partition, _: partition == FACTS
        first = server.begin_writer("lane", 10.0)
        server.produce([batch("aborted")], first, "lane")
        heir = server.begin_writer("lane", 10.0)
        assert server.markers_lost == [(FACTS, first.producer, False)]
        bounds = server.log(FACTS).bounds()
        assert (bounds.stable, bounds.end) == (0, 1)
        server.loses_marker = lambda _, __: False
        server.produce([batch("committed")], heir, "lane")
        server.end("lane", heir, committed=True)
        assert read(server) == ["aborted", "committed"]

    run(play(), random.Random(1))


def test_spent_epochs_bring_a_new_producer_id() -> None:
    """After the last epoch the id changes, and the old identity is fenced all the same."""

    async def play() -> None:
        server = server_with_facts(last_epoch=2)
        identity = server.begin_writer("lane", 10.0)
        producers = {identity.producer}
        for text in "abcd":
            before = identity
            server.produce([batch(text)], identity, "lane")
            identity = server.end("lane", identity, committed=True)
            producers.add(identity.producer)
            with pytest.raises(ProducerFenced):
                server.produce([batch("late")], before, "lane")
        assert len(producers) == 2
        assert read(server) == list("abcd")

    run(play(), random.Random(1))


def test_compaction_and_retention_leave_offsets_as_they_are() -> None:
    """The last record of a key survives a cleaner; what is before the start is gone; offsets never move."""

    async def play() -> None:
        server = server_with_facts()
        for text in "abc":
            server.append(FACTS, [Message(*FACTS, b"key", text.encode())])
        server.append(FACTS, [Message(*FACTS, b"other", b"d")])
        server.log(FACTS).compact()
        assert [record.offset for record in server.log(FACTS).read(0, 10)[0]] == [2, 3]
        server.log(FACTS).truncate(3)
        assert server.log(FACTS).read(0, 10)[0][0].offset == 3
        assert server.log(FACTS).bounds() == (3, 4, 4)

    run(play(), random.Random(1))
