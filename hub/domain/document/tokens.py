"""Judging the token that came with a signature: whoever reads it in a QR code must learn what the document says."""

from __future__ import annotations

from typing import Final

from hub.domain.identifiers import licence_parts
from hub.domain.parties import masked
from hub.signatures.canonical import CanonicalError, read_canonical
from hub.signatures.jws import JwsError, decoded
from hub.signatures.payload import compact_digest
from schemas.documents import Document
from schemas.reading import BodyError, read
from schemas.tokens import Token

CUT: Final = "…"
"""Ends a name that was too long for the token."""


def stands_for(payload: str, document: Document, signed: bytes) -> bool:
    """Tell whether an encoded payload is that of the document's token: every claim, the names as far as they go.

    ``signed``: the document's own payload, canonical.
    """
    try:
        plain = decoded(payload)
        read_canonical(plain)
        said = read(Token, plain)
    except (JwsError, CanonicalError, BodyError):
        return False
    names = (
        (said.type, document.type.name),
        (said.issuer, document.issuer.name),
        (said.holder, masked(document.personal.holder)),
    )
    return _claims(said) == _stated(document) and all(_is_start_of(*pair) for pair in names) and _names_it(said, signed)


def _claims(said: Token) -> tuple[object, ...]:
    parts = licence_parts(said.id)
    case = said.case or (parts.serial if parts else "")
    return said.id, case, said.issued, said.since, said.until, bool(said.conditional)


def _stated(document: Document) -> tuple[object, ...]:
    return (
        document.identifier,
        document.case,
        document.issued_at,
        document.valid_from,
        document.valid_to,
        document.conditional,
    )


def _is_start_of(said: str, name: str) -> bool:
    return said == name or (said.endswith(CUT) and name.startswith(said[: -len(CUT)]))


def _names_it(said: Token, signed: bytes) -> bool:
    algorithm = said.digest.partition(":")[0]
    return said.digest == compact_digest(signed, algorithm)
