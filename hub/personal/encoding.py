"""Bytes as text: base64url without padding (RFC 4648, section 5)."""

from __future__ import annotations

import base64


def encoded(data: bytes) -> str:
    """Give the text."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Give the bytes. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
