"""What the commands about sealed personal data share: reading the ``keys`` topic, writing commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.cli.connection import OPERATOR, access_of, kafka_of
from hub.cli.show import progress
from hub.cli.trouble import REFUSED, Trouble
from hub.client.errors import in_our_words
from hub.client.history import reader_of
from hub.lanes.kafka import KafkaBroker
from hub.operations.erasing import read_keys
from hub.operations.lag_targets import discover
from schemas.topics import COMMANDS, KEYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.lanes.values import Message
    from hub.operations.erasing import Held


async def held_keys(*, quiet: bool) -> Held:
    """Read all keys that are not destroyed. Raises ClientError, Trouble."""
    count = partitions()
    async with reader_of(kafka_of(OPERATOR), KEYS) as reader:
        with progress("读取密钥", None, quiet=quiet) as advance, in_our_words(KEYS):
            return await read_keys(reader, count, advance)


async def publish(messages: Sequence[Message]) -> None:
    """Write commands as the operator. Raises ClientError."""
    producer = KafkaBroker(kafka_of(OPERATOR)).producer()
    try:
        with in_our_words(COMMANDS):
            await producer.start()
            await producer.send(messages)
    finally:
        await producer.close()


def partitions() -> int:
    """Ask how many partitions ``commands`` has. Raises Trouble."""
    found = discover(access_of(OPERATOR)).topics.get(COMMANDS)
    if found is None:
        raise Trouble("集群上没有 commands 主题 · there is no topic commands: has the hub been set up?", REFUSED)
    return found
