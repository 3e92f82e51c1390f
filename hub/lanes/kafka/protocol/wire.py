"""How Kafka writes numbers, texts and arrays: the protocol guide's "Protocol Primitive Types".

Compact types (a varint of length + 1) and tagged fields belong to the flexible versions of KIP-482.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from struct import Struct
from typing import Final, NamedTuple, TypeVar

Answer = TypeVar("Answer")
Item = TypeVar("Item")

int8: Final = Struct(">b").pack
int16: Final = Struct(">h").pack
int32: Final = Struct(">i").pack
int64: Final = Struct(">q").pack

_INT8: Final = Struct(">b")
_INT16: Final = Struct(">h")
_INT32: Final = Struct(">i")
_INT64: Final = Struct(">q")

NO_TAGS: Final = b"\x00"
NULL: Final = b"\x00"
FALSE: Final = b"\x00"
TRUE: Final = b"\x01"


def varint(number: int) -> bytes:
    """Write an unsigned varint (base 128, least significant group first)."""
    if number < 0x80:  # noqa: PLR2004 the format's own number
        return bytes((number,))
    groups = bytearray()
    while number > 0x7F:  # noqa: PLR2004 same
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    groups.append(number)
    return bytes(groups)


def text(value: str | None) -> bytes:
    if value is None:
        return b"\xff\xff"
    encoded = value.encode()
    return int16(len(encoded)) + encoded


def compact_text(value: str | None) -> bytes:
    if value is None:
        return NULL
    encoded = value.encode()
    return varint(len(encoded) + 1) + encoded


def blob(value: bytes) -> bytes:
    return int32(len(value)) + value


def array(items: Iterable[bytes]) -> bytes:
    encoded = list(items)
    return int32(len(encoded)) + b"".join(encoded)


def compact_array(items: Iterable[bytes]) -> bytes:
    encoded = list(items)
    return varint(len(encoded) + 1) + b"".join(encoded)


class Cursor:
    """Reads one answer from its bytes, front to back."""

    __slots__ = ("data", "position")

    def __init__(self, data: bytes, position: int = 0) -> None:
        self.data = data
        self.position = position

    def int8(self) -> int:
        return self._number(_INT8)

    def int16(self) -> int:
        return self._number(_INT16)

    def int32(self) -> int:
        return self._number(_INT32)

    def int64(self) -> int:
        return self._number(_INT64)

    def varint(self) -> int:
        """Read an unsigned varint."""
        data, position = self.data, self.position
        number = shift = 0
        while (group := data[position]) > 0x7F:  # noqa: PLR2004 the format's own number
            number |= (group & 0x7F) << shift
            shift += 7
            position += 1
        self.position = position + 1
        return number | group << shift

    def signed_varint(self) -> int:
        """Read a zigzag varint."""
        number = self.varint()
        return (number >> 1) ^ -(number & 1)

    def take(self, length: int) -> bytes:
        """Read raw bytes; none if the length is negative (the formats' null)."""
        start = self.position
        self.position = start + max(length, 0)
        return self.data[start : self.position]

    def text(self) -> str:
        return self.take(self.int16()).decode()

    def compact_text(self) -> str:
        return self.take(self.varint() - 1).decode()

    def blob(self) -> bytes:
        return self.take(self.int32())

    def array(self, item: Callable[[Cursor], Item]) -> Sequence[Item]:
        return [item(self) for _ in range(self.int32())]

    def compact_array(self, item: Callable[[Cursor], Item]) -> Sequence[Item]:
        return [item(self) for _ in range(self.varint() - 1)]

    def tags(self) -> dict[int, bytes]:
        """Read the tagged fields that end a flexible structure."""
        return {self.varint(): self.take(self.varint()) for _ in range(self.varint())}

    def _number(self, form: Struct) -> int:
        number: int = form.unpack_from(self.data, self.position)[0]
        self.position += form.size
        return number


class Request(NamedTuple):
    """One request ready to be sent: api key and version, body, and whether headers carry tagged fields."""

    key: int
    version: int
    body: bytes
    flexible: bool = False
    flexible_answer: bool = False
