"""Signing a document: its canonical bytes, once per key."""

from __future__ import annotations

from collections.abc import Sequence

from hub.documents.keys import KeyStore
from hub.signatures.jws import DOCUMENT_TYPE, encoded
from hub.signatures.payload import payload_of
from schemas.documents import Document, SignedDocument


def sign(document: Document, store: KeyStore, keys: Sequence[str]) -> SignedDocument:
    """Sign with each of the named keys (two while algorithms change over). Raises KeyStoreError, CanonicalError."""
    payload = encoded(payload_of(document))
    return SignedDocument(payload=payload, signatures=tuple(store.sign(name, payload, DOCUMENT_TYPE) for name in keys))
