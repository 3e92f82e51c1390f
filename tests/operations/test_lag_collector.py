"""The collector on the twin: what it asks, and what it makes of the answers."""

from __future__ import annotations

import asyncio

from hub.lanes.twin.broker import TwinBroker
from hub.lanes.values import Message, Partition, Position
from hub.operations.lag import Quality, Verdict
from hub.operations.lag_collector import Collector, GroupLag
from hub.operations.lag_targets import Target, targets
from schemas.envelope import Envelope
from schemas.topics import INTAKE_GROUP
from tests.client.queues import commit, connected, inbox, province, work, write
from tests.contract.patience import Share
from tests.domain.world import MONDAY, QINGZHEN, XIFENG

NOW = int(MONDAY.timestamp() * 1000) + 60_000
INBOX = Partition(inbox(QINGZHEN), 0)
OFFICE = f"{XIFENG}.back-office"


def record(topic: str, subject: str) -> Message:
    return Message(topic, 0, subject.encode(), b"{}", Envelope("id", "/window", "type", subject, b"{}").headers())


async def set_position(broker: TwinBroker, group: str, partition: Partition, position: Position) -> None:
    """Commit as a member of the group, then leave."""
    member, share = broker.member(group, partition.topic.replace(".", r"\."), "member"), Share()
    await member.start(share)
    async with asyncio.timeout(5):
        await share.has(1)
    await member.commit({partition: position})
    await member.close(leave=True)


async def measured(
    broker: TwinBroker, group: str, partition: Partition, *, polls: int = 1, alive: bool = True
) -> GroupLag:
    collector = Collector(broker.reader(), lambda: NOW)
    for _ in range(polls):
        (row,) = await collector.poll([Target(group, partition.topic, (partition,))], {group: alive})
    return row


def test_groups_are_matched_to_their_topics() -> None:
    topics = {"inbox.520181": 1, "inbox.520122": 1, "commands": 2, "facts": 2, "work.520122": 1, "results.520122": 1}
    found = {(target.group, target.topic) for target in targets(topics, [OFFICE, "hub.live", "hub.intake"])}
    assert found == {
        ("hub.intake", "inbox.520181"),
        ("hub.intake", "inbox.520122"),
        ("hub.casework", "commands"),
        ("hub.projector", "facts"),
        (OFFICE, "work.520122"),
        (OFFICE, "results.520122"),
    }


async def test_cases_behind_are_counted_and_the_oldest_is_aged() -> None:
    """Three records of two cases; the record at the committed offset tells the age, exactly."""
    broker = connected(province())
    await write(broker, *(record(INBOX.topic, case) for case in ("a", "b", "b", "c")))
    await set_position(broker, INTAKE_GROUP, INBOX, Position(1))
    row = await measured(broker, INTAKE_GROUP, INBOX)
    assert (row.whole.records.value, row.cases.value, row.cases.quality) == (3, 2, Quality.EXACT)
    assert 50 < (row.whole.seconds.value or 0) <= 60
    assert row.whole.seconds.quality is Quality.EXACT


async def test_a_group_that_never_committed_is_unknown() -> None:
    broker = connected(province())
    await write(broker, record(INBOX.topic, "a"))
    row = await measured(broker, INTAKE_GROUP, INBOX)
    assert (row.cases.value, row.whole.records.quality, row.whole.verdict) == (None, Quality.UNKNOWN, Verdict.UNKNOWN)


async def test_the_mark_behind_the_last_record_of_a_transaction_is_no_backlog() -> None:
    broker, queue = connected(province()), Partition(work(XIFENG), 0)
    await commit(broker, record(queue.topic, "a"))
    await set_position(broker, OFFICE, queue, Position(1))
    row = await measured(broker, OFFICE, queue)
    assert (await broker.reader().bounds(queue)).stable == 2
    assert (row.whole.records.value, row.cases.value, row.whole.verdict) == (0, 0, Verdict.OK)


async def test_a_stopped_inbox_says_why() -> None:
    """Its note is its verdict, whatever the numbers say."""
    broker = connected(province())
    await write(broker, record(INBOX.topic, "a"))
    await set_position(broker, INTAKE_GROUP, INBOX, Position(0, "stopped: poison"))
    row = await measured(broker, INTAKE_GROUP, INBOX)
    assert (row.whole.verdict, row.whole.note) == (Verdict.STOPPED, "stopped: poison")


async def test_who_commits_without_moving_stalls_and_nobody_is_a_stop() -> None:
    broker = connected(province())
    await write(broker, record(INBOX.topic, "a"))
    await set_position(broker, INTAKE_GROUP, INBOX, Position(0))
    assert (await measured(broker, INTAKE_GROUP, INBOX, polls=4)).whole.verdict is Verdict.STALL
    clock = iter(range(NOW, NOW + 10_000, 1_000))
    collector = Collector(broker.reader(), lambda: next(clock))
    for _ in range(4):
        (row,) = await collector.poll([Target(INTAKE_GROUP, INBOX.topic, (INBOX,))], {INTAKE_GROUP: False})
    assert row.whole.verdict is Verdict.STOP


async def test_a_queue_that_a_back_office_does_not_read_is_left_out() -> None:
    """It reads its work; that it has no position in its results is no backlog."""
    broker = connected(province())
    queue = Partition(work(XIFENG), 0)
    await set_position(broker, OFFICE, queue, Position(0))
    topics = {work(XIFENG): 1, f"results.{XIFENG}": 1}
    rows = await Collector(broker.reader(), lambda: NOW).poll(targets(topics, [OFFICE]), {OFFICE: False})
    assert [row.target.topic for row in rows] == [queue.topic]
