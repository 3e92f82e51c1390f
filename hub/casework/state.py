"""An aggregate's state as casework keeps it: one line, with what is personal sealed under the aggregate's own keys.

    case {…}                        nothing in it is sealed
    case [["S…","aes.1.…",[]]] {…}  the keys, wrapped, then the domain's JSON with its personal parts sealed

A field of a state may hold JSON as text (``Aggregate.text``): it stays sealed in memory too, until somebody reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Self

from hub.domain.aggregates import AGGREGATES, UnknownStateError
from hub.lanes.aggregates import UnknownVersionError
from hub.personal.ciphers import AlteredError
from hub.personal.key_store import KeyStoreError
from hub.personal.keys import NO_KEYS, Keys, from_json, to_json
from schemas.personal import TokenError, has_parts
from schemas.values import changed, encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.domain.aggregates import Aggregate as Kind
    from hub.personal.sealing import PersonalSealing, SubjectOf


class SealedText(str):
    """JSON as text with its personal parts sealed, as it is kept; only its bytes are opened, when they are asked for.

    Most commands never look inside, so most states are read and written again without any key.
    """

    __slots__ = ("_open", "_plain")
    _open: Callable[[bytes], bytes]
    _plain: bytes | None

    @classmethod
    def of(cls, sealed: str, opened: Callable[[bytes], bytes], plain: bytes | None = None) -> Self:
        """Give the text; ``plain`` where it is known already. ``opened`` raises KeyStoreError, AlteredError."""
        text = cls(sealed)
        text._open, text._plain = opened, plain
        return text

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        """Give the bytes, opened. Raises UnknownVersionError: the lane stops."""
        if self._plain is None:
            try:
                self._plain = self._open(super().encode(encoding, errors))
            except (KeyStoreError, AlteredError, TokenError) as error:
                raise UnknownVersionError(f"a state can't be opened: {error}") from error
        return self._plain


class Held(NamedTuple):
    """Keys, and how they are written."""

    keys: Keys = NO_KEYS
    json: bytes = b""


NOTHING_HELD = Held()


class State(NamedTuple):
    """An aggregate's state, and which kind of aggregate it is."""

    noun: str
    of_domain: Any
    held: Held = NOTHING_HELD


class StateCodec:
    """Writes and reads the line."""

    def __init__(self, sealing: PersonalSealing | None, subject_of: Callable[[], SubjectOf]) -> None:
        """``subject_of`` gives the function of the reference data that now counts."""
        self._sealing = sealing
        self._subject_of = subject_of
        self._is_checked = False

    def after(self, kind: Kind, of_domain: Any, keys: Keys, before: State | None) -> State:
        """Give a state as it is kept after a command."""
        held = before.held if before is not None else NOTHING_HELD
        is_same = keys is held.keys
        if not is_same:
            held = Held(keys, to_json(keys))
        if self._sealing is not None and kind.text is not None and keys:
            text = getattr(of_domain, kind.text)
            if type(text) is not SealedText:
                plain = text.encode()
                sealed = self._sealing.seal_again(plain, keys, self._subject_of()).decode()
                of_domain = changed(of_domain, {kind.text: self._text(sealed, keys, plain)})
            elif not is_same:
                of_domain = changed(of_domain, {kind.text: self._text(str(text), keys)})
        return State(kind.noun, of_domain, held)

    def encode(self, state: State | None) -> bytes:
        """Give the line."""
        if state is None:
            return b""
        noun, of_domain, held = state
        body = encode(of_domain)
        if self._sealing is None or not held.keys:
            return b"%s %s" % (noun.encode(), body)
        if has_parts(body):
            body = self._sealing.seal_again(body, held.keys, self._subject_of())
        return b"%s %s %s" % (noun.encode(), held.json, body)

    def decode(self, line: bytes) -> State:
        """Read the line. Raises UnknownVersionError: the lane stops."""
        noun, _, body = line.partition(b" ")
        kind = AGGREGATES.get(noun.decode())
        if kind is None:
            raise UnknownVersionError(f"no aggregate {noun.decode()!r} in this release")
        try:
            if not body.startswith(b"["):
                return State(kind.noun, kind.decode(body))
            json, _, body = body.partition(b" ")
            return self._opened(kind, Held(from_json(json), json), body)
        except UnknownStateError as error:
            raise UnknownVersionError(str(error)) from error
        except (KeyStoreError, AlteredError, TokenError) as error:
            raise UnknownVersionError(f"the state of a {kind.noun} can't be opened: {error}") from error

    def _opened(self, kind: Kind, held: Held, body: bytes) -> State:
        if self._sealing is None:
            raise KeyStoreError("it is sealed, and sealing is off: HUB_PERSONAL_SEALING")
        if has_parts(body):
            body = self._sealing.open(body, held.keys)
        of_domain = kind.decode(body)
        if kind.text is None:
            return State(kind.noun, of_domain, held)
        text = self._text(getattr(of_domain, kind.text), held.keys)
        if not self._is_checked:
            # another hub's key store is noticed before anything is decided
            text.encode()
            self._is_checked = True
        return State(kind.noun, changed(of_domain, {kind.text: text}), held)

    def _text(self, sealed: str, keys: Keys, plain: bytes | None = None) -> SealedText:
        sealing = self._sealing
        assert sealing is not None, "only where something is sealed"  # noqa: S101
        return SealedText.of(sealed, lambda text: sealing.open(text, keys), plain)
