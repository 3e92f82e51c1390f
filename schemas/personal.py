"""Sealed personal parts, published: what stands in a fact where something personal was, and how it is found again.

    "personal":{"applicant":{"kind":"person",…}}      becomes      "personal":{"sealed":"aes.1.<base64url>"}

The token names the suite, the key's place among the keys of its aggregate (from 1), and holds what the suite made of
the bytes of the object, braces included. Whatever covers a fact (its digest, the chain, the hourly seals) covers the
sealed bytes, so a log is verified without any key, and goes on to verify when keys have been destroyed.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple

Suite = Literal["aes", "sm4"]
"""AES-256-GCM-SIV (RFC 8452), or SM4-CTR with a synthetic HMAC-SM3 vector: hub/personal/ciphers.py."""

BEGINS: Final = b'"personal":{'
"""Inside a JSON text a quote is escaped, so these bytes are found before an object of that name and nowhere else."""
SEALED: Final = BEGINS + b'"sealed":"'
_NAME: Final = len(BEGINS) - 1


class Token(NamedTuple):
    """A sealed part."""

    suite: Suite
    place: int
    """Of its key among the keys of its aggregate, from 1."""
    sealed: bytes

    def part(self) -> bytes:
        """Give the object that stands in the part's place."""
        text = base64.urlsafe_b64encode(self.sealed).rstrip(b"=")
        return b'{"sealed":"%s.%d.%s"}' % (self.suite.encode(), self.place, text)


class TokenError(ValueError):
    """Something that looks like a sealed part and is none."""


def has_parts(body: bytes) -> bool:
    """Tell whether anything in a JSON text of ours is personal."""
    return BEGINS in body


def token_of(part: bytes) -> Token | None:
    """Read a part's token; None for a part in plain text. Raises TokenError."""
    if not part.startswith(b'{"sealed":"'):
        return None
    found = _TOKEN.fullmatch(part)
    if found is None:
        raise TokenError("a sealed part is no token")
    suite: Suite = "aes" if found[1] == b"aes" else "sm4"
    try:
        text = found[3]
        return Token(suite, int(found[2]), base64.b64decode(text + b"=" * (-len(text) % 4), b"-_", validate=True))
    except binascii.Error:
        raise TokenError("a sealed part is no base64url") from None


def replaced(body: bytes, by: Callable[[bytes], bytes]) -> bytes:
    """Give the text with every outermost personal object replaced; ``by`` is asked in their order."""
    begin = body.find(BEGINS)
    if begin < 0:
        return body
    whole: list[bytes] = []
    before = 0
    while begin >= 0:
        start = begin + _NAME
        end = _end_of(body, start)
        whole += (body[before:start], by(body[start:end]))
        before = end
        begin = body.find(BEGINS, end)
    whole.append(body[before:])
    return b"".join(whole)


def parts_of(body: bytes) -> Iterator[bytes]:
    """Give every outermost personal object, in order."""
    begin = body.find(BEGINS)
    while begin >= 0:
        start = begin + _NAME
        end = _end_of(body, start)
        yield body[start:end]
        begin = body.find(BEGINS, end)


def _end_of(body: bytes, start: int) -> int:
    """Give the place behind the object that begins at ``start``."""
    found = _OBJECT.match(body, start)
    if found:
        return found.end()
    depth = 0
    for mark in _MARKS.finditer(body, start):
        if mark[0] == b"{":
            depth += 1
        elif mark[0] == b"}":
            depth -= 1
            if not depth:
                return mark.end()
    raise ValueError("no JSON: an object does not end")


def _object(depth: int) -> bytes:
    """Give the expression of a JSON object with others inside it, so many levels deep: one match in C."""
    inside = _STRING + (b"|" + _object(depth - 1) if depth else b"")
    return rb'\{[^{}"]*+(?:(?:' + inside + rb')[^{}"]*+)*+\}'


_STRING: Final = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_DEEP: Final = 5
"""Levels of objects that our own personal parts have, and one more; deeper ones are counted through."""
_OBJECT: Final = re.compile(_object(_DEEP), re.DOTALL)
_MARKS: Final = re.compile(rb"[{}]|" + _STRING, re.DOTALL)
_TOKEN: Final = re.compile(rb'\{"sealed":"(aes|sm4)\.([1-9][0-9]{0,5})\.([0-9A-Za-z_-]+)"\}')
