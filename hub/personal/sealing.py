"""What casework seals: every personal part of a fact and of a state, under the key of the person whose it is.

Deterministic: keys are made of the command's seed, and equal parts give equal tokens, so that a command that is
handled again gives the same bytes. The seed is random, came with the command (hub_seed) and goes when the ``commands``
topic lets go of the command, which holds the same parts in plain text; what is left then is the wrapped key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, Protocol

import orjson

from hub.personal.ciphers import Sealer, sealer
from hub.personal.key_store import KeyStore, KeyStoreError
from hub.personal.keys import HeldKey, KeyRecord, Keys
from schemas.personal import Suite, Token, parts_of, replaced, token_of

SubjectOf = Callable[[str, str], str]
"""From kind and number of an identity to the number of the subject."""
_OWNERS: Final = ("applicant", "holder", "agent")
_KEPT: Final = 4096
"""Sealed parts and keys at work that are kept ready."""


class Sealed(NamedTuple):
    """A text with its personal parts sealed."""

    body: bytes
    keys: Keys
    """Those of the aggregate afterwards."""
    records: tuple[KeyRecord, ...]
    """What is new about them."""


class Occasion(NamedTuple):
    """On which a part is sealed."""

    aggregate: str
    number: int
    """Of the fact."""
    seed: bytes
    """What new keys are made of."""
    subject_of: SubjectOf


class PersonalSealing(Protocol):
    """What casework needs. Pure: the same question, the same bytes."""

    def seal(self, body: bytes, keys: Keys, at: Occasion) -> Sealed:
        """Seal the parts of a fact; a person who has no key yet gets one."""

    def seal_again(self, body: bytes, keys: Keys, subject_of: SubjectOf) -> bytes:
        """Seal parts that facts have brought, under the keys there are."""

    def open(self, body: bytes, keys: Keys) -> bytes:
        """Open all parts of a text of the aggregate's own. Raises KeyStoreError, AlteredError, TokenError."""

    def seed_for(self, label: bytes, body: bytes, keys: Keys, subject_of: SubjectOf) -> bytes:
        """Derive the seed of a command to another aggregate; empty where this one has no key to derive it from."""

    def wrap_again(self, keys: Keys) -> Keys:
        """Wrap keys by the newest key-encryption key. Raises KeyStoreError."""


class Sealing:
    """Implements PersonalSealing with a key store; keys and sealed parts are kept ready."""

    def __init__(self, store: KeyStore, suite: Suite = "aes") -> None:
        """``suite`` seals from now on; what others sealed is opened as it says."""
        self._store = store
        self._suite = suite
        self._at_work: dict[tuple[str, Suite], Sealer] = {}
        self._tokens: dict[tuple[Keys, bytes], bytes] = {}

    def seal(self, body: bytes, keys: Keys, at: Occasion) -> Sealed:
        """Seal the parts of a fact; a person who has no key yet gets one."""
        before, records, tokens = keys, dict[int, KeyRecord](), dict[bytes, bytes]()

        def sealed(part: bytes) -> bytes:
            nonlocal keys
            owner, named = _people(part, at.subject_of)
            place = _place_of(owner, keys)
            if not place:
                keys = (*keys, self._made(at, len(keys) + 1, owner))
                place = len(keys)
            held = keys[place - 1]
            others = [one for one in named if one not in held.named and one != held.owner]
            if others:
                held = held._replace(named=(*held.named, *others))
                keys = (*keys[: place - 1], held, *keys[place:])
            if len(before) < place or held is not before[place - 1]:
                records[place] = KeyRecord(at.aggregate, place, held)
            tokens[part] = self._token(part, place, held)
            return tokens[part]

        body = replaced(body, sealed)
        for part, token in tokens.items():
            self._keep(keys, part, token)
        return Sealed(body, keys, tuple(records.values()))

    def seal_again(self, body: bytes, keys: Keys, subject_of: SubjectOf) -> bytes:
        """Seal parts that facts have brought, under the keys there are; without any, they stay as the facts have them.

        That is: an aggregate whose facts were written before sealing was switched on.
        """

        def sealed(part: bytes) -> bytes:
            known = self._tokens.get((keys, part))
            if known is None:
                place = _place_of(_people(part, subject_of)[0], keys) or _first_live(keys)
                known = self._token(part, place, keys[place - 1]) if place else part
                self._keep(keys, part, known)
            return known

        return replaced(body, sealed)

    def open(self, body: bytes, keys: Keys) -> bytes:
        """Open all parts of a text of the aggregate's own. Raises KeyStoreError, AlteredError, TokenError."""
        if not _first_live(keys):
            return body

        def opened(part: bytes) -> bytes:
            token = token_of(part)
            if token is None:
                return part
            wrapped = keys[token.place - 1].wrapped if token.place <= len(keys) else None
            if wrapped is None:
                raise KeyStoreError(f"a state holds a part under key {token.place}, which is destroyed")
            return self._sealer(wrapped, token.suite).open(token.sealed)

        return replaced(body, opened)

    def seed_for(self, label: bytes, body: bytes, keys: Keys, subject_of: SubjectOf) -> bytes:
        """Derive the seed of a command to another aggregate; empty where this one has no key to derive it from.

        It follows from the key of the person whom the command is about, and so dies with it.
        """
        part = next(parts_of(body), None)
        place = part and (_place_of(_people(part, subject_of)[0], keys) or _first_live(keys))
        wrapped = keys[place - 1].wrapped if place else None
        if not wrapped:
            return b""
        return hashlib.sha256(self._sealer(wrapped, self._suite).seal(b"seed|" + label)).hexdigest().encode()

    def wrap_again(self, keys: Keys) -> Keys:
        """Wrap keys by the newest key-encryption key; tokens stay as they are. Raises KeyStoreError."""
        again = [
            held if held.wrapped is None else held._replace(wrapped=self._store.wrap(self._store.unwrap(held.wrapped)))
            for held in keys
        ]
        return keys if again == list(keys) else tuple(again)

    def _made(self, at: Occasion, place: int, owner: str) -> HeldKey:
        about = f"{at.aggregate}/{place}|{owner}".encode()
        key = self._store.derive(at.seed, about)
        wrapped = self._store.wrap(key)
        self._put_to_work(wrapped, self._suite, key)
        return HeldKey(owner, wrapped)

    def _token(self, part: bytes, place: int, held: HeldKey) -> bytes:
        assert held.wrapped is not None, "a place is found by a live key"  # noqa: S101
        return Token(self._suite, place, self._sealer(held.wrapped, self._suite).seal(part)).part()

    def _keep(self, keys: Keys, part: bytes, token: bytes) -> None:
        if len(self._tokens) >= _KEPT:
            self._tokens.clear()
        self._tokens[keys, part] = token

    def _sealer(self, wrapped: str, suite: Suite) -> Sealer:
        at_work = self._at_work.get((wrapped, suite))
        return at_work or self._put_to_work(wrapped, suite, self._store.unwrap(wrapped))

    def _put_to_work(self, wrapped: str, suite: Suite, key: bytes) -> Sealer:
        if len(self._at_work) >= _KEPT:
            self._at_work.clear()
        at_work = self._at_work[wrapped, suite] = sealer(suite, key)
        return at_work


def _people(part: bytes, subject_of: SubjectOf) -> tuple[str, list[str]]:
    """Give whose a part is, and all whom it names, as numbers of subjects."""
    said = orjson.loads(part)
    numbers: dict[tuple[str, str], str] = {}
    for party in _parties(said):
        identity = _identity(party)
        if identity is not None and identity not in numbers:
            numbers[identity] = subject_of(*identity)
    owner = next((identity for name in _OWNERS if (identity := _identity(said.get(name)))), None)
    return numbers[owner] if owner else "", list(numbers.values())


def _parties(said: dict[str, Any]) -> Iterator[Any]:
    yield from (said[name] for name in _OWNERS if name in said)
    others = said.get("others")
    if isinstance(others, list):
        yield from (other.get("person") for other in others if isinstance(other, dict))


def _identity(party: Any) -> tuple[str, str] | None:
    """Give kind and number of what identifies a party; None where it is none, or somebody's form."""
    if not isinstance(party, dict):
        return None
    uscc, identity = party.get("uscc"), party.get("identity")
    if isinstance(uscc, str):
        return "uscc", uscc
    if not isinstance(identity, dict):
        return None
    kind, number = identity.get("kind"), identity.get("number")
    return (kind, number) if isinstance(kind, str) and isinstance(number, str) else None


def _place_of(owner: str, keys: Keys) -> int:
    """Give the place of a person's live key, 0 where there is none; what is nobody's goes under the first live one."""
    if not owner:
        return _first_live(keys)
    for place, held in enumerate(keys, 1):
        if held.owner == owner and held.wrapped:
            return place
    return 0


def _first_live(keys: Keys) -> int:
    for place, held in enumerate(keys, 1):
        if held.wrapped:
            return place
    return 0
