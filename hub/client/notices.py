"""What the queues carry, as a reader gets it."""

from __future__ import annotations

from typing import Any, NamedTuple

import orjson

from hub.lanes.values import Partition, Record
from schemas.envelope import DIGEST, NUMBER
from schemas.notices import NoticeBody
from schemas.reading import BodyError, read_notice


class QueuedNotice(NamedTuple):
    """One record of ``work.R`` or ``results.R``."""

    number: str
    """The case or bundle it is about."""
    ce_type: str
    id: str
    """The same whenever the hub says the same again."""
    sequence: int
    """Number of the fact that caused it, in its case; 0 where no fact did."""
    digest: str
    written_at: int
    """Milliseconds since 1970."""
    body: NoticeBody | None
    """None for a type this release does not know: see ``data``."""
    data: dict[str, Any]
    place: Partition
    offset: int


def read_notice_record(record: Record) -> QueuedNotice:
    """Read a record; whatever a later release wrote there still has its data."""
    headers = {name: value.decode(errors="replace") for name, value in record.headers}
    ce_type, value = headers.get("ce_type", ""), record.value or b"{}"
    try:
        body = read_notice(ce_type, value)
    except BodyError:
        body = None
    return QueuedNotice(
        headers.get("ce_subject", ""),
        ce_type,
        headers.get("ce_id", ""),
        int(headers.get(NUMBER, "0")),
        headers.get(DIGEST, ""),
        record.timestamp,
        body,
        _object(value),
        Partition(record.topic, record.partition),
        record.offset,
    )


def _object(value: bytes) -> dict[str, Any]:
    try:
        fields = orjson.loads(value)
    except orjson.JSONDecodeError:
        return {}
    return fields if isinstance(fields, dict) else {}
