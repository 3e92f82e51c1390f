"""JPEG (ISO 10918) and PNG (ISO 15948): walked from mark to mark, nothing is decoded."""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO, Final

from hub.attachments.faults import bomb, damaged

PIXELS: Final = 200_000_000
"""A0 at 300 dpi has 139 million; 65,000 × 65,000 dots of one colour are a few kB to send and 12 GB to look at."""
SEGMENTS: Final = 100_000
"""Of a file; a scan in the finest pieces has some thousand."""
_SMALLEST: Final = 20
_CUT: Final = "缺少结尾,可能没有传完"
_PNG_HEAD: Final = 8
_CHUNK: Final = struct.Struct(">L4s")
_SIZES: Final = struct.Struct(">HH")
_STEP: Final = 1 << 16
_START_OF_SCAN, _END = 0xDA, 0xD9
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""Marks without a length."""


def check_png(file: BinaryIO, size: int) -> tuple[str, ...]:
    """Check a PNG: every chunk whole, its check sum right, the last one IEND. Raises Fault."""
    file.seek(_PNG_HEAD)
    first = True
    for _ in range(SEGMENTS):
        name, content = _chunk(file)
        if first != (name == b"IHDR"):
            raise damaged("PNG结构不对")
        if first:
            _check_pixels(*struct.unpack_from(">LL", content))
            first = False
        if name == b"IEND":
            rest = size - file.tell()
            return (f"图片之后还有{rest}字节",) if rest else ()
    raise bomb("图片分段过多")


def _chunk(file: BinaryIO) -> tuple[bytes, bytes]:
    head = file.read(_CHUNK.size)
    if len(head) < _CHUNK.size:
        raise damaged(_CUT)
    length, name = _CHUNK.unpack(head)
    if not name.isalpha():
        raise damaged("PNG结构不对")
    check, left, content = zlib.crc32(name), length, b""
    while left:
        some = file.read(min(left, _STEP))
        if not some:
            raise damaged(_CUT)
        content = content or some
        check, left = zlib.crc32(some, check), left - len(some)
    if name == b"IHDR" and length != 13:  # noqa: PLR2004 - by the standard
        raise damaged("PNG结构不对")
    said = file.read(4)
    if len(said) < 4:  # noqa: PLR2004 - a check sum
        raise damaged(_CUT)
    if int.from_bytes(said, "big") != check:
        raise damaged("校验和不符")
    return name, content


def check_jpeg(file: BinaryIO, size: int) -> tuple[str, ...]:
    """Check a JPEG: its segments up to the picture, then an end. Raises Fault."""
    if size < _SMALLEST:
        raise damaged(_CUT)
    file.seek(2)
    framed = False
    for _ in range(SEGMENTS):
        mark = _mark(file)
        if mark == _END:
            raise damaged("JPEG没有图像")
        if mark in _ALONE:
            continue
        length = int.from_bytes(file.read(2), "big") - 2
        if length < 0:
            raise damaged(_CUT)
        content = file.read(length)
        if len(content) < length:
            raise damaged(_CUT)
        if mark in _FRAMES and length > _SIZES.size:
            framed = True
            _check_pixels(*_SIZES.unpack_from(content, 1))
        if mark == _START_OF_SCAN:
            if not framed:
                raise damaged("JPEG没有图像")
            return _to_the_end(file)
    raise bomb("图片分段过多")


def _mark(file: BinaryIO) -> int:
    """Give the next mark; any number of FF may stand before it."""
    if file.read(1) != b"\xff":
        raise damaged("JPEG结构不对")
    while True:
        one = file.read(1)
        if not one:
            raise damaged(_CUT)
        if one != b"\xff":
            return one[0]


def _to_the_end(file: BinaryIO) -> tuple[str, ...]:
    """Look for the end mark in what follows: within the picture FF is always followed by 00 or a restart mark."""
    before = b""
    while some := file.read(_STEP):
        if b"\xff\xd9" in before + some:
            return ()
        before = some[-1:]
    raise damaged(_CUT)


def _check_pixels(one: int, other: int) -> None:
    if not one or not other:
        raise damaged("图片没有尺寸")
    if one * other > PIXELS:
        raise bomb(f"图片有{one}×{other}像素")
