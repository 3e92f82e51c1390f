"""What a lane tells its operators: a closed catalogue, one row per alert."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Alert(StrEnum):
    """A thing somebody should know, though the lane goes on by itself wherever it can."""

    REOPENED = "lane_reopened"
    """A transaction's outcome was unknown, or the broker away: the lane closed and opened again."""
    FENCED = "lane_fenced"
    """Another writer has our transactional id although the partition is ours: two processes share a name?"""
    HANGING_TRANSACTION = "hanging_transaction"
    """A partition that only this lane writes has an open transaction: the broker lost a marker (KAFKA-20734)."""
    STORE_REBUILT = "store_rebuilt"
    """The local store was about another log, or too old: it is being read again from ``states``."""
    STATE_UNKNOWN = "state_unknown"
    """A state of a version this release does not know: the lane stops, nothing is dead-lettered."""
    PARKED = "aggregate_parked"
    """An unexpected exception: the command is a dead letter, later ones of its aggregate queue behind it."""
    FLOW_STOPPED = "flow_stopped"
    """Too large a share of one endpoint's messages of one type died: they are held back, all others go on."""
    KILLER = "record_kills_process"
    """Three starts died at the same record: it is a dead letter now."""
    FORK = "fork"
    """Two facts with one number and different digests: the promise is broken, look at once."""
    COPY = "copy_dropped"
    """A fact, work or result record was seen a second time and dropped by its number."""
    FACT_UNREADABLE = "fact_unreadable"
    """A fact of a type or version this release does not know, or of no form at all: the timeline keeps it, the rows
    of its case stay as they were. Upgrade, then rebuild the read model."""
    UNSEALED = "log_unsealed"
    """The hour could not be sealed: the key's file is missing, or readable by others, or Kafka was away. Facts go on;
    what comes after the last seal could be cut off without a trace."""
    UNSIGNED = "documents_unsigned"
    """A unit has no key that could sign its documents: they wait, and are signed as soon as it has one."""
    SIGNATURE_REFUSED = "signature_refused"
    """Casework did not believe a signature of the signer: a key or its row is wrong. The document waits."""
    CLOCK_BEHIND = "clock_behind"
    """Intake is behind, so the province's clock waits at the oldest filing not yet passed on."""


Notify = Callable[[Alert, str], None]
"""How a lane tells: the alert, and one sentence without personal data."""
