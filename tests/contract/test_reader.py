"""The reader without a group, and the producer without transactions."""

import time

from hub.lanes.values import Bounds, Partition, Position
from tests.contract.backends import Backend
from tests.contract.patience import Share, fill, message, read_all, texts


async def test_empty_partition_answers_none_after_a_moment(backend: Backend, name: str) -> None:
    """Nothing there: no records, the same offset to go on from."""
    await backend.create_topic(name, 1)
    reader = backend.broker.reader()
    await reader.start()
    assert await reader.bounds(Partition(name, 0)) == Bounds(0, 0, 0)
    records, following = await reader.read(Partition(name, 0), 0)
    assert (list(records), following) == ([], 0)
    await reader.close()


async def test_reading_goes_past_control_records_to_stable(backend: Backend, name: str) -> None:
    """Whoever reads until ``stable`` gets there, though the last offsets are control records."""
    await backend.create_topic(name, 1)
    writer, reader, partition = backend.broker.writer(name), backend.broker.reader(), Partition(name, 0)
    await writer.open()
    await reader.start()
    await writer.commit([message(name, "a")])
    await read_all(reader, partition)
    stable = (await reader.bounds(partition)).stable
    assert stable == 2
    offset = 0
    while offset < stable:
        _, offset = await reader.read(partition, offset)
    assert offset == stable
    await writer.close()
    await reader.close()


async def test_reading_goes_past_aborted_records(backend: Backend, name: str) -> None:
    """A partition that ends in an aborted transaction is read to its end without its records."""
    await backend.create_topic(name, 1)
    reader, partition = backend.broker.reader(), Partition(name, 0)
    await reader.start()
    await fill(backend.broker, message(name, "a"))
    await backend.leave_open(name, [message(name, "aborted")] * 3)
    writer = backend.broker.writer(name)
    await writer.open()
    bounds = await reader.bounds(partition)
    assert bounds == Bounds(0, 5, 5)
    assert texts(await read_all(reader, partition)) == ["a"]
    await writer.close()
    await reader.close()


async def test_reading_from_the_middle_and_in_pieces(backend: Backend, name: str) -> None:
    """Any offset may be asked for; ``limit`` bounds an answer; the next offset goes on where it stopped."""
    await backend.create_topic(name, 1)
    await fill(backend.broker, *(message(name, str(number)) for number in range(10)))
    reader, partition = backend.broker.reader(), Partition(name, 0)
    await reader.start()
    read, offset = [], 3
    while offset < 10:
        records, offset = await reader.read(partition, offset, 4)
        assert len(records) <= 4
        read += texts(records)
    assert read == [str(number) for number in range(3, 10)]
    records, _ = await reader.read(partition, 0, 2)
    assert texts(records) == ["0", "1"]
    await reader.close()


async def test_identity_differs_for_a_topic_made_again(backend: Backend, name: str) -> None:
    """The same name made anew is another log; asking twice names the same one."""
    await backend.create_topic(name, 1)
    await backend.create_topic(f"{name}-other", 1)
    reader = backend.broker.reader()
    await reader.start()
    first = await reader.identity(name)
    assert first == await reader.identity(name)
    assert first != await reader.identity(f"{name}-other")
    await backend.delete_topic(name)
    await backend.create_topic(name, 1)
    again = backend.broker.reader()
    await again.start()
    assert await again.identity(name) != first
    await again.close()
    await reader.close()


async def test_append_time_is_the_brokers_where_the_topic_says_so(backend: Backend, name: str) -> None:
    """Timestamps are milliseconds, and never fall within a partition of LogAppendTime."""
    await backend.create_topic(name, 1, **{"message.timestamp.type": "LogAppendTime"})
    for text in "abc":
        await fill(backend.broker, message(name, text))
    reader = backend.broker.reader()
    await reader.start()
    stamps = [record.timestamp for record in await read_all(reader, Partition(name, 0))]
    assert stamps == sorted(stamps)
    # In this century: milliseconds, not seconds nor microseconds.
    assert 1_000_000_000_000 < stamps[0] < 4_000_000_000_000 < time.time_ns()
    await reader.close()


async def test_producer_keeps_order_per_partition(backend: Backend, name: str) -> None:
    """What was sent in order is read in order, over several sends and partitions."""
    await backend.create_topic(name, 2)
    producer, reader = backend.broker.producer(), backend.broker.reader()
    await producer.start()
    await reader.start()
    for start in range(0, 60, 20):
        await producer.send([message(name, str(number), number % 2) for number in range(start, start + 20)])
    for remainder in (0, 1):
        read = texts(await read_all(reader, Partition(name, remainder)))
        assert read == [str(number) for number in range(60) if number % 2 == remainder]
    await producer.send([])
    await producer.close()
    await reader.close()


async def test_bounds_and_positions_of_many_partitions(backend: Backend, name: str) -> None:
    """What is asked for many partitions is what is asked for each; None where a group never committed."""
    await backend.create_topic(name, 2)
    await fill(backend.broker, message(name, "a"), message(name, "b", 1), message(name, "c", 1))
    first, second = Partition(name, 0), Partition(name, 1)
    reader, member, share = backend.broker.reader(), backend.broker.member(name, name, "one"), Share()
    await reader.start()
    await member.start(share)
    await share.has(2)
    await member.commit({second: Position(1, "note")})
    assert await reader.bounds_of([first, second]) == {first: Bounds(0, 1, 1), second: Bounds(0, 2, 2)}
    assert await reader.committed(name, [first, second]) == {first: None, second: Position(1, "note")}
    assert await reader.committed(f"{name}-nobody", [first]) == {first: None}
    await member.close(leave=True)
    await reader.close()
