"""A signer for plays: one key pair for all units, since no play is about keys; tests/documents has real stores."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hub.documents import make_token
from hub.domain.reference import Reference
from hub.signatures.jws import DOCUMENT_TYPE, SigningKey, encoded, signed
from hub.signatures.payload import payload_of
from schemas import facts
from schemas.commands import SignDocument
from schemas.documents import Document, Signature, SignedDocument
from schemas.notices import SignatureWanted
from schemas.reference import IssuerKey

_PRIVATE: Final = bytes(range(32))
_PUBLIC: Final = Ed25519PrivateKey.from_private_bytes(_PRIVATE).public_key().public_bytes_raw()
SINCE: Final = date(2020, 1, 1)


def key_rows(known: Reference, on: date) -> Iterator[IssuerKey]:
    """Give every unit a key."""
    public = encoded(_PUBLIC)
    for unit in known.all_units(on):
        yield IssuerKey(code=_name(unit.uscc), unit=unit.uscc, algorithm="Ed25519", public=public, valid_from=SINCE)


class TestSigner:
    """Implements hub.documents.signer.Signer with that one key."""

    __test__ = False

    def sign(self, document: Document) -> tuple[Signature, ...]:
        """Sign as the issuer."""
        return sealed(document).signatures

    def token(self, document: Document) -> str | None:
        """Make the token with the same key."""
        return token_of(document)


def signature_for(fact: facts.DocumentRequested | facts.SignatureAsked | SignatureWanted) -> SignDocument:
    """Answer as the signer does."""
    return SignDocument(ask=fact.ask, signatures=sealed(fact.document).signatures, token=token_of(fact.document))


def sealed(document: Document) -> SignedDocument:
    """Sign a document with its issuer's key."""
    payload = encoded(payload_of(document))
    return SignedDocument(
        payload=payload, signatures=(Store().sign(_name(document.issuer.unit), payload, DOCUMENT_TYPE),)
    )


def token_of(document: Document) -> str:
    """Make the token of a document with its issuer's key."""
    return make_token(document, Store(), _name(document.issuer.unit))


class Store:
    """Implements hub.documents.keys.KeyStore: every name is that one key."""

    def names(self, unit: str) -> tuple[str, ...]:
        """Name the unit's one."""
        return (_name(unit),)

    def sign(self, name: str, payload: str, kind: str) -> Signature:
        """Sign an encoded payload."""
        return signed(payload, SigningKey(name, "", "Ed25519", _PRIVATE, _PUBLIC), kind)


def _name(unit: str) -> str:
    return f"key-{unit}"
