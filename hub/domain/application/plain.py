"""A form as a document holds it: only values that every implementation of canonical JSON writes the same (RFC 8785).

Fractions and large numbers become their decimal text, so that no form keeps a document from being signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson

LARGEST: Final = 2**53 - 1
_DEEPEST: Final = 12
"""Of the content; hub.signatures.canonical allows some more for the document around it."""
_LAST_OF_PLANE: Final = "\uffff"


def plain(form: Mapping[str, Any], depth: int = 1) -> dict[str, Any]:
    """Give the fields of a form in such values."""
    return {_name(name): _value(value, depth + 1) for name, value in form.items()}


def _value(value: Any, depth: int) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) <= LARGEST else repr(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) <= LARGEST else str(value)
    if isinstance(value, Mapping):
        return plain(value, depth) if depth < _DEEPEST else orjson.dumps(value).decode()
    if isinstance(value, list | tuple):
        return [_value(inner, depth + 1) for inner in value] if depth < _DEEPEST else orjson.dumps(value).decode()
    return value


def _name(name: str) -> str:
    """Spell a name beyond the Basic Multilingual Plane in ASCII: there implementations sort differently."""
    if name.isascii() or max(name) <= _LAST_OF_PLANE:
        return name
    return name.encode("ascii", "backslashreplace").decode()
