"""The chain of facts, published: each digest covers the one before, so whoever holds the log can check it.

    digest = H(text of the digest before + ce_type + value), all UTF-8; before the first fact: the empty text

H is SHA-256, and then the text is 64 hex digits; or SM3 (GB/T 32905), and then it is ``sm3:`` and 64 hex digits. Every
digest thus says by which rule it was made, and a log whose hub went over from one to the other verifies throughout.
"""

from __future__ import annotations

import hashlib
from typing import Final, Literal

Algorithm = Literal["sha256", "sm3"]

SM3: Final = "sm3:"
"""Prefix of the text of an SM3 digest."""


def link_digest(algorithm: Algorithm, before: str, ce_type: str, value: bytes) -> str:
    """Give the digest of the fact that follows ``before``."""
    return digest(algorithm, before.encode() + ce_type.encode() + value)


def digest(algorithm: Algorithm, data: bytes) -> str:
    """Give the text of a digest."""
    if algorithm == "sha256":
        return hashlib.sha256(data).hexdigest()
    whole = Digesting(algorithm)
    whole.update(data)
    return whole.text()


def algorithm_of(text: str) -> Algorithm:
    """Tell by which rule a digest was made."""
    return "sm3" if text.startswith(SM3) else "sha256"


class Digesting:
    """A digest of what comes bit by bit."""

    def __init__(self, algorithm: Algorithm) -> None:
        # late: a hub on SHA-256 need not wait for OpenSSL (and Python's own may be built without SM3)
        from cryptography.hazmat.primitives import hashes  # noqa: PLC0415

        self._prefix = SM3 if algorithm == "sm3" else ""
        self._hash = hashes.Hash(hashes.SM3() if algorithm == "sm3" else hashes.SHA256())

    def update(self, data: bytes) -> None:
        """Take more."""
        self._hash.update(data)

    def text(self) -> str:
        """Give the text of the digest; nothing may follow."""
        return self._prefix + self._hash.finalize().hex()
