"""Dead letters: the record as it came, and headers that say why it died. They never grow with a redrive."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from schemas.envelope import Headers

PREFIX: Final = "hub_dead_"
MAX_TEXT_BYTES: Final = 1024


class Death(StrEnum):
    """Why a record died: the closed list."""

    ENVELOPE = "envelope"
    """No readable envelope: the sender's fault."""
    TOO_LARGE = "too_large"
    """A record over the limit, in or out."""
    DEFECT = "defect"
    """An unexpected exception: our own fault; the aggregate is parked."""
    KILLER = "killer"
    """Three starts of the process died at it: our own fault; the aggregate is parked."""


class Origin(NamedTuple):
    """Where a record stood when it died."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    """Milliseconds since 1970."""

    @property
    def id(self) -> str:
        """The dead letter's id: twins of one record have the same."""
        return f"{self.topic}/{self.partition}/{self.offset}"


class Obituary(NamedTuple):
    """What the headers of a dead letter say beside the original ones."""

    id: str
    origin: Origin
    group: str
    death: Death
    text: str
    """At most 1 kB, no personal data; stack traces go to the log."""
    failed_at: int
    """Milliseconds since 1970, by the lane's clock."""
    attempts: int = 1
    redrives: int = 0
    redriven_by: str = ""

    def headers(self, original: Headers) -> Headers:
        """Give the original headers with ours in place of any that an earlier death left."""
        ours = {
            "id": self.id,
            "topic": self.origin.topic,
            "partition": self.origin.partition,
            "offset": self.origin.offset,
            "timestamp": self.origin.timestamp,
            "group": self.group,
            "error": self.death.value,
            "message": self.text.encode()[:MAX_TEXT_BYTES].decode(errors="ignore"),
            "last_failed_at": self.failed_at,
            "attempts": self.attempts,
            "redrives": self.redrives,
            "redriven_by": self.redriven_by,
        }
        kept = tuple((name, value) for name, value in original if not name.startswith(PREFIX))
        first = next((value for name, value in original if name == PREFIX + "first_failed_at"), None)
        return (
            *kept,
            *((PREFIX + name, str(value).encode()) for name, value in ours.items()),
            (PREFIX + "first_failed_at", first or str(self.failed_at).encode()),
        )


def read(headers: Headers) -> Obituary:
    """Read what ``Obituary.headers`` wrote. Raises KeyError where the record is no dead letter."""
    texts = {name.removeprefix(PREFIX): value.decode() for name, value in headers if name.startswith(PREFIX)}
    origin = Origin(texts["topic"], int(texts["partition"]), int(texts["offset"]), int(texts["timestamp"]))
    return Obituary(
        texts["id"],
        origin,
        texts["group"],
        Death(texts["error"]),
        texts["message"],
        int(texts["last_failed_at"]),
        int(texts["attempts"]),
        int(texts["redrives"]),
        texts["redriven_by"],
    )
