"""The envelope: both modes, and everything that is none. Whatever bytes arrive, there is an envelope or a code."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as some

from schemas.codes import explain
from schemas.envelope import REQUIRED, Envelope, EnvelopeError, Headers, read

GOOD = Envelope("c-1", "/520181/window", "cn.tongban.case.claim.v1", "5201812611230A1B2C3D4E5F6", b'{"by":1}')
EVENT: Mapping[str, object] = {
    "specversion": "1.0",
    "id": GOOD.id,
    "source": GOOD.source,
    "type": GOOD.type,
    "subject": GOOD.subject,
    "data": {"by": 1},
}


def structured(
    changes: Mapping[str, object] = EVENT, content_type: str = "application/cloudevents+json"
) -> tuple[bytes, Headers]:
    """An event in structured mode; a change to None takes the attribute away."""
    event = {name: value for name, value in {**EVENT, **changes}.items() if value is not None}
    return orjson.dumps(event), (("content-type", content_type.encode()),)


def with_header(name: str, value: bytes) -> Headers:
    """Good headers, one of them with another value."""
    return tuple((key, value if key == name else content) for key, content in GOOD.headers())


def code_of(value: bytes | None, headers: Headers) -> str:
    """The code with which something is no envelope."""
    with pytest.raises(EnvelopeError) as refused:
        read(value, headers)
    return refused.value.code


def test_what_we_write_we_read() -> None:
    """All attributes come back, and headers of our own are no part of them."""
    sent = GOOD._replace(time="2026-11-23T09:30:00+08:00", dataschema="urn:x", traceparent="00-1-2-01")
    assert read(sent.data, sent.headers([("hub_endpoint", b"520181")])) == sent


@pytest.mark.parametrize(
    "content_type",
    ["application/cloudevents+json", "application/cloudevents", "APPLICATION/CloudEvents+json; charset=utf-8"],
)
def test_structured_mode_is_read_whatever_its_capitals(content_type: str) -> None:
    """Kafka binding 1.0.2, section 3: the media type is compared without regard to case."""
    assert read(*structured(content_type=content_type)) == GOOD


def test_structured_mode_keeps_time_and_trace() -> None:
    """Optional attributes are optional, not lost."""
    read_back = read(*structured({"time": "2026-11-23T09:30:00+08:00", "traceparent": "00-1-2-01"}))
    assert (read_back.time, read_back.traceparent) == ("2026-11-23T09:30:00+08:00", "00-1-2-01")


@pytest.mark.parametrize("name", REQUIRED)
def test_a_required_header_that_is_missing(name: str) -> None:
    headers = tuple(pair for pair in GOOD.headers() if pair[0] != name)
    assert code_of(GOOD.data, headers) == "envelope_missing"


@pytest.mark.parametrize("name", ["specversion", "id", "source", "type", "subject"])
def test_a_required_attribute_that_is_missing_or_no_text(name: str) -> None:
    """A number for a text is as good as nothing."""
    assert code_of(*structured({name: None})) == "envelope_missing"
    assert code_of(*structured({name: 7})) == "envelope_missing"


@pytest.mark.parametrize("name", ["ce_id", "ce_source", "ce_type"])
def test_a_required_header_that_is_empty(name: str) -> None:
    assert code_of(GOOD.data, with_header(name, b"")) == "envelope_missing"


@pytest.mark.parametrize("name", ["ce_id", "ce_type", "ce_subject", "ce_time"])
def test_a_header_that_is_set_twice(name: str) -> None:
    """Nobody may guess which of the two was meant, not even where both are the same."""
    headers = GOOD._replace(time="2026-11-23T09:30:00+08:00").headers()
    twice = next(pair for pair in headers if pair[0] == name)
    assert code_of(GOOD.data, (*headers, twice)) == "envelope_doubled"


def test_a_header_outside_the_envelope_may_be_set_twice() -> None:
    """Tracing libraries do that."""
    assert read(GOOD.data, (*GOOD.headers(), ("tracestate", b"a"), ("tracestate", b"b"))) == GOOD


@pytest.mark.parametrize("name", ["ce_id", "ce_source", "ce_type", "ce_subject", "traceparent"])
def test_a_header_that_is_not_utf8(name: str) -> None:
    headers = GOOD._replace(traceparent="x").headers()
    spoilt = tuple((key, "清镇".encode("gb18030") if key == name else value) for key, value in headers)
    assert code_of(GOOD.data, spoilt) == "envelope_not_utf8"


@pytest.mark.parametrize("version", ["0.3", "1.1", "2.0", ""])
def test_another_specversion(version: str) -> None:
    """A future version means that somebody must look, not that we guess."""
    assert code_of(GOOD.data, with_header("ce_specversion", version.encode())) == "envelope_version"
    assert code_of(*structured({"specversion": version})) == "envelope_version"


@pytest.mark.parametrize(
    ("name", "limit"),
    [("ce_id", 64), ("ce_source", 200), ("ce_type", 64), ("ce_time", 64), ("ce_dataschema", 200), ("traceparent", 200)],
)
def test_attributes_have_limits_in_characters(name: str, limit: int) -> None:
    """Up to the limit they are read, one more is refused; Chinese characters count as one."""
    headers = tuple(pair for pair in GOOD.headers() if pair[0] != name)
    read(GOOD.data, (*headers, (name, ("清" * limit).encode())))
    assert code_of(GOOD.data, (*headers, (name, ("清" * (limit + 1)).encode()))) == "envelope_too_long"


def test_no_subject() -> None:
    assert code_of(GOOD.data, with_header("ce_subject", b"")) == "envelope_no_subject"


@pytest.mark.parametrize("subject", ["a/b", "a b", "办件", "x" * 129, "a\n", "\x00"])
def test_a_subject_with_characters_that_no_number_has(subject: str) -> None:
    """It becomes a key and part of topic-wide keys: a closed alphabet, nothing else."""
    assert code_of(GOOD.data, with_header("ce_subject", subject.encode())) == "envelope_subject_form"


@pytest.mark.parametrize("name", ["ce_id", "ce_source", "ce_type"])
@pytest.mark.parametrize("character", ["\x00", "\n", "\x7f", "\x9f"])
def test_a_control_character_is_in_no_attribute(name: str, character: str) -> None:
    """CloudEvents 1.0.2, section 3.1: not allowed; and no database takes a NUL."""
    assert code_of(GOOD.data, with_header(name, f"a{character}b".encode())) == "envelope_characters"


@pytest.mark.parametrize("value", [None, b"", b"{", b"[]", b'"x"', b"\xff", b"null", b'{"id":"\\ud800"}'])
def test_structured_mode_without_an_object(value: bytes | None) -> None:
    assert code_of(value, (("content-type", b"application/cloudevents"),)) == "envelope_not_json"


def test_structured_mode_nested_deeper_than_anybody_reads() -> None:
    """It must cost one dead letter, not the lane that all inboxes share."""
    deep = orjson.dumps({**EVENT, "data": 0}).replace(b'"data":0', b'"data":' + b"[" * 600 + b"]" * 600)
    assert code_of(deep, (("content-type", b"application/cloudevents"),)) == "envelope_not_json"


def test_the_value_of_binary_mode_is_passed_on_as_it_came() -> None:
    """The body is the domain's to read; a tombstone is an empty one."""
    assert read(b"\xff not json", GOOD.headers()).data == b"\xff not json"
    assert read(None, GOOD.headers()).data == b""


_TEXTS = some.one_of(some.text(max_size=80).map(str.encode), some.binary(max_size=80))
_NAMES = some.sampled_from([*REQUIRED, "content-type", "Content-Type", "ce_time", "traceparent", "x"])
_VALUES = some.one_of(_TEXTS, some.sampled_from([b"1.0", b"application/cloudevents", b"application/json"]))


@given(some.one_of(some.none(), some.binary(max_size=200)), some.lists(some.tuples(_NAMES, _VALUES), max_size=8))
def test_whatever_arrives_there_is_an_envelope_or_a_code_with_words(
    value: bytes | None, headers: list[tuple[str, bytes]]
) -> None:
    """Nothing else is ever raised: whatever else went up would stop intake."""
    said, envelope = "", None
    try:
        envelope = read(value, tuple(headers))
    except EnvelopeError as refused:
        said = explain(refused.code, {})
    assert (envelope is None) == said.endswith("。")
