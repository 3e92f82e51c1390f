"""The status list: which documents are not, or no longer, valid; signed, numbered, and as of when.

Like the W3C Bitstring Status List it is one small file for all documents, so that who asks for it does not tell what
he wants to know. Ours lists the exceptions, nine bytes each (eight of SHA-256 of the identifier, one of the state),
sorted and deflated: of a million documents with one in a hundred not valid some 90 kB. It is published each hour and
with each revocation; a list that is older than it says it may be proves nothing.
"""

from __future__ import annotations

import hashlib
import zlib
from bisect import bisect_left
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final, NamedTuple

import orjson
from pydantic import Field

from hub.documents.keys import KeyStore
from hub.signatures.canonical import CanonicalError, canonical, read_canonical
from hub.signatures.jws import STATUS_TYPE, JwsError, compact, decoded, encoded, parted
from schemas.documents import LICENCE_STATES, LicenceState, Signature
from schemas.reading import BodyError, read
from schemas.times import Moment
from schemas.values import Code, Value, encode

_HASH: Final = 8
_ENTRY: Final = _HASH + 1
MOST_BYTES: Final = 64_000_000
"""Of an inflated list: seven million exceptions; more is a bomb."""
_CODES: Final = tuple(LICENCE_STATES)
"""A state's place here is its byte in a list."""


class _Body(Value):
    """What is signed."""

    publisher: Code
    number: Annotated[int, Field(ge=0)]
    published_at: Moment
    next_by: Moment
    exceptions: str


class StatusList(NamedTuple):
    """A list as it was read; whether its signature holds is the verifier's to say."""

    publisher: str
    number: int
    """Grows by one with each list: a smaller one than was seen before has been rolled back."""
    published_at: datetime
    next_by: datetime
    """When the next one is published at the latest: past it this one is stale."""
    entries: bytes
    payload: str
    signature: Signature

    def state_of(self, identifier: str) -> LicenceState:
        """Give the state of a document by its identifier; what is not listed is valid."""
        key = _key(identifier)
        place = bisect_left(range(len(self.entries) // _ENTRY), key, key=self._at)
        if place * _ENTRY < len(self.entries) and self._at(place) == key:
            return _CODES[self.entries[place * _ENTRY + _HASH]]
        return "01"

    def _at(self, place: int) -> bytes:
        return self.entries[place * _ENTRY : place * _ENTRY + _HASH]


class Issue(NamedTuple):
    """Which list this is: whose, its number, from when, until when it may be relied on."""

    publisher: str
    number: int
    published_at: datetime
    next_by: datetime


def publish(exceptions: Mapping[str, LicenceState], issue: Issue, store: KeyStore, key: str) -> str:
    """Make the compact token of a list: states of documents that are not valid, by identifier. Raises KeyStoreError."""
    body = _Body(
        publisher=issue.publisher,
        number=issue.number,
        published_at=issue.published_at,
        next_by=issue.next_by,
        exceptions=encoded(zlib.compress(packed(exceptions), 9)),
    )
    payload = encoded(canonical(orjson.loads(encode(body))))
    return compact(payload, store.sign(key, payload, STATUS_TYPE))


def packed(exceptions: Mapping[str, LicenceState]) -> bytes:
    """Give the entries of a list, sorted: equal states give equal bytes."""
    return b"".join(sorted(_key(name) + bytes([_CODES.index(state)]) for name, state in exceptions.items()))


def read_status(token: str) -> StatusList:
    """Read a list; its signature is not looked at yet. Raises JwsError."""
    payload, signature = parted(token.strip())
    try:
        data = decoded(payload)
        read_canonical(data)
        body = read(_Body, data)
        entries = _inflated(decoded(body.exceptions))
    except (BodyError, CanonicalError, zlib.error) as error:
        raise JwsError(f"this is no status list: {error}") from error
    return StatusList(body.publisher, body.number, body.published_at, body.next_by, entries, payload, signature)


def _inflated(data: bytes) -> bytes:
    inflating = zlib.decompressobj()
    entries = inflating.decompress(data, MOST_BYTES)
    if (
        inflating.unconsumed_tail
        or len(entries) % _ENTRY
        or any(code >= len(_CODES) for code in entries[_HASH::_ENTRY])
    ):
        raise JwsError("the list of exceptions is too long or damaged")
    return entries


def _key(identifier: str) -> bytes:
    return hashlib.sha256(identifier.encode()).digest()[:_HASH]
