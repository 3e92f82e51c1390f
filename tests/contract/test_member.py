"""Membership of a consumer group: shares, seeking, positions, and who owns what."""

import pytest

from hub.lanes.ports import Fenced
from hub.lanes.values import Partition, Position
from tests.contract.backends import Backend
from tests.contract.patience import Share, fill, message, read_some, texts, until


async def test_a_lone_member_gets_everything_that_matches(backend: Backend, name: str) -> None:
    """The topics of the regular expression, and only these, are shared out."""
    await backend.create_topic(f"{name}.a", 2)
    await backend.create_topic(f"{name}.b", 1)
    await backend.create_topic(f"not-{name}", 1)
    member, share = backend.broker.member(name, rf"^{name}\..*", "one"), Share()
    await member.start(share)
    await share.has(3)
    assert share.partitions == {Partition(f"{name}.a", 0), Partition(f"{name}.a", 1), Partition(f"{name}.b", 0)}
    await member.close(leave=True)


async def test_reads_from_the_start_where_nothing_was_committed(backend: Backend, name: str) -> None:
    """committed() says None, and reading begins at the first record."""
    await backend.create_topic(name, 1)
    await fill(backend.broker, message(name, "a"), message(name, "b"))
    member, share, partition = backend.broker.member(name, name, "one"), Share(), Partition(name, 0)
    await member.start(share)
    await share.has(1)
    assert await member.committed([partition]) == {partition: None}
    assert texts(await read_some(member, 2)) == ["a", "b"]
    await member.close(leave=True)


async def test_committed_positions_carry_their_note(backend: Backend, name: str) -> None:
    """A position and its note come back, also to the next member of the group, which reads on from there."""
    await backend.create_topic(name, 1)
    await fill(backend.broker, *(message(name, text) for text in "abc"))
    member, share, partition = backend.broker.member(name, name, "one"), Share(), Partition(name, 0)
    await member.start(share)
    await share.has(1)
    await member.commit({partition: Position(2, "说明")})
    assert await member.committed([partition]) == {partition: Position(2, "说明")}
    await member.close(leave=True)
    following, share = backend.broker.member(name, name, "two"), Share()
    await following.start(share)
    await share.has(1)
    assert texts(await read_some(following, 1)) == ["c"]
    await following.close(leave=True)


async def test_seek_drops_what_was_fetched_ahead(backend: Backend, name: str) -> None:
    """After a seek, forwards or back, the next records are those from there on."""
    await backend.create_topic(name, 1)
    await fill(backend.broker, *(message(name, str(number)) for number in range(10)))
    member, share, partition = backend.broker.member(name, name, "one"), Share(), Partition(name, 0)
    await member.start(share)
    await share.has(1)
    assert texts(await read_some(member, 1, limit=1)) == ["0"]
    member.seek(partition, 7)
    assert texts(await read_some(member, 3)) == ["7", "8", "9"]
    member.seek(partition, 2)
    assert texts(await read_some(member, 8)) == [str(number) for number in range(2, 10)]
    await member.close(leave=True)


async def test_limit_counts_per_partition_and_others_wait(backend: Backend, name: str) -> None:
    """A flood in one partition neither fills the answer nor is lost; partitions not asked for are left alone."""
    await backend.create_topic(name, 2)
    await fill(backend.broker, *(message(name, str(number)) for number in range(20)), message(name, "other", 1))
    member, share = backend.broker.member(name, name, "one"), Share()
    await member.start(share)
    await share.has(2)
    flood, quiet = Partition(name, 0), Partition(name, 1)
    records = await read_some(member, 1, [flood], limit=5)
    assert texts(records) == [str(number) for number in range(len(records))]
    assert len(records) <= 5
    records += await read_some(member, 20 - len(records), [flood], limit=5)
    assert texts(records) == [str(number) for number in range(20)]
    assert texts(await read_some(member, 1, [quiet])) == ["other"]
    await member.close(leave=True)


async def test_nothing_to_read_answers_none(backend: Backend, name: str) -> None:
    """An empty partition, or one whose records were all read, answers none."""
    await backend.create_topic(name, 1)
    member, share = backend.broker.member(name, name, "one"), Share()
    await member.start(share)
    await share.has(1)
    assert list(await member.read([], 10, 0.05)) == []
    await member.close(leave=True)


async def test_reads_only_what_is_committed(backend: Backend, name: str) -> None:
    """Aborted records never reach a member; those behind them do."""
    await backend.create_topic(name, 1)
    await backend.leave_open(name, [message(name, "aborted")])
    writer = backend.broker.writer(name)
    await writer.open()
    await writer.commit([message(name, "committed")])
    member, share = backend.broker.member(name, name, "one"), Share()
    await member.start(share)
    await share.has(1)
    assert texts(await read_some(member, 1)) == ["committed"]
    await member.close(leave=True)
    await writer.close()


async def test_joining_shares_out_and_leaving_gives_back(backend: Backend, name: str) -> None:
    """A second member takes part of the share: first revoked, then assigned; when it leaves, all comes back."""
    await backend.create_topic(name, 4)
    one, first = backend.broker.member(name, name, "one"), Share()
    await one.start(first)
    await first.has(4)
    two, second = backend.broker.member(name, name, "two"), Share()
    await two.start(second)
    await first.has(2)
    await second.has(2)
    assert not first.partitions & second.partitions
    assert len(first.partitions | second.partitions) == 4
    await two.close(leave=True)
    await first.has(4)
    _each_assignment_follows_a_revocation(first)
    await one.close(leave=True)


def _each_assignment_follows_a_revocation(share: Share) -> None:
    told = share.told[share.told.index(frozenset()) :] if frozenset() in share.told else share.told
    assignments = [number for number, what in enumerate(told) if what is not None]
    assert all(told[number - 1] is None for number in assignments[1:])


async def test_sticky_shares(backend: Backend, name: str) -> None:
    """Whoever had a partition keeps it as far as its share allows: a lane that stays ours stays open."""
    await backend.create_topic(name, 4)
    one, first = backend.broker.member(name, name, "one"), Share()
    two, second = backend.broker.member(name, name, "two"), Share()
    await one.start(first)
    await first.has(4)
    await two.start(second)
    await first.has(2)
    await second.has(2)
    before = first.partitions, second.partitions
    three, third = backend.broker.member(name, name, "three"), Share()
    await three.start(third)
    await third.has(1)
    await until(lambda: _settled(first, second, third, number=4))
    assert first.partitions <= before[0]
    assert second.partitions <= before[1]
    for member in (one, two, three):
        await member.close(leave=True)


async def _settled(*shares: Share, number: int) -> bool:
    return sum(len(share.partitions) for share in shares) == number


async def test_static_member_that_restarts_takes_over_at_once(backend: Backend, name: str) -> None:
    """Closed without leaving and started again under its name, a member has its share back, and nobody else moved."""
    await backend.create_topic(name, 4)
    one, first = backend.broker.member(name, name, "one"), Share()
    two, second = backend.broker.member(name, name, "two"), Share()
    await one.start(first)
    await two.start(second)
    await first.has(2)
    await second.has(2)
    before, told = second.partitions, list(first.told)
    await two.close()
    again, third = backend.broker.member(name, name, "two"), Share()
    await again.start(third)
    await third.has(2)
    assert third.partitions == before
    assert first.told == told
    await one.close(leave=True)
    await again.close(leave=True)


async def test_owns_by_an_answered_heartbeat(backend: Backend, name: str) -> None:
    """A member owns what it was assigned, nothing else, and nothing any more once it has closed."""
    await backend.create_topic(name, 2)
    one, first = backend.broker.member(name, name, "one"), Share()
    await one.start(first)
    await first.has(2)
    assert await one.owns(Partition(name, 0))
    assert not await one.owns(Partition(name, 9))
    two, second = backend.broker.member(name, name, "two"), Share()
    await two.start(second)
    await first.has(1)
    await second.has(1)
    (mine,), (theirs,) = first.partitions, second.partitions
    assert await one.owns(mine)
    assert not await one.owns(theirs)
    assert await two.owns(theirs)
    await one.close(leave=True)
    assert not await one.owns(mine)
    await two.close(leave=True)


async def test_commit_of_a_former_member_is_refused(backend: Backend, name: str) -> None:
    """Whoever has left the group can't move its position."""
    await backend.create_topic(name, 1)
    partition = Partition(name, 0)
    one, first = backend.broker.member(name, name, "one"), Share()
    await one.start(first)
    await first.has(1)
    await one.commit({partition: Position(1)})
    await one.close(leave=True)
    with pytest.raises(Fenced):
        await one.commit({partition: Position(0)})
    two, second = backend.broker.member(name, name, "two"), Share()
    await two.start(second)
    await second.has(1)
    assert await two.committed([partition]) == {partition: Position(1)}
    await two.close(leave=True)


async def test_positions_begin_anew_with_each_assignment(backend: Backend, name: str) -> None:
    """A seek holds until the next assignment: then reading goes on from what the group has committed."""
    await backend.create_topic(name, 2)
    await fill(backend.broker, *(message(name, str(number), number % 2) for number in range(8)))
    one, first = backend.broker.member(name, name, "one"), Share()
    await one.start(first)
    await first.has(2)
    await read_some(one, 8)
    await one.commit({Partition(name, 0): Position(1), Partition(name, 1): Position(1)})
    two, second = backend.broker.member(name, name, "two"), Share()
    await two.start(second)
    await first.has(1)
    (mine,) = first.partitions
    assert texts(await read_some(one, 3)) == [str(number) for number in range(2 + mine.number, 8, 2)]
    await one.close(leave=True)
    await two.close(leave=True)
