"""Readers know copies: deciding is deterministic, so a fact shown twice is known by number and digest.

A broker that loses a transaction's marker (KAFKA-20734) brings aborted batches back to life; they are identical.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hub.lanes.alerts import Alert
from schemas.envelope import DIGEST, NUMBER

if TYPE_CHECKING:
    from hub.lanes.alerts import Notify
    from hub.lanes.values import Record


class _Last(NamedTuple):
    number: int
    digest: bytes
    ids: frozenset[bytes]


class Copies:
    """Remembers per aggregate the last number seen in one topic; some 300 bytes a case."""

    def __init__(self, notify: Notify) -> None:
        """Begin without a past: a reader that starts over sees everything again, once."""
        self._last: dict[str, _Last] = {}
        self._notify = notify

    def is_new(self, record: Record) -> bool:
        """Whether the record was not seen before; a fork is new (nothing is hidden), and an alarm."""
        headers = dict(record.headers)
        number = int(headers.get(NUMBER, b"0"))
        if not number:
            return True
        subject, digest, id_ = headers["ce_subject"].decode(), headers[DIGEST], headers["ce_id"]
        last = self._last.get(subject)
        if last is None or number > last.number:
            self._last[subject] = _Last(number, digest, frozenset({id_}))
            return True
        if number == last.number and digest != last.digest:
            self._notify(Alert.FORK, f"{subject} number {number} in {record.topic}")
            return True
        if number == last.number and id_ not in last.ids:
            self._last[subject] = _Last(number, digest, last.ids | {id_})
            return True
        self._notify(Alert.COPY, f"{subject} number {number} in {record.topic}")
        return False
