"""Reading the data of a message into its model: whatever is wrong becomes one error with a code and a pointer.

    BodyError
    ├── type_unknown, type_version_unknown      the envelope names no word of ours
    ├── body_not_utf8, body_not_json            the bytes are no JSON
    └── body_missing, body_unknown, body_invalid   the JSON is not what the model says

The pointer is RFC 6901, into the data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from pydantic import ValidationError

from schemas.commands import COMMANDS, Command
from schemas.facts import FACTS, Fact
from schemas.notices import NOTICES, NoticeBody
from schemas.values import V

_VERSION: Final = re.compile(r"(.+)\.v([1-9][0-9]*)")
_UNDECODABLE: Final = {"missing": "body_missing", "extra_forbidden": "body_unknown", "json_invalid": "body_not_json"}
_NO_JSON: Final = frozenset({"body_not_json", "body_not_utf8"})
_NOT_STANDARD: Final = (b"NaN", b"Infinity", rb"\u0000")
DEEPEST: Final = 100
"""Levels of a command's data: what it becomes (a state within a bundle) is some levels deeper, and parsers give up."""
LONGEST_NAME: Final = 64
"""Of a field that a pointer names: a longer one is the sender's invention, and the answer is remembered for weeks."""


class BodyError(ValueError):
    """The data is no such word; always the sender's fault."""

    def __init__(self, code: str, pointer: str = "", params: Mapping[str, str] | None = None) -> None:
        """Keep what a refusal is made of."""
        super().__init__(f"{code} {pointer}".strip())
        self.code = code
        self.pointer = pointer
        self.params = dict(params or {})


def read_command(ce_type: str, data: bytes) -> Command:
    """Read a command. Raises BodyError."""
    model = _model(COMMANDS, ce_type)
    if any(word in data for word in _NOT_STANDARD) or data.count(b"[") + data.count(b"{") > DEEPEST:
        _look_closely(data)
    return read(model, data)


def read_fact(ce_type: str, data: bytes) -> Fact:
    """Read a fact of any version. Raises BodyError."""
    return read(_model(FACTS, ce_type), data)


def read_notice(ce_type: str, data: bytes) -> NoticeBody:
    """Read a notice of any version. Raises BodyError."""
    return read(_model(NOTICES, ce_type), data)


def read(model: type[V], data: bytes) -> V:
    """Read JSON bytes into a model. Raises BodyError with the first thing that is wrong."""
    try:
        return model.__pydantic_validator__.validate_json(data)  # type: ignore[no-any-return]
    except ValidationError as wrong:
        raise _first(wrong, data) from None


def _look_closely(data: bytes) -> None:
    """Refuse what pydantic reads and others can't: no JSON numbers, a NUL that no database stores, depth."""
    try:
        level = [orjson.loads(data)]
    except orjson.JSONDecodeError:
        raise BodyError("body_not_json" if _is_utf8(data) else "body_not_utf8") from None
    depth = 0
    while level:
        depth += 1
        if depth > DEEPEST or any(isinstance(node, str) and "\0" in node for node in level):
            raise BodyError("body_invalid", params={"rule": "too_deep" if depth > DEEPEST else "nul"})
        level = [part for node in level for part in _parts(node)]


def _parts(node: Any) -> list[Any]:
    if isinstance(node, dict):
        return [*node, *node.values()]
    return node if isinstance(node, list) else []


def _model(words: Mapping[str, type[V]], ce_type: str) -> type[V]:
    try:
        return words[ce_type]
    except KeyError:
        raise BodyError(_unknown(words, ce_type), params={"type": ce_type[:100]}) from None


def _unknown(words: Mapping[str, type[V]], ce_type: str) -> str:
    form = _VERSION.fullmatch(ce_type)
    same = form is not None and any(word.startswith(f"{form[1]}.v") for word in words)
    return "type_version_unknown" if same else "type_unknown"


def _first(wrong: ValidationError, data: bytes) -> BodyError:
    error = wrong.errors(include_url=False, include_input=False)[0]
    code = _UNDECODABLE.get(error["type"], "body_invalid")
    if code == "body_not_json" and not _is_utf8(data):
        code = "body_not_utf8"
    try:
        pointer = "" if code in _NO_JSON else _pointer(error["loc"], orjson.loads(data))
    except orjson.JSONDecodeError:
        return BodyError("body_not_json")
    # pydantic's own words may quote what was sent, which may be personal: only the kind of error goes on
    return BodyError(code, pointer, {"rule": error["type"]} if code == "body_invalid" else {})


def _pointer(location: Sequence[int | str], node: Any) -> str:
    """Give the RFC 6901 pointer of pydantic's location, without the tags of unions that it holds."""
    pointer = ""
    for place, part in enumerate(location):
        if isinstance(node, dict):
            if part not in node and place < len(location) - 1:
                continue
            node = node.get(part)
        elif isinstance(node, list) and isinstance(part, int):
            node = node[part] if part < len(node) else None
        if len(str(part)) > LONGEST_NAME:
            break
        pointer += f"/{escaped(part)}"
    return pointer


def escaped(part: int | str) -> str:
    """Give a part of a pointer (RFC 6901)."""
    return str(part).replace("~", "~0").replace("/", "~1")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
