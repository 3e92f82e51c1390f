"""Reads a record batch whose header names are not UTF-8, as Kafka's own Java client does: by replacing.

The compiled reader of aiokafka raises on such a batch, and whoever reads would never get past it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from hub.lanes.kafka.client import decompressed
from hub.lanes.kafka.protocol.wire import Cursor

_HEAD: Final = struct.Struct(">qiibIhiqqqhii")
"""Base offset, length, leader epoch, magic, CRC, attributes, last offset delta, first and largest timestamp,
producer id, producer epoch, base sequence, number of records (KIP-98)."""
_CODEC: Final = 0x07
_APPEND_TIME: Final = 0x08


class LenientRecord(NamedTuple):
    """One record; the field names are those of aiokafka's."""

    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes | None]]


def lenient_records(batch: bytes) -> Iterator[LenientRecord]:
    """Give the records of one whole batch of format version 2."""
    base, _, _, _, _, attributes, _, first, largest, _, _, _, count = _HEAD.unpack_from(batch)
    cursor = Cursor(decompressed(attributes & _CODEC, batch[_HEAD.size :]))
    for _ in range(count):
        cursor.signed_varint()
        cursor.int8()
        timestamp = first + cursor.signed_varint()
        offset = base + cursor.signed_varint()
        key, value = _blob(cursor), _blob(cursor)
        headers = [_header(cursor) for _ in range(cursor.signed_varint())]
        yield LenientRecord(offset, largest if attributes & _APPEND_TIME else timestamp, key, value, headers)


def _blob(cursor: Cursor) -> bytes | None:
    length = cursor.signed_varint()
    return None if length < 0 else cursor.take(length)


def _header(cursor: Cursor) -> tuple[str, bytes | None]:
    return cursor.take(cursor.signed_varint()).decode(errors="replace"), _blob(cursor)
