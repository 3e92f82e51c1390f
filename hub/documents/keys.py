"""The key store: private keys in files that only their owner may read, and the rows that tell the public ones.

Whoever keeps keys in an HSM (PKCS#11) implements ``KeyStore`` with its own ``sign``; no private key then leaves it.

    <folder>/<name>.key     one line of JSON: name, unit, algorithm, private and public key (base64url); mode 0600
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final, Protocol

import orjson

from hub.private_files import make_once
from hub.signatures.algorithms import ALGORITHMS
from hub.signatures.jws import SigningKey, decoded, encoded, signed
from schemas.documents import Algorithm, Signature
from schemas.reference import IssuerKey

_OTHERS: Final = 0o077
EARLIEST: Final = date(2020, 1, 1)
"""Of keys made before their files said since when."""


class KeyStoreError(Exception):
    """A key can't be had, or is not kept as a secret; the message says what to do."""


class KeyStore(Protocol):
    """Signs with keys that it does not give away."""

    def sign(self, name: str, payload: str, kind: str) -> Signature:
        """Sign an encoded payload with a key. Raises KeyStoreError."""


class FileKeyStore:
    """Implements KeyStore in a folder."""

    def __init__(self, folder: Path) -> None:
        """The folder is made with the first key."""
        self._folder = folder

    def sign(self, name: str, payload: str, kind: str) -> Signature:
        """Sign. Raises KeyStoreError: no such key, or others may read it."""
        return signed(payload, self._read(self._path(name)), kind)

    def make(self, name: str, unit: str, algorithm: Algorithm, valid_from: date) -> IssuerKey:
        """Make a new key; give the row that publishes it. Raises KeyStoreError where the name is taken."""
        pair = ALGORITHMS[algorithm].make()
        said = {"name": name, "unit": unit, "algorithm": algorithm, "valid_from": str(valid_from)}
        line = orjson.dumps(said | {"private": encoded(pair.private), "public": encoded(pair.public)})
        # a province makes more than a thousand at its first start, and one that is lost is replaced by a new one
        if not make_once(self._path(name), line + b"\n", synced=False):
            raise KeyStoreError(f"there is a key {name} already: a new key gets a new name")
        return IssuerKey(code=name, unit=unit, algorithm=algorithm, public=encoded(pair.public), valid_from=valid_from)

    def public(self, name: str) -> IssuerKey:
        """Give the row that publishes a key that was made before. Raises KeyStoreError."""
        key, fields = self._read(self._path(name)), orjson.loads(self._path(name).read_bytes())
        valid_from = date.fromisoformat(fields.get("valid_from", str(EARLIEST)))
        return IssuerKey(
            code=name, unit=key.unit, algorithm=key.algorithm, public=encoded(key.public), valid_from=valid_from
        )

    def _path(self, name: str) -> Path:
        if not name or not all(letter.isalnum() or letter in "-_." for letter in name) or name.startswith("."):
            raise KeyStoreError(f"a key's name has letters, digits, - _ and . only, not {name[:64]!r}")
        return self._folder / f"{name}.key"

    def _read(self, path: Path) -> SigningKey:
        try:
            if path.stat().st_mode & _OTHERS:
                raise KeyStoreError(f"others may read {path}: chmod 600 it, and think of it as compromised")
            fields = orjson.loads(path.read_bytes())
            return SigningKey(
                fields["name"], fields["unit"], fields["algorithm"], decoded(fields["private"]),
                decoded(fields["public"]),
            )  # fmt: skip
        except FileNotFoundError:
            raise KeyStoreError(f"there is no key {path.stem}") from None
        except (KeyError, ValueError) as error:
            raise KeyStoreError(f"{path} is no key file: {type(error).__name__}") from error
