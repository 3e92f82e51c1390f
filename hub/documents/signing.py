"""Signing a document: its canonical bytes, once per key."""

from __future__ import annotations

from collections.abc import Sequence

from hub.documents.keys import KeyStore
from hub.signatures.jws import DOCUMENT_TYPE, encoded
from hub.signatures.payload import payload_of
from schemas.chain import Algorithm, digest
from schemas.documents import Document, Rendering, SignedDocument


def sign(document: Document, store: KeyStore, keys: Sequence[str]) -> SignedDocument:
    """Sign with each of the named keys (two while algorithms change over). Raises KeyStoreError, CanonicalError."""
    payload = encoded(payload_of(document))
    return SignedDocument(payload=payload, signatures=tuple(store.sign(name, payload, DOCUMENT_TYPE) for name in keys))


def rendering_of(file: bytes, media_type: str, digest_by: Algorithm = "sha256") -> Rendering:
    """Name a file that shows the document, such as a sealed OFD or PDF, so that the signature covers its digest.

    It goes into ``Document.renderings`` before signing. Our own page with the QR code can't be among them: its code
    holds the digest of the very payload that would name it.
    """
    text = digest(digest_by, file)
    return Rendering(digest=text if digest_by == "sm3" else f"sha256:{text}", media_type=media_type, size=len(file))
