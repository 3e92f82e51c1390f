"""Is this broker fit for exact work? Asked at every start, of any broker."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hub.operations.broker_features import Features, features_of
from hub.settings import KafkaAccess

METADATA: Final = "metadata.version"
TRANSACTIONS: Final = "transaction.version"
# KIP-890: each transaction has an epoch of its own, so a late request of an ended one is refused
TRANSACTIONS_V2: Final = 2
# The levels of metadata.version that came with 4.0, 4.3.0 and 4.4.0; 4.2.1 has 29. A fixed 4.3.x or 4.4.x would
# have the same ones, so the words say "looks like".
FIRST_OF_4_0: Final = 25
MARKERS_LOST: Final = range(30, 34)


class Verdict(StrEnum):
    FIT = "fit"
    UNSAFE = "unsafe"
    """It works, but may lose a transaction's marker: readers then see copies, which they drop and report."""
    UNFIT = "unfit"
    """The hub's writer can't work with it."""


@dataclass(frozen=True)
class BrokerCheck:
    verdict: Verdict
    words: str


def check_broker(access: KafkaAccess) -> BrokerCheck:
    """Asks the broker and judges it. Raises OSError if it can't be reached."""
    return judge(features_of(access))


def judge(features: Features) -> BrokerCheck:
    supported = features.supported.get(METADATA, 0)
    if supported < FIRST_OF_4_0:
        return BrokerCheck(
            Verdict.UNFIT, "this broker is older than Kafka 4.0, the hub needs 4.0 or later · 需要 Kafka 4.0 及以上版本"
        )
    if features.finalized.get(TRANSACTIONS, 0) < TRANSACTIONS_V2:
        return BrokerCheck(
            Verdict.UNFIT,
            f"this cluster runs an old {TRANSACTIONS}: raise it with "
            f"`kafka-features.sh upgrade --feature {TRANSACTIONS}={TRANSACTIONS_V2}` · 集群需启用 {TRANSACTIONS}=2",
        )
    if supported in MARKERS_LOST:
        return BrokerCheck(
            Verdict.UNSAFE,
            "this broker looks like Kafka 4.3.0 to 4.4.0, which can lose transaction markers (KAFKA-20734): "
            "use 4.2.1 · 该版本可能丢失事务标记,建议使用 4.2.1",
        )
    return BrokerCheck(Verdict.FIT, f"broker fit: {METADATA} {supported}, {TRANSACTIONS} {TRANSACTIONS_V2}")
