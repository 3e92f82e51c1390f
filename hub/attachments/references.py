"""Who names which attachment, by the facts: gathered in a file of its own, so that memory does not grow with the log.

Two readings of a fact. *Named* is what a material, or a document's rendering, says lies in the store: digest, size and
media type together.
*Referred to* is any digest anywhere in a fact, a signed document's payload included: what decides about removal had
better see too much than too little.
"""

from __future__ import annotations

import base64
import binascii
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from schemas import facts
from schemas.envelope import NUMBER

if TYPE_CHECKING:
    from hub.lanes.values import Record

ENDINGS: Final = frozenset(
    {
        kind.ce_type
        for kind in (
            facts.CaseDelivered,
            facts.CaseNotAccepted,
            facts.CaseWithdrawn,
            facts.CaseLapsed,
            facts.ApprovalWithdrawn,
            facts.FilingBarred,
            facts.BundleCompleted,
        )
    }
)
"""After these a case or bundle is over; no row of its life cycle leads back."""
_ERASURES: Final = frozenset({kind.ce_type for kind in facts.ERASURES})
RENDERING: Final = "rendering"
"""In the place of a material's code: a file that shows a document."""
_DIGEST: Final = re.compile(rb"sha256:([0-9a-f]{64})")
_PAYLOAD: Final = re.compile(rb'"payload" ?: ?"([A-Za-z0-9_-]{64,})"')
_TABLES: Final = """
CREATE TABLE referred (digest TEXT, subject TEXT, number INTEGER, PRIMARY KEY (digest, subject)) WITHOUT ROWID;
CREATE TABLE subject (number TEXT PRIMARY KEY, last INTEGER NOT NULL, ended INTEGER NOT NULL,
    erased INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE named (digest TEXT, subject TEXT, number INTEGER, code TEXT, size INTEGER, media_type TEXT,
    PRIMARY KEY (digest, subject, number, code)) WITHOUT ROWID;
"""


class Named(NamedTuple):
    """One place in the facts that names an attachment."""

    digest: str
    subject: str
    """The case or bundle."""
    number: int
    """Of the fact."""
    code: str
    """Of the material; ``rendering`` of a document's file; empty where only the digest stands."""
    size: int
    media_type: str


class References:
    """What was read of the log."""

    def __init__(self, tables: sqlite3.Connection) -> None:
        self._tables = tables
        self._tables.executescript(_TABLES)
        self.facts = 0

    def take(self, record: Record) -> None:
        """Note what a fact names and refers to, and whether it ends its case, or says that its data was erased."""
        headers = dict(record.headers)
        ce_type = headers.get("ce_type", b"").decode(errors="replace")
        subject = headers.get("ce_subject", b"").decode(errors="replace")
        self.facts += 1
        self._tables.execute(
            "INSERT INTO subject VALUES (?, ?, ?, ?) ON CONFLICT (number) DO UPDATE"
            " SET last = max(last, excluded.last), ended = max(ended, excluded.ended),"
            " erased = max(erased, excluded.erased)",
            (subject, record.timestamp, ce_type in ENDINGS, ce_type in _ERASURES),
        )
        value = record.value or b""
        payloads = list(_payloads(value))
        number = int(headers.get(NUMBER, b"0"))
        digests = {found.decode() for text in (value, *payloads) for found in _DIGEST.findall(text)}
        self._tables.executemany(
            "INSERT OR IGNORE INTO referred VALUES (?, ?, ?)", [(f"sha256:{one}", subject, number) for one in digests]
        )
        for text in (value, *payloads):
            if b'"media_type"' in text:
                rows = [(one[0], subject, number, *one[1:]) for one in _files(text)]
                self._tables.executemany("INSERT OR REPLACE INTO named VALUES (?, ?, ?, ?, ?, ?)", rows)

    def named(self) -> Iterator[Named]:
        """Give every naming, those of one digest together."""
        for row in self._tables.execute("SELECT * FROM named ORDER BY digest, subject, number"):
            yield Named(*row)

    def mentioned(self) -> Iterator[Named]:
        """Give every digest that nothing names as a file: a commitment's, a report's evidence; once each."""
        question = (
            "SELECT digest, subject, min(number) FROM referred WHERE digest NOT IN (SELECT digest FROM named)"
            " GROUP BY digest ORDER BY digest"
        )
        for digest, subject, number in self._tables.execute(question):
            yield Named(digest, subject, number, "", 0, "")

    def count(self) -> int:
        """Give how many attachments are named."""
        (count,) = self._tables.execute("SELECT count(DISTINCT digest) FROM named").fetchone()
        return int(count)

    def is_referred(self, digest: str) -> bool:
        """Tell whether any fact refers to it."""
        return self._any("SELECT 1 FROM referred WHERE digest = ? LIMIT 1", digest)

    def is_kept(self, digest: str, ended_before: int | None) -> bool:
        """Tell whether a case refers to it that is open, or of which something was said since (ms); None: any case."""
        if ended_before is None:
            return self.is_referred(digest)
        return self._any(
            "SELECT 1 FROM referred JOIN subject ON subject = subject.number"
            " WHERE digest = ? AND NOT (ended AND last < ?) LIMIT 1",
            digest,
            ended_before,
        )

    def is_erased(self, digest: str) -> bool:
        """Tell whether every case that refers to it was erased, and every bundle had something of it erased.

        A bundle names the files of all its applicants; each of its cases names its own, so the cases decide.
        """
        return self.is_referred(digest) and not self._any(
            "SELECT 1 FROM referred JOIN subject ON subject = subject.number WHERE digest = ? AND NOT erased LIMIT 1",
            digest,
        )

    def _any(self, question: str, *values: object) -> bool:
        return self._tables.execute(question, values).fetchone() is not None


@contextmanager
def gathered() -> Iterator[References]:
    """Open a gathering on disk, gone in the end."""
    with TemporaryDirectory(prefix="hub-attachments-") as folder:
        tables = sqlite3.connect(Path(folder) / "references.sqlite", isolation_level=None)
        try:
            tables.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            yield References(tables)
        finally:
            tables.close()


def _payloads(value: bytes) -> Iterator[bytes]:
    """Give what signed documents in it say (RFC 7515: base64url without padding)."""
    for text in _PAYLOAD.findall(value):
        try:
            yield base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
        except binascii.Error:
            continue


def _files(value: bytes) -> Iterator[tuple[str, str, int, str]]:
    """Give digest, code, size and media type of every material and rendering that lies in the store."""
    try:
        top = orjson.loads(value)
    except orjson.JSONDecodeError:
        return
    for node in _objects(top):
        digest, size, media_type = (node.get(name) for name in ("digest", "size", "media_type"))
        code = node.get("code", RENDERING)
        if isinstance(digest, str) and isinstance(code, str) and isinstance(size, int) and isinstance(media_type, str):
            yield digest, code, size, media_type


def _objects(top: Any) -> Iterable[dict[str, Any]]:
    left = [top]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            yield node
            left.extend(node.values())
        elif isinstance(node, list):
            left.extend(node)
