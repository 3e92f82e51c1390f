"""Apache Kafka (4.0 or newer) behind the ports of hub.lanes; the in-memory twin is its sibling."""

from hub.lanes.kafka.address import KafkaAddress
from hub.lanes.kafka.broker import KafkaBroker

__all__ = ["KafkaAddress", "KafkaBroker"]
