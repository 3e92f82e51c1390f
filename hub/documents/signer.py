"""The signer: which of an issuer's keys sign a document, behind a port that an HSM may take the place of.

Of each algorithm the youngest key signs that is in use on the day of issue; while algorithms change over, an issuer
has keys of both, and its documents carry two signatures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Protocol

from hub.documents.keys import KeyStore, KeyStoreError
from hub.documents.token import TokenError, make_token
from hub.signatures.jws import DOCUMENT_TYPE, encoded
from hub.signatures.payload import payload_of
from schemas.documents import Algorithm, Document, Signature
from schemas.reference import IssuerKey
from schemas.times import in_china

PublicKeys = Callable[[str, date], Sequence[IssuerKey]]
"""From a unit and a day to its published keys, the youngest first (Reference.keys_of)."""


class MissingKeyError(Exception):
    """The issuer has no key that could sign on that day: its documents wait until it has."""

    def __init__(self, unit: str, why: str) -> None:
        """Keep the unit beside the words."""
        super().__init__(f"{unit}: {why}")
        self.unit = unit


class Signer(Protocol):
    """Signs documents. With PKCS#11 the private keys stay in the HSM: this port is all that the hub needs of it."""

    def sign(self, document: Document) -> tuple[Signature, ...]:
        """Sign what stands in the document. Raises MissingKeyError, CanonicalError."""

    def token(self, document: Document) -> str | None:
        """Make the token of its QR code; None where its codes alone are too long. Raises as ``sign``."""


class KeySigner:
    """Implements Signer with a key store and the published rows."""

    def __init__(self, store: KeyStore, keys: PublicKeys) -> None:
        """A key signs only once its public row is known: what nobody could verify is worth nothing."""
        self._store = store
        self._keys = keys

    def sign(self, document: Document) -> tuple[Signature, ...]:
        """Sign with the youngest key of each algorithm."""
        youngest = signing_keys(self._keys, document.issuer.unit, document.issued_at)
        payload = encoded(payload_of(document))
        try:
            return tuple(self._store.sign(key.code, payload, DOCUMENT_TYPE) for key in youngest)
        except KeyStoreError as error:
            raise MissingKeyError(document.issuer.unit, str(error)) from error

    def token(self, document: Document) -> str | None:
        """Make the token with the youngest of all; what SM2 signs is named by its SM3."""
        key = signing_keys(self._keys, document.issuer.unit, document.issued_at)[0]
        try:
            return make_token(document, self._store, key.code, "sm3" if key.algorithm == "SM2-SM3" else "sha256")
        except TokenError:
            return None
        except KeyStoreError as error:
            raise MissingKeyError(document.issuer.unit, str(error)) from error


def signing_keys(keys: PublicKeys, unit: str, at: datetime) -> tuple[IssuerKey, ...]:
    """Give a unit's youngest key of each algorithm that is in use at a moment, the youngest of all first.

    Raises MissingKeyError.
    """
    day = in_china(at).date()
    youngest: dict[Algorithm, IssuerKey] = {}
    for key in keys(unit, day):
        if key.is_sound_at(at):
            youngest.setdefault(key.algorithm, key)
    if not youngest:
        raise MissingKeyError(unit, f"no public key is in use on {day}")
    return tuple(youngest.values())
