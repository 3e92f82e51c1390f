"""Putting attachments into the store and getting them out again: a claim-check.

Whoever puts a file gets its digest, which travels in the message; whoever has the digest gets the file. A file goes in
parts, so that a cut costs one part: what is there already is not sent again, and the manifest, without which there is
no attachment, is written last. The digest is computed of what is sent, and again of what is read.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, Final, NamedTuple

from hub.attachments.errors import Altered, Missing, Refused
from hub.attachments.kinds import inspect
from hub.attachments.manifest import Finding, Manifest, Verdict, read
from hub.attachments.names import HANDED_IN, MANIFEST, PART_BYTES, VERDICT, folder_of, part_of, quarantine_of
from hub.attachments.places import CHUNK, Place
from hub.attachments.scanning import NoScanner, Scanned, Scanner
from schemas.times import in_china
from schemas.values import encode

LARGEST: Final = 100_000_000
Told = Callable[[int, int], None]
"""Hears how many bytes of how many are done."""


def _quietly(_: int, __: int) -> None:
    """Nobody looks."""


class Looked(NamedTuple):
    """What a file on this machine is."""

    digest: str
    size: int
    media_type: str
    notes: tuple[str, ...] = ()
    """What is odd about it, in Chinese; nothing of it is refused."""


class Stored(NamedTuple):
    """What was put."""

    digest: str
    size: int
    media_type: str
    notes: tuple[str, ...]
    sent: int
    """Bytes that went over the line; 0 where all was there."""


class Attachments:
    """One store. Every call raises NotAllowed, Unreachable."""

    def __init__(self, place: Place, largest: int = LARGEST, scanner: Scanner | None = None) -> None:
        self.place = place
        self.largest = largest
        self.scanner: Scanner = scanner or NoScanner()

    def look(self, file: Path) -> Looked:
        """Tell what a file is, sending nothing. Raises Refused."""
        with _opened(file) as content:
            digest, size = self._measured(content, file.name)
            kind = inspect(content, size, file.name)
        return Looked(digest, size, kind.media_type, kind.notes)

    def put(self, file: Path, claimed: str = "", *, anew: bool = False, told: Told = _quietly) -> Stored:
        """Store a file. Interrupted, it may be put again: only the rest is sent. Raises Refused.

        ``claimed``: the digest it must have. ``anew``: send all of it, though it is there; mends what was altered.
        """
        found = self.look(file)
        if claimed and claimed != found.digest:
            raise Refused("attachment_digest", file=file.name)
        self._scan(file, found, file.name)
        sent = self._send(file, found, folder_of(found.digest), anew=anew, told=told)
        return Stored(found.digest, found.size, found.media_type, found.notes, sent)

    def describe(self, digest: str) -> Manifest:
        """Give what lies under a digest, by its manifest. Raises Missing, Altered, Refused."""
        folder = folder_of(digest)
        data = self.place.text(f"{folder}/{MANIFEST}")
        if data is None:
            raise Missing(digest)
        manifest = read(Manifest, data)
        if manifest is None or manifest.digest != digest or len(manifest.parts) != _parts(manifest):
            raise Altered(digest, "清单无法识别")
        return manifest

    def read(self, digest: str) -> Iterator[bytes]:
        """Give the bytes in pieces, checked as they come; the last comes only when all are right.

        Raises Missing, Altered, Refused. Whoever has kept pieces when it raises must throw them away.
        """
        manifest = self.describe(digest)
        whole, size, held = hashlib.sha256(), 0, b""
        for place, expected in enumerate(manifest.parts):
            part = hashlib.sha256()
            for piece in self._part(digest, place, expected):
                part.update(piece)
                whole.update(piece)
                size += len(piece)
                if size > manifest.size:
                    raise Altered(digest, "比登记的长")
                if held:
                    yield held
                held = piece
            if part.hexdigest() != expected:
                raise Altered(digest, f"第{place + 1}段已被改动")
        if size != manifest.size or f"sha256:{whole.hexdigest()}" != digest:
            raise Altered(digest, "内容已被改动")
        yield held

    def fetch(self, digest: str, to: Path, told: Told = _quietly) -> Manifest:
        """Write it to a file, which has its name only when all of it is there, right, and found clean.

        Scanned here as well: who uploaded may have had no scanner. Raises Missing, Altered, Refused.
        """
        manifest, done = self.describe(digest), 0
        with NamedTemporaryFile(dir=to.parent, prefix=f".{to.name}.", delete=False) as temporary:
            try:
                for piece in self.read(digest):
                    temporary.write(piece)
                    done += len(piece)
                    told(done, manifest.size)
                temporary.flush()
                os.fsync(temporary.fileno())
                self._scan(Path(temporary.name), Looked(digest, manifest.size, manifest.media_type), to.name)
                Path(temporary.name).replace(to)
            except BaseException:
                with suppress(FileNotFoundError):
                    Path(temporary.name).unlink()
                raise
        return manifest

    def check(self, digest: str, told: Told = _quietly) -> Manifest:
        """Read all of it and hold it against its digest. Raises Missing, Altered, Refused."""
        manifest, done = self.describe(digest), 0
        for piece in self.read(digest):
            done += len(piece)
            told(done, manifest.size)
        return manifest

    def verdict(self, digest: str) -> Verdict | None:
        """Give what scanners said of something in quarantine; None where nothing is known."""
        data = self.place.text(f"{quarantine_of(digest)}/{VERDICT}")
        return read(Verdict, data) if data is not None else None

    def _part(self, digest: str, place: int, expected: str) -> Iterator[bytes]:
        try:
            yield from self.place.read(part_of(folder_of(digest), place, expected))
        except FileNotFoundError:
            raise Altered(digest, f"缺少第{place + 1}段") from None

    def _measured(self, content: BinaryIO, name: str) -> tuple[str, int]:
        whole, size = hashlib.sha256(), 0
        while piece := content.read(CHUNK):
            whole.update(piece)
            size += len(piece)
            if size > self.largest:
                full = max(size, os.fstat(content.fileno()).st_size)
                raise Refused("attachment_too_large", file=name, size=_bytes(full), limit=_bytes(self.largest))
        if not size:
            raise Refused("attachment_empty", file=name)
        return f"sha256:{whole.hexdigest()}", size

    def scan(self, file: Path) -> None:
        """Let the scanner look at a file of this machine; nothing is stored. Raises Refused."""
        _judge(self.scanner.scan(file), file.name)

    def _scan(self, file: Path, found: Looked, name: str) -> None:
        known = self.verdict(found.digest)
        if not self.scanner.name:
            # what somebody else's scanner found stays found
            if known is not None and known.last.outcome == "infected":
                raise Refused("attachment_infected", file=name, virus=known.last.detail)
            return
        said = self.scanner.scan(file)
        if said.outcome == "clean" and (known is None or known.last.outcome == "clean"):
            return
        finding = Finding(at=in_china(datetime.now(UTC)), outcome=said.outcome, detail=said.detail[:500])
        before = known.findings if known else ()
        folder = quarantine_of(found.digest)
        if said.outcome != "clean":
            self._send(file, found, folder, anew=False, told=_quietly)
        verdict = Verdict(
            digest=found.digest, size=found.size, media_type=found.media_type, findings=(*before, finding)[-50:]
        )
        self.place.put(f"{folder}/{VERDICT}", encode(verdict))
        _judge(said, name)

    def _send(self, file: Path, found: Looked, folder: str, *, anew: bool, told: Told) -> int:
        """Send what is not there, then the manifest; give how many bytes went."""
        sent, done, parts, whole = 0, 0, [], hashlib.sha256()
        with _opened(file) as content:
            while part := content.read(PART_BYTES):
                whole.update(part)
                parts.append(hashlib.sha256(part).hexdigest())
                path = part_of(folder, len(parts) - 1, parts[-1])
                there = None if anew else self.place.head(path)
                if there is None or there.size != len(part):
                    self.place.put(path, part)
                    sent += len(part)
                done += len(part)
                told(done, found.size)
                if done > found.size:
                    break
        if f"sha256:{whole.hexdigest()}" != found.digest:
            raise Refused("attachment_changed", file=file.name)
        manifest = Manifest(
            digest=found.digest,
            size=found.size,
            media_type=found.media_type,
            part_bytes=PART_BYTES,
            parts=tuple(parts),
        )
        self.place.put(f"{folder}/{HANDED_IN}", b"")
        self.place.put(f"{folder}/{MANIFEST}", encode(manifest))
        return sent


def _judge(said: Scanned, name: str) -> None:
    if said.outcome == "infected":
        raise Refused("attachment_infected", file=name, virus=said.detail)
    if said.outcome == "unscannable":
        raise Refused("attachment_unscanned", file=name, why=said.detail)


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        # a pipe or a device would wait for ever
        content = file.open("rb") if file.is_file() else None
    except OSError:
        content = None
    if content is None:
        raise Refused("attachment_unreadable", file=file.name)
    with content:
        yield content


def _parts(manifest: Manifest) -> int:
    return -(-manifest.size // manifest.part_bytes)


def _bytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}MB"
