"""What a file is, by its content and never by its name; damaged, locked and misleading ones are refused.

Everything here reads from the file in place, a little at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from hub.attachments.archives import check_ofd, names_in
from hub.attachments.errors import Refused
from hub.attachments.faults import Fault
from hub.attachments.pages import check_pdf
from hub.attachments.pictures import check_jpeg, check_png
from schemas.attachments import JPEG, OFD, PDF, PNG, SUFFIXES

HEAD: Final = 1024


class Kind(NamedTuple):
    """What a file is, and what whoever sends it should know."""

    media_type: str
    notes: tuple[str, ...] = ()
    """Chinese; nothing of it is refused."""


def inspect(file: BinaryIO, size: int, name: str) -> Kind:
    """Tell what an open file is. ``name`` is for messages and notes only. Raises Refused."""
    file.seek(0)
    head = file.read(HEAD)
    found = _accepted(head, file, size, name)
    try:
        notes = _CHECKS[found](file, size)
    except Fault as fault:
        raise Refused(fault.code, file=name, why=fault.why) from None
    ending = Path(name).suffix.lower()
    if ending and ending not in _ENDINGS[found]:
        notes = (f"文件名以{ending}结尾,内容是{SUFFIXES[found][1:].upper()},按内容登记", *notes)
    return Kind(found, tuple(notes))


def _accepted(head: bytes, file: BinaryIO, size: int, name: str) -> str:
    for beginning, media_type in _BEGINNINGS.items():
        if head.startswith(beginning):
            if media_type != OFD:
                return media_type
            inside = _inside(file, size, name)
            if "OFD.xml" in inside:
                return OFD
            raise Refused("attachment_kind", file=name, found=_archive(inside))
    raise Refused("attachment_kind", file=name, found=_stranger(head))


def _inside(file: BinaryIO, size: int, name: str) -> frozenset[str]:
    try:
        return names_in(file, size)
    except Fault as fault:
        raise Refused(fault.code, file=name, why=fault.why) from None


def _archive(inside: frozenset[str]) -> str:
    if "[Content_Types].xml" in inside:
        return "Office文档"
    return "压缩包"


def _stranger(head: bytes) -> str:
    if re.match(
        rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|script)\b", _decoded(head), re.IGNORECASE | re.DOTALL
    ):
        return "网页(HTML)"
    for beginning, what in _STRANGERS.items():
        if head.startswith(beginning):
            return what
    return "未知格式"


def _decoded(head: bytes) -> bytes:
    """Give the text of UTF-16 as of UTF-8: only its beginning is looked at."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="ignore").encode()
    return head.removeprefix(b"\xef\xbb\xbf")


_BEGINNINGS: Final[Mapping[bytes, str]] = {
    b"%PDF-": PDF,
    b"PK\x03\x04": OFD,
    b"\xff\xd8\xff": JPEG,
    b"\x89PNG\r\n\x1a\n": PNG,
}
_STRANGERS: Final[Mapping[bytes, str]] = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "旧版Office文档",
    b"MZ": "可执行程序",
    b"\x7fELF": "可执行程序",
    b"#!": "脚本",
    b"{\\rtf": "RTF文档",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf\x27\x1c": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"GIF8": "GIF图片",
    b"BM": "BMP图片",
    b"II*\x00": "TIFF图片",
    b"MM\x00*": "TIFF图片",
    b"RIFF": "WebP图片或音视频",
    b"<?xml": "XML文件",
}
"""Only to tell a person what it is; whatever is not accepted is refused."""
_ENDINGS: Final[Mapping[str, frozenset[str]]] = {
    PDF: frozenset({".pdf"}),
    OFD: frozenset({".ofd"}),
    JPEG: frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}),
    PNG: frozenset({".png"}),
}
_CHECKS: Final[Mapping[str, Callable[[BinaryIO, int], Any]]] = {
    PDF: check_pdf,
    OFD: check_ofd,
    JPEG: check_jpeg,
    PNG: check_png,
}
