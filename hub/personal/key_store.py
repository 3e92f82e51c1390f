"""The store of key-encryption keys: one file, for its owner only, the same at every worker.

Data keys, one for each person in each case, are never in it: they travel wrapped (encrypted) by the newest
key-encryption key, and are made of a seed that came with the command and of the store's derivation secret. The file:

    {"derivation":"<base64url>","keys":[{"name":"1","made_on":"2026-11-26","secret":"<base64url>"},…]}

Rotation adds a key; wrapped ones are wrapped anew (hub/personal/rotation.py), and then the old key is dropped. Whoever
keeps the keys in an HSM (PKCS#11) implements ``KeyStore`` with its own three calls; no secret then leaves it.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import date
from pathlib import Path
from typing import Any, Final, Protocol

import orjson

from hub.personal.ciphers import KEY_BYTES, AlteredError, Sealer, sealer
from hub.personal.encoding import decoded, encoded
from hub.private_files import make_once, put_in_place
from schemas.personal import Suite

_OTHERS: Final = 0o077


class KeyStoreError(Exception):
    """The store can't be used; the message says why and what to do."""


class KeyLostError(KeyStoreError):
    """A wrapped key names a key-encryption key that this store does not have."""


class KeyStore(Protocol):
    """Wraps data keys with keys that it does not give away."""

    def wrap(self, key: bytes) -> str:
        """Wrap a data key with the newest key: ``<suite>.<name>.<base64url>``, the same each time."""

    def unwrap(self, wrapped: str) -> bytes:
        """Give a data key. Raises KeyLostError, KeyStoreError."""

    def derive(self, seed: bytes, about: bytes) -> bytes:
        """Make a data key: HMAC-SHA-256 under the derivation secret, the same each time."""


class FileKeyStore:
    """Implements KeyStore in a file."""

    def __init__(self, path: Path, suite: Suite = "aes") -> None:
        """Read it. ``suite`` wraps from now on. Raises KeyStoreError: none there, others may read it, not ours."""
        self.path = path
        self._suite = suite
        said = _read(path)
        try:
            self._derivation = decoded(said["derivation"])
            self._keys: list[dict[str, Any]] = said["keys"]
            self._sealers: dict[tuple[str, str], Sealer] = {
                (kind, one["name"]): sealer(kind, decoded(one["secret"])) for kind in _SUITES for one in self._keys
            }
            self._newest = self._keys[-1]["name"]
        except (KeyError, ValueError, IndexError, TypeError) as error:
            raise KeyStoreError(f"{path} is no store of key-encryption keys: {type(error).__name__}") from error

    @property
    def newest(self) -> str:
        """Name of the key that wraps."""
        return str(self._newest)

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Names of all keys, each with the day it was made, the oldest first."""
        return tuple((one["name"], one["made_on"]) for one in self._keys)

    def wrap(self, key: bytes) -> str:
        """Wrap a data key with the newest key."""
        sealed = self._sealers[self._suite, self._newest].seal(key)
        return f"{self._suite}.{self._newest}.{encoded(sealed)}"

    def unwrap(self, wrapped: str) -> bytes:
        """Give a data key. Raises KeyLostError, KeyStoreError."""
        suite, _, rest = wrapped.partition(".")
        name, _, sealed = rest.partition(".")
        at_work = self._sealers.get((suite, name))
        if at_work is None:
            raise KeyLostError(f"{self.path} has no key-encryption key {name[:20]!r}: is it the store of this hub?")
        try:
            return at_work.open(decoded(sealed))
        except (AlteredError, ValueError):
            raise KeyStoreError(f"a data key does not open with key-encryption key {name}: altered") from None

    def derive(self, seed: bytes, about: bytes) -> bytes:
        """Make a data key of 32 bytes."""
        return hmac.digest(self._derivation, seed + b"|" + about, "sha256")

    def is_wrapped_by_newest(self, wrapped: str) -> bool:
        """Tell whether a rotation has already passed here."""
        return wrapped.startswith(f"{self._suite}.{self._newest}.")


def make_store(path: Path, today: date) -> None:
    """Make a store with one key, where there is none; two processes asking at once get the same one."""
    if path.exists():
        return
    first = {"name": "1", "made_on": today.isoformat(), "secret": encoded(secrets.token_bytes(KEY_BYTES))}
    said = {"derivation": encoded(secrets.token_bytes(KEY_BYTES)), "keys": [first]}
    make_once(path, _text(said))


def add_key(path: Path, today: date) -> str:
    """Add a key-encryption key, which wraps from now on; give its name. Raises KeyStoreError."""
    said = _read(path)
    name = str(int(said["keys"][-1]["name"]) + 1)
    key = {"name": name, "made_on": today.isoformat(), "secret": encoded(secrets.token_bytes(KEY_BYTES))}
    put_in_place(path, _text({**said, "keys": [*said["keys"], key]}))
    return name


def drop_keys(path: Path) -> tuple[str, ...]:
    """Drop all keys but the newest: whatever they still wrap anywhere, in any backup, is lost. Give their names."""
    said = _read(path)
    *old, newest = said["keys"]
    put_in_place(path, _text({**said, "keys": [newest]}))
    return tuple(one["name"] for one in old)


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_mode & _OTHERS:
            raise KeyStoreError(f"others may read {path}: chmod 600 it, and rotate its keys")
        said: dict[str, Any] = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        raise KeyStoreError(f"there is no {path}: copy the store of this hub there, or make one") from None
    except orjson.JSONDecodeError:
        raise KeyStoreError(f"{path} is no store of key-encryption keys") from None
    return said


def _text(said: dict[str, Any]) -> bytes:
    return orjson.dumps(said) + b"\n"


_SUITES: Final[tuple[Suite, ...]] = ("aes", "sm4")
