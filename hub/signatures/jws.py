"""JSON Web Signatures (RFC 7515) as documents use them: two algorithms, three header parameters, nothing else.

``alg`` must be one of two names and match its key's; ``none``, HMAC and everything unknown is refused before any key
is looked at. Why this is our own: joserfc lets in no key of another kind than its four, and SM2 is one
(docs/decisions); the tests hold our signatures against it.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final, NamedTuple, cast

import orjson

from hub.signatures.algorithms import ALGORITHMS
from schemas.documents import Algorithm, Signature

DOCUMENT_TYPE: Final = "tongban-document"
STATUS_TYPE: Final = "tongban-status"
TOKEN_TYPE: Final = "tongban-token"  # noqa: S105 - the name of a kind, no secret


class JwsError(ValueError):
    """This is no signature that we let in; the message says why."""


class Protected(NamedTuple):
    """What a protected header says."""

    algorithm: Algorithm
    key: str
    type: str


class SigningKey(NamedTuple):
    """A private key with its name."""

    name: str
    unit: str
    algorithm: Algorithm
    private: bytes
    public: bytes

    def __repr__(self) -> str:
        """Hide what is secret."""
        return f"SigningKey({self.name!r}, {self.algorithm})"


def encoded(data: bytes) -> str:
    """Give base64url without padding (RFC 7515 section 2)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Read base64url; only its one canonical spelling is let in. Raises JwsError."""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise JwsError("not base64url") from error
    if encoded(data) != text:
        raise JwsError("not the canonical spelling of base64url")
    return data


def signed(payload: str, key: SigningKey, kind: str) -> Signature:
    """Sign an encoded payload."""
    header = orjson.dumps({"alg": key.algorithm, "kid": key.name, "typ": kind})
    protected = encoded(header)
    message = f"{protected}.{payload}".encode()
    return Signature(
        protected=protected, signature=encoded(ALGORITHMS[key.algorithm].sign(key.private, key.public, message))
    )


def read_protected(protected: str, kind: str) -> Protected:
    """Read a protected header. Raises JwsError."""
    try:
        header = orjson.loads(decoded(protected))
    except orjson.JSONDecodeError as error:
        raise JwsError("the header is no JSON") from error
    if not isinstance(header, dict) or header.keys() != {"alg", "kid", "typ"}:
        raise JwsError("the header must have alg, kid and typ, and nothing else")
    if header["alg"] not in ALGORITHMS:
        raise JwsError(f"algorithm {str(header['alg'])[:20]!r} is not let in")
    if header["typ"] != kind or not isinstance(header["kid"], str):
        raise JwsError(f"this is no {kind}")
    return Protected(cast("Algorithm", header["alg"]), header["kid"], kind)


def holds(signature: Signature, payload: str, public: bytes, algorithm: Algorithm) -> bool:
    """Tell whether a signature over an encoded payload is right. Raises JwsError where it is no base64url."""
    message = f"{signature.protected}.{payload}".encode()
    return ALGORITHMS[algorithm].verify(public, message, decoded(signature.signature))


def compact(payload: str, signature: Signature) -> str:
    """Give a compact token (RFC 7515 section 7.1) of an encoded payload, as a QR code holds it."""
    return f"{signature.protected}.{payload}.{signature.signature}"


def parted(token: str) -> tuple[str, Signature]:
    """Take a compact token apart: its encoded payload and its signature. Raises JwsError."""
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, payload, signature
        raise JwsError("a compact token has three parts")
    return parts[1], Signature(protected=parts[0], signature=parts[2])
