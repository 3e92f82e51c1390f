"""Canonical JSON (RFC 8785, JCS) of what is signed: sorted, without spaces, in UTF-8.

orjson sorts by code points and JCS by UTF-16 code units, which differ for names beyond the Basic Multilingual Plane;
and it writes fractions in its own way. So documents have whole numbers of at most 53 bits and no such names, and
whatever else is refused: what we sign any implementation of RFC 8785 reproduces byte for byte.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import orjson

LARGEST: Final = 2**53 - 1
"""Beyond it, JSON's numbers are not the same to everybody (RFC 7493)."""
DEEPEST: Final = 20
_LAST_OF_PLANE: Final = "\uffff"


class CanonicalError(ValueError):
    """This JSON has no canonical form that all agree on."""


def canonical(value: Any) -> bytes:
    """Give the canonical bytes of JSON-like data. Raises CanonicalError."""
    _check(value, 0)
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except (TypeError, ValueError) as error:
        raise CanonicalError(str(error)) from error


def read_canonical(data: bytes) -> Any:
    """Read bytes that must be in canonical form: then no two readers understand them differently.

    Raises CanonicalError for anything else: duplicate names, spaces, another order, fractions.
    """
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise CanonicalError(f"not JSON: {error}") from error
    if canonical(value) != data:
        raise CanonicalError("not in canonical form (RFC 8785)")
    return value


def _check(value: Any, depth: int) -> None:
    if isinstance(value, dict):
        for name in value:
            if not isinstance(name, str) or not (name.isascii() or max(name) <= _LAST_OF_PLANE):
                raise CanonicalError("a name beyond the Basic Multilingual Plane")
        _check_all(value.values(), depth)
    elif isinstance(value, list | tuple):
        _check_all(value, depth)
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) > LARGEST):
        raise CanonicalError("a number that is not whole, or has more than 53 bits")


def _check_all(values: Collection[Any], depth: int) -> None:
    if values and depth >= DEEPEST:
        raise CanonicalError(f"deeper than {DEEPEST} levels")
    for inner in values:
        # most are texts, and a text has nothing to check
        if type(inner) is not str:
            _check(inner, depth + 1)
