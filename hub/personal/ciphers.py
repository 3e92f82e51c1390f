"""Two ciphers that are deterministic and authenticated: the same key and bytes give the same sealed bytes.

Equal bytes under one key are seen to be equal, and nothing else leaks: that is what deterministic encryption promises
(Rogaway and Shrimpton, *Deterministic Authenticated-Encryption*, 2006), and here a key is one person's in one case.

    aes   AES-256-GCM-SIV (RFC 8452) with the nonce of twelve zero bytes
    sm4   V = the first 16 bytes of HMAC-SM3(K1, plain text); sealed = V ‖ SM4-CTR(K2, initial counter V, plain text)
          K1 = HMAC-SM3(key, "SM4-SIV mac"), K2 = the first 16 bytes of HMAC-SM3(key, "SM4-SIV cipher")

The second is the construction SIV of the same paper, as RFC 5297 makes it of AES, with SM3 (GB/T 32905) as the
pseudorandom function and SM4 (GB/T 32907) as the block cipher. No standard names it: whoever opens such parts
elsewhere builds it from these two lines.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hmac import HMAC

from schemas.personal import Suite

KEY_BYTES: Final = 32
_NONCE: Final = bytes(12)
_VECTOR: Final = 16
_SHORTEST: Final = 16


class AlteredError(ValueError):
    """Sealed bytes were altered, or belong to another key."""


class Sealer(Protocol):
    """One key at work."""

    def seal(self, plain: bytes) -> bytes:
        """Give the sealed bytes, 16 longer."""

    def open(self, sealed: bytes) -> bytes:
        """Give the plain bytes. Raises AlteredError."""


class AesSealer:
    """AES-256-GCM-SIV."""

    def __init__(self, key: bytes) -> None:
        """``key``: 32 bytes."""
        self._cipher = AESGCMSIV(key)

    def seal(self, plain: bytes) -> bytes:
        """Give ciphertext and tag."""
        return self._cipher.encrypt(_NONCE, plain, None)

    def open(self, sealed: bytes) -> bytes:
        """Give the plain bytes. Raises AlteredError."""
        if len(sealed) <= _SHORTEST:
            raise AlteredError("too short")
        try:
            return self._cipher.decrypt(_NONCE, sealed, None)
        except InvalidTag:
            raise AlteredError("sealed bytes were altered, or belong to another key") from None


class Sm4Sealer:
    """SM4-CTR under a synthetic vector of HMAC-SM3."""

    def __init__(self, key: bytes) -> None:
        """``key``: 32 bytes."""
        self._mac_key = _hmac_sm3(key, b"SM4-SIV mac")
        self._cipher_key = _hmac_sm3(key, b"SM4-SIV cipher")[:_VECTOR]

    def seal(self, plain: bytes) -> bytes:
        """Give the vector and the ciphertext."""
        vector = _hmac_sm3(self._mac_key, plain)[:_VECTOR]
        return vector + self._counter(vector, plain)

    def open(self, sealed: bytes) -> bytes:
        """Give the plain bytes. Raises AlteredError."""
        vector, rest = sealed[:_VECTOR], sealed[_VECTOR:]
        plain = self._counter(vector, rest) if rest else b""
        if not rest or not hmac.compare_digest(vector, _hmac_sm3(self._mac_key, plain)[:_VECTOR]):
            raise AlteredError("sealed bytes were altered, or belong to another key")
        return plain

    def _counter(self, vector: bytes, data: bytes) -> bytes:
        cipher = Cipher(algorithms.SM4(self._cipher_key), modes.CTR(vector)).encryptor()
        return cipher.update(data) + cipher.finalize()


def sealer(suite: Suite, key: bytes) -> Sealer:
    """Put a key to work."""
    return _SEALERS[suite](key)


def _hmac_sm3(key: bytes, data: bytes) -> bytes:
    made = HMAC(key, hashes.SM3())
    made.update(data)
    return made.finalize()


_SEALERS: Final[Mapping[Suite, Callable[[bytes], Sealer]]] = {"aes": AesSealer, "sm4": Sm4Sealer}
