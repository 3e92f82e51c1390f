"""The compact token of a document: signed like it, masked, and small enough for the QR code of a printed page.

It is a compact JWS (RFC 7515) of the kind ``tongban-token`` over canonical JSON (RFC 8785): 582 letters where names are
ordinary, at most ``LONGEST``, which fits a QR code of version 20 at level M (97 × 97 modules).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import orjson

from hub.documents.keys import KeyStore
from hub.documents.verification import (
    Check,
    Knowledge,
    Stated,
    Verdict,
    answer_of,
    signed_by,
    status_of,
    validity_of,
)
from hub.domain.identifiers import check_licence_identifier, licence_parts
from hub.domain.parties import masked
from hub.signatures.canonical import CanonicalError, canonical, read_canonical
from hub.signatures.jws import TOKEN_TYPE, JwsError, compact, decoded, encoded, parted, read_protected
from hub.signatures.payload import compact_digest, payload_of
from schemas.chain import Algorithm
from schemas.documents import LONGEST_TOKEN, Document, Signature, SignedDocument
from schemas.reading import BodyError, read
from schemas.reference import IssuerKey
from schemas.tokens import Token
from schemas.values import encode

LONGEST: Final = LONGEST_TOKEN
_MOST, _LEAST = 40, 8
_ROOMS: Final = (
    *((holder, _MOST) for holder in range(_MOST, _LEAST, -1)),
    *((_LEAST, others) for others in range(_MOST, _LEAST - 1, -1)),
)
"""Letters that the holder's name, and those of type and issuer, may have: the first by which it is short enough."""
_MORE: Final = "…"
_SIGNATURE: Final = 86
"""Letters of 64 bytes."""


class TokenError(ValueError):
    """The document has no token; the message says why."""


def make_token(document: Document, store: KeyStore, key: str, digest_by: Algorithm = "sha256") -> str:
    """Make the token of a document, signed with the named key of its issuer.

    Names of issuer, type and holder are cut until it is short enough. Raises KeyStoreError, CanonicalError; TokenError
    where codes and numbers alone are too long.
    """
    stands_for = compact_digest(payload_of(document), digest_by)
    # known before it is signed, so that an HSM is asked once
    beside = len(_header_like(key)) + _SIGNATURE + len("..")
    payloads = (encoded(canonical(orjson.loads(encode(_token(document, stands_for, *rooms))))) for rooms in _ROOMS)
    payload = next((made for made in payloads if len(made) + beside <= LONGEST), None)
    if payload is None:
        raise TokenError(f"标识、办件编号和密钥名称过长,二维码装不下 · longer than {LONGEST} letters")
    return compact(payload, store.sign(key, payload, TOKEN_TYPE))


def _header_like(key: str) -> str:
    """Give a header as long as that of this key's tokens: the names of both algorithms have seven letters."""
    return encoded(orjson.dumps({"alg": "Ed25519", "kid": key, "typ": TOKEN_TYPE}))


def is_token(data: bytes) -> bool:
    """Tell whether bytes claim to be a token, and not a document; whether they are right is for ``verify_token``."""
    try:
        protected = parted(data.decode("ascii").strip())[1].protected
        return bool(orjson.loads(decoded(protected))["typ"] == TOKEN_TYPE)
    except (UnicodeDecodeError, JwsError, orjson.JSONDecodeError, KeyError, TypeError):
        return False


def verify_token(
    token: str | bytes, keys: Iterable[IssuerKey], knowledge: Knowledge, document: bytes | None = None
) -> Verdict:
    """Check a token, as read from a QR code, without network or hub. Never raises for what it is given.

    ``document``: the document's file where it is at hand; whether the token stands for it is then a check of its own.
    """
    known = {key.code: key for key in keys}
    try:
        payload, signature, said = _read(token)
    except (JwsError, BodyError, CanonicalError) as error:
        return Verdict("bad", (Check("structure", "failed", f"不是完整的二维码令牌:{error}"),))
    parts = licence_parts(said.id)
    stated = Stated(
        said.id, parts.issuer if parts else "", said.issued, said.since, said.until, said.conditional is not None
    )
    checks = (
        Check("structure", "ok"),
        _identifier(said.id),
        _stands_for(said, document),
        *signed_by(stated, payload, (signature,), TOKEN_TYPE, known),
        validity_of(stated, knowledge.at),
        status_of(stated, known, knowledge),
    )
    return Verdict(answer_of(checks), checks, token=said)


def _token(document: Document, stands_for: str, of_holder: int, room: int) -> Token:
    parts = licence_parts(document.identifier)
    return Token(
        id=document.identifier,
        type=_cut(document.type.name, room),
        issuer=_cut(document.issuer.name, room),
        holder=_cut(masked(document.personal.holder), of_holder),
        case=None if parts and parts.serial == document.case else document.case,
        issued=document.issued_at,
        since=document.valid_from,
        until=document.valid_to,
        conditional=True if document.conditional else None,
        digest=stands_for,
    )


def _cut(name: str, room: int) -> str:
    return name if len(name) <= room else name[: room - 1] + _MORE


def _read(token: str | bytes) -> tuple[str, Signature, Token]:
    try:
        text = (token if isinstance(token, str) else token.decode("ascii")).strip()
    except UnicodeDecodeError:
        raise JwsError("not ASCII") from None
    if len(text) > LONGEST:
        raise JwsError(f"longer than {LONGEST} letters")
    payload, signature = parted(text)
    read_protected(signature.protected, TOKEN_TYPE)
    plain = decoded(payload)
    read_canonical(plain)
    return payload, signature, read(Token, plain)


def _identifier(identifier: str) -> Check:
    fault = check_licence_identifier(identifier)
    return Check("identifier", "ok") if fault is None else Check("identifier", "failed", fault.text)


def _stands_for(token: Token, file: bytes | None) -> Check:
    if file is None:
        return Check("document", "not asked")
    try:
        payload = decoded(read(SignedDocument, file).payload)
    except (BodyError, JwsError) as error:
        return Check("document", "failed", f"不是电子文件:{error}")
    if compact_digest(payload, token.digest.partition(":")[0]) != token.digest:
        return Check("document", "failed", "该电子文件不是二维码所指的文件")
    return Check("document", "ok")
