"""Made-up files of every kind that is taken, and of kinds that are not."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from random import Random

OFD_FRONT = (
    b'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0">'
    b"<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def pdf(trailer: bytes = b"", extra: bytes = b"", padding: int = 0) -> bytes:
    """A PDF of one empty page; ``padding`` bytes of a stream that nobody looks at."""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R " + extra + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ]
    if padding:
        bodies.append(b"<< /Length %d >>\nstream\n" % padding + Random(1).randbytes(padding) + b"\nendstream")
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, trailer, start)
    return made


def locked_pdf() -> bytes:
    """A PDF whose user password is not empty (ISO 32000, revision 2 of the standard handler, 40 bits)."""
    handler = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"ab" * 32, b"cd" * 32)
    name = b"0123456789abcdef" * 2
    return pdf(trailer=b"/Encrypt %s /ID [<%s> <%s>]" % (handler, name, name))


def png(width: int = 2, height: int = 2) -> bytes:
    """A grey PNG; only its first row is there if it is large, which no reader of its frame can tell."""
    rows = b"".join(b"\0" + bytes(width) for _ in range(height if width < 1000 else 1))
    head = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body)) for name, body in chunks
    )


def jpeg(width: int = 8, height: int = 8) -> bytes:
    """A JPEG's frame around a picture that is noise."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    parts = ((0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"), (0xC0, frame), (0xDA, b"\x01\x01\x00\x00\x3f\x00"))
    marks = b"".join(b"\xff" + bytes([mark]) + struct.pack(">H", len(body) + 2) + body for mark, body in parts)
    return b"\xff\xd8" + marks + b"\x12\x34\xff\x00\x56" + b"\xff\xd9"


def ofd(more: Iterable[tuple[str, bytes]] = (), front: bytes = OFD_FRONT, front_name: str = "OFD.xml") -> bytes:
    """An OFD with further entries."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(front_name, front)
        archive.writestr("Doc_0/Document.xml", b"<ofd:Document/>")
        for name, content in more:
            archive.writestr(name, content)
    return made.getvalue()


def locked_ofd() -> bytes:
    """An OFD whose entries say that they are encrypted."""
    made = bytearray(ofd())
    at = made.find(b"PK\x01\x02")
    while at >= 0:
        made[at + 8] |= 1
        at = made.find(b"PK\x01\x02", at + 1)
    return bytes(made)


def overlapping_ofd() -> bytes:
    """An OFD of which one entry's bytes are said to reach into the next one's."""
    made = bytearray(ofd([("Doc_0/Res.xml", Random(2).randbytes(400))]))
    at = made.find(b"PK\x01\x02")
    made[at + 20 : at + 24] = struct.pack("<L", len(made))
    return bytes(made)


def crowded_ofd() -> bytes:
    """An OFD whose end says that there are more entries than any page needs."""
    made = bytearray(ofd())
    at = made.rfind(b"PK\x05\x06")
    made[at + 8 : at + 12] = struct.pack("<HH", 60_000, 60_000)
    return bytes(made)


def saved(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
