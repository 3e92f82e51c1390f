"""What is on the topics and in the database in the end, read by plain clients. Imports nothing of the hub."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, cast

import psycopg
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, TopicPartition
from confluent_kafka.admin import AdminClient

QUIET_S: Final = 30.0
WAIT_S: Final = 0.1


class Seen(NamedTuple):
    """One committed record."""

    topic: str
    partition: int
    key: str
    value: bytes
    headers: dict[str, bytes]

    def text(self, header: str) -> str:
        return self.headers.get(header, b"").decode()


def committed(client: dict[str, str], prefix: str) -> Iterator[Seen]:
    """Give every committed record of the topics whose name begins so, in order within each partition."""
    topics = AdminClient({**client}).list_topics(timeout=10).topics
    places = [(name, part) for name, topic in topics.items() if name.startswith(prefix) for part in topic.partitions]
    consumer = Consumer(
        {
            **client,
            "group.id": "operator.oracle",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
            "log_level": 0,
        }
    )
    consumer.assign([TopicPartition(name, part, OFFSET_BEGINNING) for name, part in places])
    yield from _to_the_end(consumer, set(places))
    consumer.close()


def _to_the_end(consumer: Consumer, open_: set[tuple[str, int]]) -> Iterator[Seen]:
    quiet = 0.0
    while open_:
        messages = consumer.consume(2000, WAIT_S)
        quiet = 0.0 if messages else quiet + WAIT_S
        if quiet > QUIET_S:
            raise TimeoutError(f"a transaction hangs: {sorted(open_)[:5]} cannot be read to the end")
        for message in messages:
            error, place = message.error(), (message.topic() or "", message.partition() or 0)
            if error is None:
                key = (message.key() or b"").decode(errors="replace")
                headers = dict(cast("list[tuple[str, bytes]]", message.headers() or []))
                yield Seen(*place, key, message.value() or b"", headers)
            elif error.code() == KafkaError._PARTITION_EOF:
                open_.discard(place)


class Row(NamedTuple):
    """One row of the read model."""

    aggregate: str
    number: int
    digest: str


def timeline(dsn: str) -> list[Row]:
    """Give every fact that the database knows."""
    return _rows(dsn, "SELECT aggregate, number, digest FROM readmodel.timeline")


def cases(dsn: str) -> list[Row]:
    """Give every case with its last fact."""
    return _rows(dsn, "SELECT number, fact_number, fact_digest FROM readmodel.cases")


def count(dsn: str) -> int:
    """How many facts the database knows by now."""
    with psycopg.connect(dsn) as connection:
        found = connection.execute("SELECT count(*) FROM readmodel.timeline").fetchone()
    return int(found[0]) if found else 0


def _rows(dsn: str, statement: str) -> list[Row]:
    with psycopg.connect(dsn) as connection:
        found: Sequence[tuple[str, int, str]] = connection.execute(statement).fetchall()
    return [Row(*row) for row in found]
