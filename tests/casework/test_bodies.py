"""Bodies that are none: whatever bytes a sender puts into a value, there is a command or a code. Never an exception.

An exception would park the case that the subject names, and anybody may write any subject.
"""

from __future__ import annotations

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as some

from schemas.codes import explain
from schemas.commands import COMMANDS, FileApplication, FileBundle
from schemas.reading import DEEPEST, LONGEST_NAME, BodyError, read_command
from schemas.values import encode
from tests.domain.world import bundle_of, case_number, filing

FILE = FileApplication.ce_type
FORM = encode(filing(form={"at": "HERE"}))


def refused(data: bytes, ce_type: str = FILE) -> tuple[str, str]:
    """Code and pointer."""
    with pytest.raises(BodyError) as wrong:
        read_command(ce_type, data)
    return wrong.value.code, wrong.value.pointer


def in_form(json: bytes) -> bytes:
    """A complete filing with this in its form."""
    return FORM.replace(b'"HERE"', json)


@pytest.mark.parametrize("data", [b"", b"{", b"{}x", b"'a'", b'{"a":01}', b'{"a":"\\ud800"}', b"\xef\xbb\xbf{}"])
def test_what_is_no_json(data: bytes) -> None:
    assert refused(data) == ("body_not_json", "")


@pytest.mark.parametrize("data", ['{"a":"清镇"}'.encode("gb18030"), "{}".encode("utf-16"), b'{"a":"\xed\xa0\x80"}'])
def test_what_is_no_utf8(data: bytes) -> None:
    assert refused(data) == ("body_not_utf8", "")


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity"])
def test_numbers_that_json_does_not_have(number: bytes) -> None:
    """Lenient parsers read them and write null: what was filed would not be what is kept."""
    assert refused(in_form(number)) == ("body_not_json", "")
    assert refused(b'{"x":%s}' % number) == ("body_not_json", "")


@pytest.mark.parametrize("number", [b"1e999", b"1e400"])
def test_a_number_no_double_holds_beside_another_fault(number: bytes) -> None:
    """Two parsers disagree about it; that must not be our defect."""
    assert refused(b'{"x":%s}' % number) == ("body_not_json", "")


def test_the_word_itself_may_stand_in_a_text() -> None:
    """A company may be called so."""
    read_command(FILE, in_form('"NaN与Infinity商贸"'.encode()))


def test_a_nul_in_a_text_or_a_name() -> None:
    """No database stores it."""
    assert refused(in_form(rb'"a\u0000b"'))[0] == "body_invalid"
    assert refused(in_form(rb'{"a\u0000b":1}'))[0] == "body_invalid"
    read_command(FILE, in_form(rb'"C:\\u0000"'))  # an escaped backslash is none


@pytest.mark.parametrize("depth", [DEEPEST + 1, 197, 198, 10_000])
def test_nesting_that_could_be_read_once_and_never_again(depth: int) -> None:
    """A bundle's child at level 197 could be filed, and its state then stopped the lane."""
    assert refused(in_form(b"[" * depth + b"]" * depth))[0] in {"body_invalid", "body_not_json"}


def test_ordinary_nesting_is_no_matter() -> None:
    """Neither depth within reason nor a great many brackets side by side."""
    read_command(FILE, in_form(b"[" * (DEEPEST - 10) + b"]" * (DEEPEST - 10)))
    read_command(FILE, in_form(orjson.dumps([[place] for place in range(500)])))


def test_the_pointer_names_the_field() -> None:
    """RFC 6901: the place of a list counts from 0, and / and ~ are escaped."""
    children = bundle_of(case_number(1), case_number(2)).model_dump(mode="json", exclude_none=True)
    children["children"][1]["personal"]["applicant"]["identity"].pop("number")
    assert refused(orjson.dumps(children), FileBundle.ce_type) == (
        "body_missing",
        "/children/1/personal/applicant/identity/number",
    )
    spoilt = orjson.loads(FORM) | {"a/b~c": 1}
    assert refused(orjson.dumps(spoilt)) == ("body_unknown", "/a~1b~0c")


def test_a_field_with_an_endless_name_is_not_repeated() -> None:
    """The answer is remembered with the case: a sender could fill the case up with names of its own."""
    spoilt = orjson.loads(FORM)
    spoilt["window"] |= {"x" * (LONGEST_NAME + 1): 1}
    assert refused(orjson.dumps(spoilt)) == ("body_unknown", "/window")


@pytest.mark.parametrize(
    ("ce_type", "code"),
    [
        ("cn.tongban.case.file.v2", "type_version_unknown"),
        ("cn.tongban.case.file.v99", "type_version_unknown"),
        ("cn.tongban.case.file", "type_unknown"),
        ("cn.tongban.case.file.v0", "type_unknown"),
        ("cn.tongban.case.explode.v1", "type_unknown"),
        ("x", "type_unknown"),
    ],
)
def test_types_we_do_not_speak(ce_type: str, code: str) -> None:
    """A later version of a word we know is told apart from a word we don't know."""
    assert refused(b"{}", ce_type) == (code, "")


_JSON = some.recursive(
    some.one_of(some.none(), some.booleans(), some.integers(), some.floats(), some.text(max_size=5)),
    lambda inner: some.one_of(
        some.lists(inner, max_size=3), some.dictionaries(some.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    some.sampled_from(sorted(COMMANDS)),
    some.one_of(some.binary(max_size=60), _JSON.map(lambda node: json.dumps(node).encode())),
)
def test_whatever_arrives_there_is_a_command_or_a_code_with_words(ce_type: str, data: bytes) -> None:
    """Arbitrary bytes and arbitrary JSON, for every command."""
    _must_answer(ce_type, data)


@given(some.data())
def test_a_spoilt_filing_is_a_filing_or_a_code_with_words(data: some.DataObject) -> None:
    """A few bytes of a good filing are overwritten."""
    spoilt = bytearray(FORM)
    for _ in range(data.draw(some.integers(1, 3))):
        spoilt[data.draw(some.integers(0, len(spoilt) - 1))] = data.draw(some.integers(0, 255))
    _must_answer(FILE, bytes(spoilt))


def _must_answer(ce_type: str, data: bytes) -> None:
    said = ""
    try:
        read_command(ce_type, data)
    except BodyError as wrong:
        said = explain(wrong.code, wrong.params, wrong.pointer)
    assert said == "" or said.endswith("。")
