"""An aggregate's state as casework keeps it: one line, with what is personal sealed under the aggregate's own keys.

    case {…}                        nothing in it is sealed
    case [["S…","aes.1.…",[]]] {…}  the keys, wrapped, then the domain's JSON with its personal parts sealed

A field of a state may hold JSON as text (``Aggregate.text``): what is sealed in there is kept ready beside the state,
since most commands leave that text as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from hub.domain.aggregates import AGGREGATES, UnknownStateError
from hub.lanes.aggregates import UnknownVersionError
from hub.personal.ciphers import AlteredError
from hub.personal.key_store import KeyStoreError
from hub.personal.keys import NO_KEYS, Keys, from_json, to_json
from schemas.personal import TokenError
from schemas.values import changed, encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.domain.aggregates import Aggregate as Kind
    from hub.personal.sealing import PersonalSealing, SubjectOf


class Text(NamedTuple):
    """The text field of a state, plain and sealed."""

    plain: str
    sealed: str


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
    text: Text | None = None


class StateCodec:
    """Writes and reads the line."""

    def __init__(self, sealing: PersonalSealing | None, subject_of: Callable[[], SubjectOf]) -> None:
        """``subject_of`` gives the function of the reference data that now counts."""
        self._sealing = sealing
        self._subject_of = subject_of

    def after(self, kind: Kind, of_domain: Any, keys: Keys, before: State | None) -> State:
        """Give a state as it is kept after a command."""
        held = before.held if before is not None else NOTHING_HELD
        if keys is not held.keys:
            held = Held(keys, to_json(keys))
        if self._sealing is None or kind.text is None or not keys:
            return State(kind.noun, of_domain, held)
        plain, known = getattr(of_domain, kind.text), before.text if before is not None else None
        if known is None or known.plain is not plain or held is not (before and before.held):
            sealed = self._sealing.seal_again(plain.encode(), keys, self._subject_of())
            known = Text(plain, sealed.decode())
        return State(kind.noun, of_domain, held, known)

    def encode(self, state: State | None) -> bytes:
        """Give the line."""
        if state is None:
            return b""
        noun, of_domain, held, text = state
        if self._sealing is None or not held.keys:
            return b"%s %s" % (noun.encode(), encode(of_domain))
        if text is not None:
            of_domain = changed(of_domain, {AGGREGATES[noun].text or "": text.sealed})
        body = self._sealing.seal_again(encode(of_domain), held.keys, self._subject_of())
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
        of_domain = kind.decode(self._sealing.open(body, held.keys))
        if kind.text is None:
            return State(kind.noun, of_domain, held)
        sealed = getattr(of_domain, kind.text)
        plain = self._sealing.open(sealed.encode(), held.keys).decode()
        return State(kind.noun, changed(of_domain, {kind.text: plain}), held, Text(plain, sealed))
