"""What the store may let go: uploads that no case names, attachments of cases that ended long ago or were erased.

Never one that a case still refers to. The order within one removal: the note, the manifest, the parts, so that a crash
leaves something that the next sweep takes for unfinished.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from hub.attachments.manifest import Removal, read
from hub.attachments.names import MANIFEST, QUARANTINE, ROOT, VERDICT, digest_in, folder_of, quarantine_of, removal_of
from schemas.times import to_milliseconds
from schemas.values import encode

if TYPE_CHECKING:
    from hub.attachments.places import Place
    from hub.attachments.references import References
    from hub.attachments.storing import Attachments

Why = Literal["orphan", "unfinished", "expired", "erased", "quarantined"]


class Terms(NamedTuple):
    """How long what stays."""

    orphans: timedelta
    """What no case names, unfinished uploads, and the bytes of what is in quarantine; since it was last handed in."""
    retention: timedelta | None
    """After the last word on a case that is over; None: for ever."""


class Found(NamedTuple):
    """One attachment as it lies there."""

    digest: str
    bytes: int
    parts: int
    newest: datetime
    is_whole: bool
    """Its manifest is there."""


class Removable(NamedTuple):
    """One that may go."""

    found: Found
    why: Why


@dataclass
class Swept:
    """What a sweep saw and did."""

    stored: int = 0
    stored_bytes: int = 0
    referred: int = 0
    counts: dict[Why, int] = field(default_factory=dict)
    bytes: int = 0
    """Of what may go, or went."""


def listed(place: Place, under: str = ROOT) -> Iterator[Found]:
    """Give every attachment of the store, by digest; on disk meanwhile, since stores list in no order."""
    with _table() as table:
        for entry in place.listed(under):
            digest = digest_in(entry.path)
            if digest is not None:
                is_manifest = entry.path.endswith(f"/{MANIFEST}")
                row = (digest, entry.size, "/part-" in entry.path, entry.modified.timestamp(), is_manifest)
                table.execute(_NOTE, row)
        for digest, size, parts, newest, is_whole in table.execute("SELECT * FROM found ORDER BY digest"):
            yield Found(digest, size, parts, datetime.fromtimestamp(newest).astimezone(), bool(is_whole))


def sweep(
    attachments: Attachments,
    references: References,
    terms: Terms,
    now: datetime,
    *,
    remove: bool,
    told: Callable[[Removable], None] = lambda _: None,
) -> Swept:
    """Say what may go (and let it go). ``told`` hears each. Raises NotAllowed, Unreachable."""
    place, swept = attachments.place, Swept()
    for found in listed(place):
        swept.stored += 1
        swept.stored_bytes += found.bytes
        is_referred = references.is_referred(found.digest)
        swept.referred += is_referred
        why = _why(found, is_referred, references, terms, now)
        if why is not None:
            _count(swept, Removable(found, why), told)
            if remove:
                _remove(place, found, _note(found, why, terms, now), now)
    for found in listed(place, QUARANTINE):
        if found.parts and found.newest < now - terms.orphans:
            _count(swept, Removable(found, "quarantined"), told)
            if remove:
                _empty_quarantine(place, found.digest)
    return swept


def removal_of_retention(place: Place, digest: str) -> Removal | None:
    """Give the note that it was removed; None where there is none."""
    data = place.text(removal_of(digest))
    return read(Removal, data) if data is not None else None


def _why(found: Found, is_referred: bool, references: References, terms: Terms, now: datetime) -> Why | None:  # noqa: FBT001
    if not is_referred:
        if found.newest >= now - terms.orphans:
            return None
        return "orphan" if found.is_whole else "unfinished"
    if found.newest >= now - terms.orphans:
        # handed in again lately: a case may be under way that is in no fact yet
        return None
    if references.is_erased(found.digest):
        return "erased"
    if terms.retention is None or references.is_kept(found.digest, to_milliseconds(now - terms.retention)):
        return None
    return "expired"


def _note(found: Found, why: Why, terms: Terms, now: datetime) -> Removal | None:
    """Give what is left of it in the store; of what no case named nothing is."""
    if why == "expired" and terms.retention is not None:
        ended_before = to_milliseconds(now - terms.retention)
        return Removal(digest=found.digest, size=found.bytes, at=now, ended_before=ended_before)
    return Removal(digest=found.digest, size=found.bytes, at=now) if why == "erased" else None


def _remove(place: Place, found: Found, note: Removal | None, now: datetime) -> None:
    folder = folder_of(found.digest)
    entries = list(place.listed(folder))
    if max((entry.modified for entry in entries), default=now) > found.newest + timedelta(seconds=1):
        # handed in again since it was listed
        return
    if note is not None:
        place.put(removal_of(found.digest), encode(note))
    place.delete(f"{folder}/{MANIFEST}")
    place.clear(folder)


def _empty_quarantine(place: Place, digest: str) -> None:
    """Remove the bytes; what the scanner said stays."""
    for entry in list(place.listed(quarantine_of(digest))):
        if not entry.path.endswith(f"/{VERDICT}"):
            place.delete(entry.path)


def _count(swept: Swept, removable: Removable, told: Callable[[Removable], None]) -> None:
    swept.counts[removable.why] = swept.counts.get(removable.why, 0) + 1
    swept.bytes += removable.found.bytes
    told(removable)


_NOTE: Final = """
INSERT INTO found VALUES (?, ?, ?, ?, ?) ON CONFLICT (digest) DO UPDATE SET
    bytes = bytes + excluded.bytes, parts = parts + excluded.parts,
    newest = max(newest, excluded.newest), whole = max(whole, excluded.whole)
"""


@contextmanager
def _table() -> Iterator[sqlite3.Connection]:
    with TemporaryDirectory(prefix="hub-attachments-") as folder:
        table = sqlite3.connect(Path(folder) / "found.sqlite", isolation_level=None)
        try:
            table.executescript(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE found (digest TEXT PRIMARY KEY,"
                " bytes INTEGER, parts INTEGER, newest REAL, whole INTEGER) WITHOUT ROWID;"
            )
            yield table
        finally:
            table.close()
