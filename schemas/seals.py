"""Seals: once an hour the hub signs how far each partition of ``facts`` reaches and what is in it.

A chain shows what was changed or taken out in its middle; a seal shows also what was cut off at its end, a chain that
was written anew, and a whole aggregate that is gone. Each seal covers the one before it.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from schemas.times import Moment
from schemas.values import Code, Value

SIGNATURE: Final = "hub_signature"
"""Header, on seals: Ed25519 (RFC 8032) over the value as it stands, base64."""


class LogSealed(Value):
    """What the log holds up to an hour. Digests are texts as in schemas.chain."""

    ce_type: ClassVar[str] = "cn.tongban.log.sealed.v1"
    topic: Literal["facts"] = "facts"
    partition: Annotated[int, Field(ge=0)]
    number: Annotated[int, Field(ge=1)]
    """Of the seal in its partition, from 1."""
    hour: Moment
    """The hour that had ended when it was made: nothing appended before it is missing in the seals up to this one."""
    start: Annotated[int, Field(ge=0)]
    """First offset that it covers: the ``end`` of the seal before."""
    end: Annotated[int, Field(ge=0)]
    """Offset after the last that it covers."""
    facts: Annotated[int, Field(ge=0)]
    """Records between the two."""
    digest: str
    """Over a line for each of them, in order of offsets: subject, number, digest, parted by blanks, and a line feed."""
    before: str
    """Digest of the value of the seal before; empty on the first."""
    key: Code
    """Which key signed: the first 16 hex digits of the SHA-256 of the public one."""


def line_of(subject: bytes, number: bytes, digest: bytes) -> bytes:
    """Give the line of one fact that a seal's digest covers."""
    return b"%s %s %s\n" % (subject, number, digest)
