"""Whether two texts name the same thing, however they are written."""

from __future__ import annotations

import hashlib
import unicodedata


def digest_of(text: str) -> str:
    """Give the digest of a name, written wide or narrow, with spaces or without."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return hashlib.sha256(plain.encode()).hexdigest()[:32]
