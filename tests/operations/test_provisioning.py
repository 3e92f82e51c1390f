"""What provisioning allows, and above all what Kafka then refuses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)
from confluent_kafka.admin import AdminClient, ConfigResource, ResourceType

from hub.local import EmbeddedKafka
from hub.operations.provisioning import Plan, Provisioned, ProvisioningError, provision
from hub.settings import KafkaAccess
from schemas.topics import TOPICS
from tests.conftest import ENDPOINTS, ENVIRONMENT, PARTITIONS

Client = TypeVar("Client", AIOKafkaProducer, AIOKafkaConsumer)


@asynccontextmanager
async def started(client: Client) -> AsyncIterator[Client]:
    """aiokafka's own `async with` leaves its connections open when the start is refused."""
    try:
        await client.start()
        yield client
    finally:
        await client.stop()


async def send(access: KafkaAccess, topic: str, **producer_settings: Any) -> int:
    """The offset of one record sent."""
    async with started(AIOKafkaProducer(**access.for_aiokafka(), **producer_settings)) as producer:
        if "transactional_id" not in producer_settings:
            return int((await producer.send_and_wait(topic, b"{}", key=b"key")).offset)
        async with producer.transaction():
            return int((await producer.send_and_wait(topic, b"{}", key=b"key")).offset)


async def read_one(access: KafkaAccess, topic: str, group: str | None = None) -> bytes:
    consumer = AIOKafkaConsumer(
        topic, **access.for_aiokafka(), group_id=group, auto_offset_reset="earliest", enable_auto_commit=False
    )
    async with started(consumer):
        value: bytes = (await consumer.getone()).value
        return value


def plan(kafka: EmbeddedKafka, partitions: int = PARTITIONS) -> Plan:
    return Plan(ENDPOINTS, partitions, ENVIRONMENT, kafka.credentials.password_of)


async def test_an_endpoint_writes_to_its_own_inbox(kafka: EmbeddedKafka) -> None:
    assert await send(kafka.access_of("520181"), "inbox.520181") >= 0


async def test_an_endpoint_writes_idempotently(kafka: EmbeddedKafka) -> None:
    assert await send(kafka.access_of("520181"), "inbox.520181", enable_idempotence=True) >= 0


async def test_an_endpoint_reads_its_own_queues_in_its_own_group(kafka: EmbeddedKafka) -> None:
    for topic in ("work.520122", "results.520122", "documents", "reference"):
        await send(kafka.access_of("hub"), topic)
        # whatever lies there first: other tests write to this broker too
        assert (await read_one(kafka.access_of("520122"), topic, "520122.backoffice")).startswith(b"{")


async def test_writing_to_anothers_inbox_is_refused(kafka: EmbeddedKafka) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await send(kafka.access_of("520181"), "inbox.520122")


@pytest.mark.parametrize("topic", ["commands", "facts", "states", "work.520181", "results.520181", "documents"])
async def test_writing_anywhere_but_to_the_inbox_is_refused(kafka: EmbeddedKafka, topic: str) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await send(kafka.access_of("520181"), topic)


@pytest.mark.parametrize("topic", ["work.520122", "results.520122", "inbox.520181", "facts", "dead-letters"])
async def test_reading_what_is_not_ones_own_is_refused(kafka: EmbeddedKafka, topic: str) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await read_one(kafka.access_of("520181"), topic)


async def test_using_anothers_group_is_refused(kafka: EmbeddedKafka) -> None:
    with pytest.raises(GroupAuthorizationFailedError):
        await read_one(kafka.access_of("520181"), "work.520181", "520122.backoffice")


async def test_using_caseworks_transactional_id_is_refused(kafka: EmbeddedKafka) -> None:
    """With it a region could fence casework."""
    with pytest.raises(TransactionalIdAuthorizationFailed):
        await send(kafka.access_of("520181"), "inbox.520181", transactional_id=f"{ENVIRONMENT}-casework-commands-0")


async def test_the_hub_writes_in_transactions_of_its_environment_only(kafka: EmbeddedKafka) -> None:
    hub = kafka.access_of("hub")
    assert await send(hub, "facts", transactional_id=f"{ENVIRONMENT}-casework-commands-0") >= 0
    with pytest.raises(TransactionalIdAuthorizationFailed):
        await send(hub, "facts", transactional_id="production-casework-commands-0")


async def test_a_wrong_password_is_refused(kafka: EmbeddedKafka) -> None:
    administrator = AdminClient(
        {**kafka.access_of("520181").as_principal("520181", "guessed").for_confluent(), "log_level": 0}
    )
    with pytest.raises(Exception, match=r"(?i)transport|authentication|timed out"):
        administrator.list_topics(timeout=2)


def test_every_topic_of_the_catalogue_exists_with_its_settings(kafka: EmbeddedKafka) -> None:
    admin = AdminClient(kafka.access.for_confluent())
    present = admin.list_topics(timeout=10).topics
    for topic in TOPICS:
        name = f"{topic.name}520122" if topic.per_endpoint else topic.name
        assert len(present[name].partitions) == (topic.partitions or PARTITIONS)
        resource = ConfigResource(ResourceType.TOPIC, name)
        config = admin.describe_configs([resource])[resource].result()
        assert {key: config[key].value for key in topic.config} == topic.config


async def test_an_inbox_stamps_the_time_of_receipt_itself(kafka: EmbeddedKafka) -> None:
    """Whatever time the sender claims."""
    access = kafka.access_of("520300")
    async with started(AIOKafkaProducer(**access.for_aiokafka())) as producer:
        sent = await producer.send_and_wait("inbox.520300", b"{}", timestamp_ms=1)
    async with started(AIOKafkaConsumer(**kafka.access_of("hub").for_aiokafka())) as consumer:
        partition = TopicPartition("inbox.520300", 0)
        consumer.assign([partition])
        consumer.seek(partition, sent.offset)
        assert (await consumer.getone()).timestamp > 1_700_000_000_000


def test_repeating_it_makes_nothing_anew(kafka: EmbeddedKafka) -> None:
    again = provision(kafka.access, plan(kafka))
    assert again == Provisioned(
        topics_made=0, topics=3 * len(ENDPOINTS) + 9, principals=7, rules=6 * len(ENDPOINTS) + 23
    )


def test_another_number_of_partitions_is_refused(kafka: EmbeddedKafka) -> None:
    with pytest.raises(ProvisioningError, match="planned move"):
        provision(kafka.access, plan(kafka, partitions=PARTITIONS + 1))


def test_something_that_is_no_endpoint_is_refused_before_anything_is_made(kafka: EmbeddedKafka) -> None:
    with pytest.raises(ValueError, match="pattern"):
        provision(kafka.access, Plan(("52018",), PARTITIONS, ENVIRONMENT, kafka.credentials.password_of))


def test_an_unprovisioned_principal_may_do_nothing(kafka: EmbeddedKafka) -> None:
    """Not even see that topics exist."""
    with pytest.raises(ProvisioningError):
        provision(kafka.access_of("520181"), Plan(("520999",), PARTITIONS, ENVIRONMENT, kafka.credentials.password_of))
