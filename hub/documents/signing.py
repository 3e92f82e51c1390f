"""Signing a document: its canonical bytes, once per key."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from hub.documents.canonical import canonical
from hub.documents.jws import DOCUMENT_TYPE, encoded
from hub.documents.keys import KeyStore
from schemas.documents import Document, SignedDocument
from schemas.values import encode


def payload_of(document: Document) -> bytes:
    """Give the bytes that are signed: the document's JSON in canonical form (RFC 8785).

    Raises CanonicalError where its content has a fraction or a number beyond 53 bits.
    """
    return canonical(orjson.loads(encode(document)))


def sign(document: Document, store: KeyStore, keys: Sequence[str]) -> SignedDocument:
    """Sign with each of the named keys (two while algorithms change over). Raises KeyStoreError, CanonicalError."""
    payload = encoded(payload_of(document))
    return SignedDocument(payload=payload, signatures=tuple(store.sign(name, payload, DOCUMENT_TYPE) for name in keys))
