"""Personal parts are found wherever they stand, whatever they hold, and nothing else is touched."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.personal import Token, TokenError, parts_of, replaced, token_of

NODES: Any = st.recursive(
    st.integers(-5, 5) | st.text(max_size=6) | st.sampled_from(['"personal":{', "{", "}", '\\"', "\\", '{"sealed":"']),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["personal", "a", 'b"', "c\\"]), inner, max_size=4)
    ),
    max_leaves=25,
)


@given(NODES)
def test_each_outermost_object_of_that_name(body: Any) -> None:
    """As somebody finds them who takes the JSON apart."""
    text = orjson.dumps(body)
    expected = [orjson.dumps(part) for part in _personal(body)]
    assert list(parts_of(text)) == expected
    assert orjson.loads(replaced(text, lambda _: b"0")) == _with_zeros(body)
    assert replaced(text, lambda part: part) == text


def _personal(node: Any) -> list[Any]:
    if isinstance(node, list):
        return [part for child in node for part in _personal(child)]
    if not isinstance(node, dict):
        return []
    return [
        part
        for name, child in node.items()
        for part in ([child] if name == "personal" and isinstance(child, dict) else _personal(child))
    ]


def _with_zeros(node: Any) -> Any:
    if isinstance(node, list):
        return [_with_zeros(child) for child in node]
    if not isinstance(node, dict):
        return node
    return {
        name: 0 if name == "personal" and isinstance(child, dict) else _with_zeros(child)
        for name, child in node.items()
    }


def test_deep_ones_too() -> None:
    """Deeper than any of ours, and deeper than the expression that finds most of them."""
    node: Any = {"a": "}"}
    for _ in range(40):
        node = {"b": [node, "{"]}
    text = orjson.dumps({"personal": node, "after": 1})
    assert list(parts_of(text)) == [orjson.dumps(node)]


def test_a_token_is_read_as_it_was_written() -> None:
    """Suite, place, bytes; a part in plain text has none."""
    token = Token("sm4", 12, bytes(range(256)))
    assert token_of(token.part()) == token
    assert token_of(b'{"applicant":{}}') is None


@pytest.mark.parametrize(
    "part",
    [
        b'{"sealed":"x"}',
        b'{"sealed":"aes.0.AAAA"}',
        b'{"sealed":"des.1.AAAA"}',
        b'{"sealed":"aes.1.A"}',
        b'{"sealed":"aes.1.AAAA","more":1}',
        b'{"sealed":"aes.1.AA=="}',
    ],
)
def test_what_is_no_token(part: bytes) -> None:
    """Somebody's form may hold whatever it likes."""
    with pytest.raises(TokenError):
        token_of(part)
