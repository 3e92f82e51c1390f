"""Every topic of the hub, one row each: who writes it, who reads it, how long it is kept.

The table is the catalogue that provisioning creates, the docs show and a test holds against the code.
"""

from __future__ import annotations

import zlib
from typing import Final, NamedTuple

DAY_MS: Final = 86_400_000
FOR_EVER: Final = "-1"
MAX_RECORD_BYTES: Final = 1_000_000
MAX_STATE_BYTES: Final = 256_000

INBOX: Final = "inbox."
WORK: Final = "work."
RESULTS: Final = "results."
COMMANDS: Final = "commands"
FACTS: Final = "facts"
STATES: Final = "states"
KEYS: Final = "keys"
SIGNING: Final = "signing"
DOCUMENTS: Final = "documents"
DOCUMENT_PARTITIONS: Final = 4
"""Of the registry: the same everywhere, so that a copy of it knows where an identifier is."""
STATUS_KEY: Final = b"~status"
"""Key of the signed status list in the registry: no licence identifier begins so."""
STATUS_TYPE: Final = "cn.tongban.document.status-list.v1"
"""Its value is a compact token (hub.documents.status), no JSON."""
REFERENCE: Final = "reference"
SEALS: Final = "seals"
DEAD_LETTERS: Final = "dead-letters"

INTAKE_GROUP: Final = "hub.intake"
CASEWORK_GROUP: Final = "hub.casework"
PROJECTOR_GROUP: Final = "hub.projector"
SIGNER_GROUP: Final = "hub.signer"


class Topic(NamedTuple):
    """One row: ``name`` ends with a dot where one topic exists per endpoint."""

    name: str
    key: str
    written_by: str
    read_by: str
    partitions: int | None
    """None: the shared number of partitions of commands, facts and states (a setting)."""
    config: dict[str, str]

    @property
    def per_endpoint(self) -> bool:
        """Whether one such topic exists per endpoint."""
        return self.name.endswith(".")


def _days(number: int) -> dict[str, str]:
    return {"retention.ms": str(number * DAY_MS)}


_LIMIT: Final = {"max.message.bytes": str(MAX_RECORD_BYTES)}
"""Below the brokers' own limit (1,048,588), so that what is passed on has room for the hub's headers."""
_APPEND_TIME: Final = {"message.timestamp.type": "LogAppendTime"}
_COMPACTED: Final = {"cleanup.policy": "compact", "delete.retention.ms": str(30 * DAY_MS)}
_SOON_GONE: Final = _COMPACTED | {"max.compaction.lag.ms": str(DAY_MS)}
"""What was overwritten or destroyed is off the brokers' disks after a day (KIP-354), whatever else is written."""
_KEPT: Final = {"retention.ms": FOR_EVER}

TOPICS: Final = (
    # The topic proves the sender; its append time is the legal moment of receipt.
    Topic(INBOX, "publisher's choice", "the endpoint only", "intake", 1, _days(14) | _APPEND_TIME | _LIMIT),
    # A lane never believes a clock message later than its own append time.
    Topic(
        COMMANDS, "aggregate id", "intake, gateway, clock, signer, casework", "casework", None, _days(14) | _APPEND_TIME
    ),
    Topic(FACTS, "aggregate id", "casework", "projector, gateway, analytics", None, _KEPT),
    Topic(STATES, "aggregate id", "casework", "casework (restore)", None, _SOON_GONE),
    # Wrapped data keys of personal parts; destroying one is a tombstone.
    Topic(KEYS, "aggregate id/place", "casework", "projector, operators", None, _SOON_GONE),
    Topic(WORK, "case id", "casework", "the endpoint's back-office only", 1, _days(30)),
    Topic(RESULTS, "case id", "casework, intake", "the endpoint's systems only", 1, _days(30)),
    # In plain text, so that the signer needs no keys of sealed facts; what it misses is asked for again.
    Topic(SIGNING, "licence identifier", "casework", "signer", None, _days(14)),
    Topic(DOCUMENTS, "licence identifier", "casework, signer", "every endpoint", DOCUMENT_PARTITIONS, _COMPACTED),
    # Never compacted: a replay needs the rows of any time.
    Topic(REFERENCE, "kind/code/valid-from/revision", "operators", "everything", 1, _KEPT),
    # What proves the log must outlive none of it: kept as long as facts.
    Topic(SEALS, "facts/partition", "the leader's seal timer", "auditors", 1, _KEPT),
    Topic(DEAD_LETTERS, "as the original", "all agents", "operators", 1, _days(90)),
)


def partition_of(key: bytes, partitions: int) -> int:
    """Give the partition of an aggregate: CRC-32 (IEEE 802.3) modulo the number of partitions.

    The one published hash of ``commands``, ``facts`` and ``states``; librdkafka calls it ``consistent``.
    """
    return zlib.crc32(key) % partitions
