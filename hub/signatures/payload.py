"""What is signed of a document."""

from __future__ import annotations

import orjson

from hub.signatures.canonical import canonical
from schemas.documents import Document
from schemas.values import encode


def payload_of(document: Document) -> bytes:
    """Give the bytes that are signed: the document's JSON in canonical form (RFC 8785).

    Raises CanonicalError where its content has a fraction or a number beyond 53 bits.
    """
    return canonical(orjson.loads(encode(document)))
