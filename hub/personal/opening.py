"""What readers open: the personal parts of a fact, by the keys that are left; a stand-in where a key was destroyed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from hub.personal.ciphers import AlteredError, Sealer, sealer
from hub.personal.key_store import KeyStore
from schemas.facts.erased import stand_in
from schemas.personal import Suite, TokenError, parts_of, replaced, token_of

_KEPT: Final = 4096


class Opened(NamedTuple):
    """A fact's body as it is read."""

    body: bytes
    erased: int = 0
    """Parts whose key is destroyed: a stand-in says so."""
    altered: int = 0
    """Parts that do not open with their key: a stand-in as well."""


class Opening:
    """Opens sealed parts, with keys kept ready."""

    def __init__(self, store: KeyStore) -> None:
        """``store``: of the hub that sealed."""
        self._store = store
        self._at_work: dict[tuple[str, Suite], Sealer] = {}

    def open(self, ce_type: str, body: bytes, keys: Mapping[int, str]) -> Opened:
        """Open what ``keys`` (place → wrapped) open. Raises KeyStoreError: it is not the store of this hub."""
        erased = altered = 0

        def opened(part: bytes) -> bytes:
            nonlocal erased, altered
            try:
                token = token_of(part)
            except TokenError:
                return part
            if token is None:
                return part
            wrapped = keys.get(token.place)
            if wrapped is None:
                erased += 1
                return stand_in(ce_type)
            try:
                return self._sealer(wrapped, token.suite).open(token.sealed)
            except AlteredError:
                altered += 1
                return stand_in(ce_type)

        body = replaced(body, opened)
        return Opened(body, erased, altered)

    def forget(self, wrapped: str) -> None:
        """Let go of a key that was destroyed."""
        for suite in ("aes", "sm4"):
            self._at_work.pop((wrapped, suite), None)

    def _sealer(self, wrapped: str, suite: Suite) -> Sealer:
        at_work = self._at_work.get((wrapped, suite))
        if at_work is None:
            if len(self._at_work) >= _KEPT:
                self._at_work.clear()
            at_work = self._at_work[wrapped, suite] = sealer(suite, self._store.unwrap(wrapped))
        return at_work


def places_of(body: bytes) -> frozenset[int]:
    """Give the places of the keys that a body's sealed parts need."""
    places = set()
    for part in parts_of(body):
        try:
            token = token_of(part)
        except TokenError:
            continue
        if token is not None:
            places.add(token.place)
    return frozenset(places)


def without_keys(ce_type: str, body: bytes) -> bytes:
    """Give a body that can be read though no key is at hand: stand-ins for all sealed parts."""

    def standing(part: bytes) -> bytes:
        try:
            return part if token_of(part) is None else stand_in(ce_type)
        except TokenError:
            return part

    return replaced(body, standing)
