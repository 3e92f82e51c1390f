"""What is signed of a document."""

from __future__ import annotations

import orjson

from hub.signatures.canonical import canonical
from hub.signatures.jws import encoded
from schemas.chain import SM3, digest
from schemas.documents import Document
from schemas.values import encode


def payload_of(document: Document) -> bytes:
    """Give the bytes that are signed: the document's JSON in canonical form (RFC 8785).

    Raises CanonicalError where its content has a fraction or a number beyond 53 bits.
    """
    return canonical(orjson.loads(encode(document)))


def compact_digest(payload: bytes, algorithm: str) -> str:
    """Give the digest by which a token names the payload it stands for: ``sha256:`` or ``sm3:``, then base64url."""
    text = digest("sm3" if algorithm == "sm3" else "sha256", payload).removeprefix(SM3)
    return f"{algorithm}:{encoded(bytes.fromhex(text))}"
