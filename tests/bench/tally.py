"""What a contestant really wrote: read committed from the topics' start to their end, counted, doubles found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, Message, TopicPartition

from hub.settings import KafkaAccess

ID: Final = re.compile(rb"n\d{12}")
OURS: Final = b"|/hub/casework|"
"""In the id of a command of one aggregate to another: it was not among those that were given."""
_WAIT_S: Final = 0.05
_QUIET_S: Final = 20.0


@dataclass(frozen=True)
class Tally:
    """Of one topic; times are the broker's, in milliseconds, of the record after ``warm`` others and of the last."""

    records: int
    distinct: int
    first_ms: int
    last_ms: int
    commands: int
    """How many of the commands given have caused these records (where they say so)."""

    @property
    def doubled(self) -> int:
        return self.records - self.distinct


def tally(access: KafkaAccess, partitions: Sequence[tuple[str, int]], warm: int = 0) -> Tally:
    """Read the partitions of one topic; a record is known by its ``ce_id``, or by the command's id in its value."""
    ids: list[bytes] = []
    times: list[int] = []
    causes: set[bytes] = set()
    for message in committed_messages(access, partitions):
        if (message.key() or b"").startswith(b"~"):
            continue
        headers = _headers(message)
        ids.append(_identity(message, headers))
        times.append(message.timestamp()[1])
        cause = headers.get("hub_cause") or ids[-1]
        if OURS not in cause:
            causes.add(cause)
    times.sort()
    first = times[warm] if len(times) > warm else 0
    return Tally(len(ids), len(set(ids)), first, times[-1] if times else 0, len(causes))


def _identity(message: Message, headers: dict[str, bytes]) -> bytes:
    if "ce_id" in headers:
        return headers["ce_id"]
    found: list[bytes] = ID.findall(message.value() or b"")
    # Our head names the earlier commands as well; the state, which names the last one, comes after it.
    return found[-1] if found else b"%d/%d" % (message.partition() or 0, message.offset() or 0)


def _headers(message: Message) -> dict[str, bytes]:
    return dict(cast("list[tuple[str, bytes]]", message.headers() or []))


def committed_messages(access: KafkaAccess, partitions: Sequence[tuple[str, int]]) -> list[Message]:
    """Everything that is committed in these partitions now, partition by partition in order."""
    consumer = Consumer(
        {
            **access.for_confluent(),
            "group.id": "bench.tally",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
            "log_level": 0,
        }
    )
    consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for topic, number in partitions])
    read: list[Message] = []
    quiet = 0.0
    open_ = {(topic, number) for topic, number in partitions}
    while open_:
        batch = consumer.consume(1000, timeout=_WAIT_S)
        quiet = 0.0 if batch else quiet + _WAIT_S
        if quiet > _QUIET_S:
            raise TimeoutError(f"nothing more from {sorted(open_)}")
        for message in batch:
            error = message.error()
            if error is None:
                read.append(message)
            elif error.code() == KafkaError._PARTITION_EOF:
                open_.discard((message.topic(), message.partition()))
    consumer.close()
    return read
