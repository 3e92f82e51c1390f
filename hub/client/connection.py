"""From what a caller gives (an address, or a broker already at hand) to a broker."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from hub.lanes.kafka import KafkaAddress
    from hub.lanes.ports import Broker

Kafka: TypeAlias = "KafkaAddress | Broker"
"""Where Kafka is: an address with credentials, or any broker of ``hub.lanes.ports`` (tests give the twin)."""


def broker_of(kafka: Kafka) -> Broker:
    """Give the broker behind an address; a broker is given back."""
    from hub.lanes.kafka import KafkaAddress, KafkaBroker  # noqa: PLC0415 - takes 0.2 s, and who only checks needs none

    return KafkaBroker(kafka) if isinstance(kafka, KafkaAddress) else kafka
