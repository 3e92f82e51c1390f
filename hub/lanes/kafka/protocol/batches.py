"""Writing record batches: format version 2, not compressed (KIP-98; the protocol guide's "Record Batch").

A lane writes four records and more per command, so what is done once per record is counted here: lengths are looked
up, pieces are joined once per batch, and headers that come again are not packed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from struct import Struct
from typing import Final, NamedTuple

from google_crc32c import value as crc32c

from hub.lanes.kafka.protocol.produce import Identity
from schemas.envelope import Headers

_FRONT: Final = Struct(">qiibI")
"""Base offset (the broker's to give), length of what follows it, leader epoch, format version, CRC-32C of the rest."""
_REST: Final = Struct(">hiqqqhii")
"""Attributes, last offset delta, first and largest timestamp, producer id, its epoch, base sequence, records."""
_COUNTED: Final = 9
"""Bytes of the front that its length covers: leader epoch, version, CRC."""
_TRANSACTIONAL: Final = 0x10
_NULL: Final = b"\x01"
"""The zigzag varint of -1, in place of a length."""
_PLAIN: Final = b"\x00\x00"
"""Attributes of a record, and its timestamp's difference to the batch's."""
_MOST_PLACE: Final = 3
"""Bytes of a record's place in its batch, at most: it is known only when it is known which batch it is in."""
_MOST_OVERHEAD: Final = len(_PLAIN) + _MOST_PLACE
_SHORT: Final = 1 << 13
"""The first number whose zigzag varint takes more than two bytes."""


class _Varints(dict[int, bytes]):
    """Zigzag varints of numbers that are not negative; short ones are kept."""

    def __missing__(self, number: int) -> bytes:
        rest, groups = number << 1, bytearray()
        while rest > 0x7F:  # noqa: PLR2004 the format's own number
            groups.append(rest & 0x7F | 0x80)
            rest >>= 7
        groups.append(rest)
        made = bytes(groups)
        if number < _SHORT:
            self[number] = made
        return made


_VARINT: Final = _Varints()


class _Names(dict[str, bytes]):
    """Names of headers as they stand in a record, length in front: there are few, and they come again and again."""

    def __missing__(self, name: str) -> bytes:
        encoded = name.encode()
        self[name] = packed = _VARINT[len(encoded)] + encoded
        return packed


class Packer:
    """Packs headers. The same ones often come several times in a row, for what one command writes to many topics."""

    def __init__(self) -> None:
        self._names = _Names()
        self._last: Headers = ()
        self._packed = _VARINT[0]

    def packed(self, headers: Headers) -> bytes:
        """Give a record's headers as they stand in it."""
        if headers is not self._last:
            names, parts = self._names, [_VARINT[len(headers)]]
            add = parts.append
            for name, value in headers:
                add(names[name])
                add(_VARINT[len(value)])
                add(value)
            self._last, self._packed = headers, b"".join(parts)
        return self._packed


class Content(NamedTuple):
    """The records of one batch as they stand in it, one after the other."""

    records: int
    parts: Sequence[bytes]


def contents(records: Iterable[tuple[bytes | None, bytes | None, bytes]], limit: int) -> Iterator[Content]:
    """Write records (key, value, packed headers) into batches of ``limit`` bytes at most; a larger one stands alone."""
    parts: list[bytes] = []
    count = total = 0
    for key, value, headers in records:
        name, name_length = key or b"", _NULL if key is None else _VARINT[len(key)]
        text, text_length = value or b"", _NULL if value is None else _VARINT[len(value)]
        size = _MOST_OVERHEAD + len(name_length) + len(name) + len(text_length) + len(text) + len(headers)
        if total + size > limit and count:
            yield Content(count, parts)
            parts, count, total = [], 0, 0
        place = _VARINT[count]
        size += len(place) - _MOST_PLACE
        parts += (_VARINT[size], _PLAIN, place, name_length, name, text_length, text, headers)
        count += 1
        total += size
    yield Content(count, parts)


def record_batch(content: Content, identity: Identity, sequence: int, now: int, *, transactional: bool) -> bytes:
    """Give the whole batch; all its records are of ``now``, milliseconds since 1970."""
    count, parts = content
    attributes = _TRANSACTIONAL if transactional else 0
    head = _REST.pack(attributes, count - 1, now, now, *identity, sequence, count)
    rest = b"".join((head, *parts))
    return _FRONT.pack(0, _COUNTED + len(rest), -1, 2, crc32c(rest)) + rest
