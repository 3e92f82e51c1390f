"""Apache Kafka as a process sees it."""

from __future__ import annotations

from hub.lanes.kafka.address import KafkaAddress
from hub.lanes.kafka.member import KafkaMember
from hub.lanes.kafka.producer import KafkaProducer
from hub.lanes.kafka.reader import KafkaReader
from hub.lanes.kafka.writer import KafkaWriter


class KafkaBroker:
    """Implements hub.lanes.ports.Broker."""

    def __init__(self, address: KafkaAddress) -> None:
        self._address = address

    def writer(self, transactional_id: str) -> KafkaWriter:
        """Make a writer, not yet open."""
        return KafkaWriter(self._address, transactional_id)

    def producer(self) -> KafkaProducer:
        """Make a producer, not yet started."""
        return KafkaProducer(self._address)

    def reader(self) -> KafkaReader:
        """Make a reader, not yet started."""
        return KafkaReader(self._address)

    def member(self, group: str, topics: str, name: str, *, gather: float = 0.0) -> KafkaMember:
        """Make a member of ``group`` on the topics that match ``topics`` wholly; ``name`` is its static membership."""
        return KafkaMember(self._address, group, topics, name, gather=gather)
