"""The key that seals the log: Ed25519 (RFC 8032). The private one is a file of the leader's machine, mode 0600.

Workers that may become the leader share the file. Auditors need the public one only: a line of base64 beside it
(``.pub``). A seal names its key, so several may be trusted at a time: that is the place of a rotation.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from hub.private_files import make_once

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

PUBLIC: Final = ".pub"
_ID: Final = 16
_OTHERS: Final = 0o077


class SealKeyError(ValueError):
    """A key file that can't be used; the text says why."""


class SealingKey:
    """Signs; hides itself in logs."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key()
        self.id = id_of(self.public)

    def __repr__(self) -> str:
        return f"SealingKey({self.id})"

    def sign(self, data: bytes) -> bytes:
        """Give the signature, base64."""
        return base64.b64encode(self._private.sign(data))


def sealing_key(path: Path) -> SealingKey:
    """Read the key; make it, and the public one beside it, where there is none. Raises SealKeyError."""
    if not path.exists():
        _make(path)
    if path.stat().st_mode & _OTHERS:
        raise SealKeyError(f"{path} may be read by others: chmod 600")
    private = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise SealKeyError(f"{path} holds no Ed25519 key")
    key = SealingKey(private)
    beside = path.with_suffix(PUBLIC)
    if not beside.exists():
        beside.write_text(public_text(key.public) + "\n")
    return key


def public_text(public: Ed25519PublicKey) -> str:
    """Give a public key as a line of base64."""
    return base64.b64encode(public.public_bytes_raw()).decode()


def id_of(public: Ed25519PublicKey) -> str:
    """Give the name by which seals tell their key."""
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:_ID]


def trusted(texts: Iterable[str]) -> dict[str, Ed25519PublicKey]:
    """Read public keys, each a line of base64; give them by their names. Raises SealKeyError."""
    try:
        keys = [Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True)) for text in texts]
    except (ValueError, binascii.Error) as error:
        raise SealKeyError(f"no Ed25519 public key in base64: {error}") from None
    return {id_of(key): key for key in keys}


def kept_public(folder: Path) -> list[str]:
    """Give the public keys that are kept in a folder."""
    return [path.read_text().strip() for path in sorted(folder.glob(f"*{PUBLIC}"))]


def is_signed(data: bytes, signature: bytes, key: str, by: Mapping[str, Ed25519PublicKey]) -> bool:
    """Tell whether the trusted key of that name signed the data. Raises KeyError for a key that is not trusted."""
    try:
        by[key].verify(base64.b64decode(signature, validate=True), data)
    except (InvalidSignature, binascii.Error):
        return False
    return True


def _make(path: Path) -> None:
    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    make_once(path, text)
