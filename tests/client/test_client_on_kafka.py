"""The client on real Kafka, with one endpoint's own password: what works, and what Kafka refuses, in words."""

from __future__ import annotations

import asyncio
import secrets
from datetime import datetime, timedelta

import pytest

from hub.client import (
    Answers,
    KafkaAddress,
    NameInUse,
    NotAuthorised,
    Publisher,
    QueuedNotice,
    Rejected,
    ResultStream,
    WorkStream,
)
from hub.client.errors import translated
from hub.client.following import told_so_far
from hub.lanes.kafka import KafkaBroker
from hub.lanes.ports import BrokerError
from hub.lanes.values import Message, Partition
from hub.local import EmbeddedKafka
from schemas import notices
from schemas.commands import ClaimCase
from schemas.times import CHINA
from schemas.topics import MAX_RECORD_BYTES
from schemas.values import encode
from tests.client.queues import inbox, offered, told
from tests.conftest import ENVIRONMENT
from tests.contract.patience import until
from tests.domain.world import QINGZHEN, XIFENG, case_number, filing, officer, reference

NOW = datetime.now(CHINA).replace(microsecond=0)


def address(kafka: EmbeddedKafka, principal: str, password: str = "") -> KafkaAddress:
    access = kafka.access_of(principal)
    return KafkaAddress(access.bootstrap, principal, password or access.password, access.security, access.mechanism)


def number() -> str:
    """A case of today that no other test of this broker uses."""
    return case_number(seed=secrets.randbits(32), at=NOW)


async def commit(kafka: EmbeddedKafka, *messages: Message) -> None:
    """Write in one transaction, as casework does."""
    writer = KafkaBroker(address(kafka, "hub")).writer(f"{ENVIRONMENT}-client-{secrets.token_hex(4)}")
    await writer.open()
    written = await writer.commit(messages)
    await writer.close()
    reader = KafkaBroker(address(kafka, "hub")).reader()
    await reader.start()

    async def readable() -> bool:
        """The coordinator answers before its markers are everywhere."""
        return all(written[place] <= bounds.stable for place, bounds in (await reader.bounds_of(written)).items())

    await until(readable)
    await reader.close()


async def take(stream: WorkStream | ResultStream, subject: str) -> QueuedNotice:
    """Take notices up to the one about a case, and acknowledge all of them."""
    async with asyncio.timeout(20):
        async for notice in stream:
            await stream.acknowledge(notice)
            if notice.number == subject:
                return notice
    raise AssertionError("a stream never ends")


async def test_a_filing_arrives_in_the_own_inbox(kafka: EmbeddedKafka) -> None:
    place = Partition(inbox(QINGZHEN), 0)
    reader = KafkaBroker(address(kafka, "hub")).reader()
    await reader.start()
    end = (await reader.bounds(place)).end
    async with Publisher(QINGZHEN, address(kafka, QINGZHEN), reference()) as publisher:
        submission = await publisher.file(encode(filing()), number())
    records, _ = await reader.read(place, end)
    await reader.close()
    assert [record.value for record in records if record.key == submission.number.encode()] == [submission.data]


async def test_anothers_inbox_is_refused_in_words(kafka: EmbeddedKafka) -> None:
    async with Publisher(XIFENG, address(kafka, QINGZHEN)) as publisher:
        with pytest.raises(NotAuthorised, match=r"inbox\.520122不属于本账号"):
            await publisher.act(number(), ClaimCase(by=officer()))


async def test_a_wrong_password_is_refused_in_words(kafka: EmbeddedKafka) -> None:
    async with Publisher(QINGZHEN, address(kafka, QINGZHEN, "guessed")) as publisher:
        with pytest.raises(NotAuthorised, match="密码不正确"):
            await publisher.file(encode(filing()))


async def test_anothers_queue_is_refused_in_words(kafka: EmbeddedKafka) -> None:
    async def spy() -> None:
        async with WorkStream(XIFENG, "spy", address(kafka, QINGZHEN)) as stream:
            async for _ in stream:
                pass

    with pytest.raises(NotAuthorised, match="请核对端点和密码"):
        await asyncio.wait_for(spy(), 20)


async def test_anothers_answers_are_refused_in_words(kafka: EmbeddedKafka) -> None:
    with pytest.raises(NotAuthorised):
        async with Answers(XIFENG, address(kafka, QINGZHEN)):
            pass


async def test_kafka_refuses_what_is_over_the_limit_from_those_who_do_not_ask_us(kafka: EmbeddedKafka) -> None:
    producer = KafkaBroker(address(kafka, QINGZHEN)).producer()
    await producer.start()
    with pytest.raises(BrokerError) as refused:
        await producer.send([Message(inbox(QINGZHEN), 0, b"key", b"x" * (MAX_RECORD_BYTES + 100_000))])
    await producer.close()
    assert isinstance(translated(refused.value, inbox(QINGZHEN)), Rejected)


async def test_a_back_office_goes_on_where_it_acknowledged(kafka: EmbeddedKafka) -> None:
    """Stopped and started again under the same name, it neither loses nor repeats."""
    body = notices.WorkWithdrawn(at=NOW, unit="unit", why="withdrawn", reason="申请人撤回")
    first, second = number(), number()
    await commit(kafka, offered(XIFENG, first, 1, body))
    name = f"office-{secrets.token_hex(4)}"
    async with WorkStream(XIFENG, name, address(kafka, XIFENG)) as stream:
        assert (await take(stream, first)).body == body
    await commit(kafka, offered(XIFENG, first, 1, body), offered(XIFENG, second, 1, body))
    async with WorkStream(XIFENG, name, address(kafka, XIFENG)) as stream:
        async with asyncio.timeout(20):
            async for notice in stream:
                assert notice.number == second
                break


async def test_a_second_process_of_the_same_name_is_told_to_the_first(kafka: EmbeddedKafka) -> None:
    """The newcomer reads on (a process that was killed comes back at once); who was there must not go on as well."""
    name, own = f"office-{secrets.token_hex(4)}", address(kafka, XIFENG)

    async def read_on(stream: WorkStream) -> None:
        while True:
            await stream.fetch()

    async with WorkStream(XIFENG, name, own) as first:
        await first.fetch(10)
        async with WorkStream(XIFENG, name, own) as second:
            reading = asyncio.create_task(read_on(second))
            with pytest.raises(NameInUse, match="instance"):
                await asyncio.wait_for(read_on(first), 20)
            reading.cancel()


async def test_a_window_hears_its_results_and_finds_a_case_by_its_number(kafka: EmbeddedKafka) -> None:
    subject, closed = number(), notices.ResultClosed(at=NOW, stage="delivered")
    await commit(kafka, told(QINGZHEN, subject, 3, closed))
    async with ResultStream(QINGZHEN, f"window-{secrets.token_hex(4)}", address(kafka, QINGZHEN)) as stream:
        assert (await take(stream, subject)).sequence == 3
    (notice,) = await told_so_far(subject, address(kafka, QINGZHEN))
    assert notice.body == closed


async def test_the_answer_to_an_act_is_heard(kafka: EmbeddedKafka) -> None:
    async with (
        Publisher(XIFENG, address(kafka, XIFENG)) as publisher,
        Answers(XIFENG, address(kafka, XIFENG)) as answers,
    ):
        act = await publisher.act(number(), ClaimCase(by=officer()))
        body = notices.CommandAnswered(
            at=NOW + timedelta(seconds=1), command=act.id, command_type=act.ce_type, outcome="done"
        )
        await commit(kafka, told(XIFENG, act.number, 2, body))
        assert await answers.to(act, within=20) == body
