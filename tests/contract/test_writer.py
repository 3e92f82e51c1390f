"""The transactional writer and the readers of what it writes: what every backend promises."""

import asyncio

import pytest

from hub.lanes.ports import Fenced, UnknownOutcome
from hub.lanes.values import Bounds, Partition
from tests.contract.backends import Backend
from tests.contract.patience import fill, message, read_all, texts


async def test_commit_is_visible_in_every_partition(backend: Backend, name: str) -> None:
    """What one commit wrote to several partitions and topics can be read, in order."""
    await backend.create_topic(name, 2)
    await backend.create_topic(f"{name}-other", 1)
    writer, reader = backend.broker.writer(name), backend.broker.reader()
    await writer.open()
    await reader.start()
    await writer.commit([message(name, "a"), message(name, "b", 1), message(name, "c"), message(f"{name}-other", "d")])
    assert texts(await read_all(reader, Partition(name, 0))) == ["a", "c"]
    assert texts(await read_all(reader, Partition(name, 1))) == ["b"]
    assert texts(await read_all(reader, Partition(f"{name}-other", 0))) == ["d"]
    await writer.close()
    await reader.close()


async def test_commit_answers_offsets_after_its_last_records(backend: Backend, name: str) -> None:
    """The offset answered is the one after the last record, though control records take offsets as well."""
    await backend.create_topic(name, 2)
    writer, reader = backend.broker.writer(name), backend.broker.reader()
    await writer.open()
    await reader.start()
    first = await writer.commit([message(name, "a"), message(name, "b"), message(name, "x", 1)])
    second = await writer.commit([message(name, "c")])
    assert first == {Partition(name, 0): 2, Partition(name, 1): 1}
    assert second == {Partition(name, 0): 4}
    assert [record.offset for record in await read_all(reader, Partition(name, 0))] == [0, 1, 3]
    await writer.close()
    await reader.close()


async def test_records_keep_key_value_and_headers(backend: Backend, name: str) -> None:
    """Key, value and headers arrive as they were sent, None and empty ones too."""
    await backend.create_topic(name, 1)
    writer, reader = backend.broker.writer(name), backend.broker.reader()
    await writer.open()
    await reader.start()
    sent = [
        message(name, "a")._replace(key=None),
        message(name, "b")._replace(value=None),
        message(name, "c")._replace(headers=()),
        message(name, "d")._replace(headers=(("twice", b"1"), ("twice", b"2"), ("中文", "值".encode()))),
    ]
    await writer.commit(sent)
    records = await read_all(reader, Partition(name, 0))
    assert [record[4:] for record in records] == [message[2:] for message in sent]
    await writer.close()
    await reader.close()


async def test_many_commits_one_after_another(backend: Backend, name: str) -> None:
    """Each transaction ends before the next begins, as often as one likes."""
    await backend.create_topic(name, 1)
    writer, reader = backend.broker.writer(name), backend.broker.reader()
    await writer.open()
    await reader.start()
    for number in range(40):
        await writer.commit([message(name, str(number))])
    assert texts(await read_all(reader, Partition(name, 0))) == [str(number) for number in range(40)]
    await writer.close()
    await reader.close()


async def test_commit_of_nothing(backend: Backend, name: str) -> None:
    """A commit without messages changes nothing and answers nothing."""
    await backend.create_topic(name, 1)
    writer, reader = backend.broker.writer(name), backend.broker.reader()
    await writer.open()
    await reader.start()
    assert await writer.commit([]) == {}
    assert await writer.commit([message(name, "a")]) == {Partition(name, 0): 1}
    await writer.close()
    await reader.close()


async def test_successor_fences_predecessor(backend: Backend, name: str) -> None:
    """After another writer has opened under the same name, the first one's commit is refused and not seen."""
    await backend.create_topic(name, 1)
    zombie, heir, reader = backend.broker.writer(name), backend.broker.writer(name), backend.broker.reader()
    await zombie.open()
    await reader.start()
    await zombie.commit([message(name, "before")])
    await heir.open()
    with pytest.raises(Fenced):
        await zombie.commit([message(name, "zombie")])
    await heir.commit([message(name, "after")])
    assert texts(await read_all(reader, Partition(name, 0))) == ["before", "after"]
    for closing in (zombie, heir, reader):
        await closing.close()


async def test_open_transaction_bounds_what_is_stable(backend: Backend, name: str) -> None:
    """While a transaction is open, its records and all behind them are in the log but not readable."""
    await backend.create_topic(name, 1)
    reader, partition = backend.broker.reader(), Partition(name, 0)
    await reader.start()
    await fill(backend.broker, message(name, "committed"))
    await backend.leave_open(name, [message(name, "open"), message(name, "open too")])
    await fill(backend.broker, message(name, "behind"))
    assert await reader.bounds(partition) == Bounds(0, 1, 4)
    assert texts(await read_all(reader, partition, settled=False)) == ["committed"]
    await reader.close()


async def test_opening_ends_predecessors_transaction(backend: Backend, name: str) -> None:
    """When open() returns, what a dead predecessor had begun is aborted and nothing is open any more."""
    await backend.create_topic(name, 2)
    reader = backend.broker.reader()
    await reader.start()
    await backend.leave_open(name, [message(name, "open"), message(name, "open", 1)])
    await fill(backend.broker, message(name, "behind"))
    writer = backend.broker.writer(name)
    await writer.open()
    for number, read in ((0, ["behind"]), (1, [])):
        bounds = await reader.bounds(Partition(name, number))
        assert bounds.stable == bounds.end
        assert texts(await read_all(reader, Partition(name, number))) == read
    await writer.commit([message(name, "next")])
    assert texts(await read_all(reader, Partition(name, 0))) == ["behind", "next"]
    await writer.close()
    await reader.close()


async def test_writer_that_was_closed_or_never_opened_commits_nothing(backend: Backend, name: str) -> None:
    """Nothing is written by a writer that isn't open."""
    await backend.create_topic(name, 1)
    writer, reader = backend.broker.writer(name), backend.broker.reader()
    await reader.start()
    with pytest.raises(UnknownOutcome):
        await writer.commit([message(name, "too early")])
    await writer.close()
    assert (await reader.bounds(Partition(name, 0))).end == 0
    await reader.close()


async def test_closing_is_quick_and_final_in_any_state(backend: Backend, name: str) -> None:
    """close() returns within two seconds and never raises: unopened, open, fenced, closed before."""
    await backend.create_topic(name, 1)
    unopened, fenced, heir = (backend.broker.writer(name) for _ in range(3))
    await fenced.open()
    await heir.open()
    with pytest.raises(Fenced):
        await fenced.commit([message(name, "zombie")])
    async with asyncio.timeout(8):
        for writer in (unopened, fenced, heir, heir):
            await writer.close()


async def test_writers_of_other_names_do_not_disturb(backend: Backend, name: str) -> None:
    """Two lanes write to the same partition, each in its own transactions."""
    await backend.create_topic(name, 1)
    left, right, reader = (
        backend.broker.writer(f"{name}-l"),
        backend.broker.writer(f"{name}-r"),
        backend.broker.reader(),
    )
    await reader.start()
    await left.open()
    await right.open()
    for number in range(5):
        await asyncio.gather(left.commit([message(name, f"l{number}")]), right.commit([message(name, f"r{number}")]))
    read = texts(await read_all(reader, Partition(name, 0)))
    assert [text for text in read if text[0] == "l"] == [f"l{number}" for number in range(5)]
    assert [text for text in read if text[0] == "r"] == [f"r{number}" for number in range(5)]
    for closing in (left, right, reader):
        await closing.close()
