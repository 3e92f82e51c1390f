"""OFD (GB/T 33190): a zip with OFD.xml at its top. Judged by its directory; nothing but that one page is unpacked.

The directory's own size is read first, from the record at the end, so that it can't be the bomb itself. Entries that
share bytes are how a zip of 10 MB holds 281 TB (D. Fifield, A better zip bomb, 2019).
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from itertools import pairwise
from typing import BinaryIO, Final

from hub.attachments.faults import Fault, bomb, damaged

ENTRIES: Final = 10_000
DIRECTORY: Final = 4_000_000
"""Bytes."""
UNPACKED: Final = 1_000_000_000
"""Bytes of all entries together."""
RATIO: Final = 200
"""Of everything unpacked to the file; deflate itself reaches 1,032, text of real pages some 20."""
_END: Final = struct.Struct("<4s4H2LH")
_MARK: Final = b"PK\x05\x06"
_LONGEST_COMMENT: Final = 0xFFFF
_ENCRYPTED: Final = 0x1
_FRONT: Final = 65_536
_FIXED: Final = 30
"""Of the header before each entry's bytes."""


def names_in(file: BinaryIO, size: int) -> frozenset[str]:
    """Give the names of a zip's entries. Raises Fault."""
    return frozenset(entry.filename for entry in _entries(file, size))


def check_ofd(file: BinaryIO, size: int) -> tuple[str, ...]:
    """Check an OFD. Raises Fault."""
    entries = _entries(file, size)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Fault("attachment_locked")
    _check_names([entry.filename for entry in entries])
    if sum(entry.file_size for entry in entries) > min(UNPACKED, RATIO * size + 1_000_000):
        raise bomb("展开后的大小与文件不成比例")
    places = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    if any(offset + _FIXED + length > following for (offset, length), (following, _) in pairwise(places)):
        raise bomb("压缩包内的文件互相重叠")
    _check_front(file)
    return ()


def _entries(file: BinaryIO, size: int) -> list[zipfile.ZipInfo]:
    count, length = _end_of(file, size)
    if count > ENTRIES or length > DIRECTORY:
        raise bomb("压缩包内的文件过多")
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError):
        raise damaged("压缩包目录无法读取") from None
    if len(entries) != count:
        raise damaged("压缩包目录与所记数目不符")
    return entries


def _end_of(file: BinaryIO, size: int) -> tuple[int, int]:
    """Give number of entries and bytes of the directory, as the end of the file says."""
    file.seek(max(0, size - _END.size - _LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(_MARK)
    if at < 0 or len(tail) - at < _END.size:
        raise damaged("缺少结尾,可能没有传完")
    _, _, _, _, count, length, _, _ = _END.unpack_from(tail, at)
    return count, length


def _check_names(names: list[str]) -> None:
    for name in names:
        if name.startswith(("/", "\\")) or "\\" in name or ".." in name.split("/") or ":" in name:
            raise bomb("压缩包内的文件名指向包外")
    if len(set(names)) != len(names):
        raise bomb("压缩包内有重名文件")


def _check_front(file: BinaryIO) -> None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive, archive.open("OFD.xml") as page:
            front = page.read(_FRONT)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, io.UnsupportedOperation, RuntimeError):
        raise damaged("OFD.xml无法读取") from None
    if b"<!DOCTYPE" in front or not re.search(rb"<(\w+:)?OFD[\s>]", front) or b"DocBody" not in front:
        raise damaged("OFD.xml不是OFD文件的首页")
