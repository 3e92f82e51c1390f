"""CloudEvents 1.0 over Kafka: the envelope every message of the hub travels in.

Binary mode is what we write (value = data, each attribute in a ``ce_`` header); structured mode is
accepted as well. Source: CloudEvents 1.0.2, Kafka Protocol Binding 1.0.2, sections 3.1 to 3.3.

    EnvelopeError
    ├── structured and not JSON, or not an object        (the sender's fault: send valid JSON)
    ├── an attribute missing, doubled, too long or not UTF-8   (the sender's fault: set each ce_ header once)
    └── a specversion we do not know                      (the sender's fault: send 1.0)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Headers = tuple[tuple[str, bytes], ...]

SPECVERSION: Final = "1.0"
CONTENT_TYPE: Final = "content-type"
STRUCTURED: Final = "application/cloudevents"
JSON: Final = "application/json"
SCHEMAS: Final = "urn:tongban:schema:"

ENDPOINT: Final = "hub_endpoint"
"""Header, on commands: the endpoint whose inbox it came through, or ``hub`` for our own."""
RECEIVED: Final = "hub_received"
"""Header, on commands: the legal moment of receipt, milliseconds since 1970 (append time in the inbox)."""
NUMBER: Final = "hub_number"
"""Header, on facts, states, work and results: number of the fact in its aggregate, from 1."""
DIGEST: Final = "hub_digest"
"""Header, beside the number: hex digest of the fact, which covers the digest of the fact before."""
HOPS: Final = "hub_hops"
"""Header, on commands of aggregates to each other: how many such commands led to it."""
CAUSE: Final = "hub_cause"
"""Header, on facts: id of the command that caused it (endpoint|ce_source|ce_id)."""
SEED: Final = "hub_seed"
"""Header, on commands: 32 random bytes, hex, of which keys of personal parts are made; gone with the command."""
REFERENCE: Final = "hub_reference"
"""Header, on facts: offset of the ``reference`` topic the fact was decided under."""

_SUBJECT: Final = re.compile(r"[0-9A-Za-z.:_-]{1,128}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""CloudEvents 1.0.2, section 3.1: characters that no attribute may hold."""

REQUIRED: Final = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject")


class EnvelopeError(ValueError):
    """The message has no readable envelope; ``code`` is stable, the text says what to do next."""

    def __init__(self, code: str, text: str) -> None:
        """Keep the code beside the text."""
        super().__init__(text)
        self.code = code


class Envelope(NamedTuple):
    """One CloudEvent: its attributes as text, its data as the bytes that were sent."""

    id: str
    source: str
    type: str
    subject: str
    data: bytes
    time: str = ""
    dataschema: str = ""
    traceparent: str = ""

    def headers(self, extra: Iterable[tuple[str, bytes]] = ()) -> Headers:
        """Give the binary-mode headers, then ``extra`` ones of the hub."""
        return (
            (CONTENT_TYPE, b"application/json"),
            ("ce_specversion", b"1.0"),
            ("ce_id", self.id.encode()),
            ("ce_source", self.source.encode()),
            ("ce_type", self.type.encode()),
            ("ce_subject", self.subject.encode()),
            *((("ce_time", self.time.encode()),) if self.time else ()),
            *((("ce_dataschema", self.dataschema.encode()),) if self.dataschema else ()),
            *((("traceparent", self.traceparent.encode()),) if self.traceparent else ()),
            *extra,
        )


def read(value: bytes | None, headers: Headers) -> Envelope:
    """Read an envelope in either mode. Raises EnvelopeError."""
    attributes = dict(headers)
    content_type = attributes.get(CONTENT_TYPE) or attributes.get("Content-Type") or b""
    if content_type[: len(STRUCTURED)].lower() == STRUCTURED.encode():
        return _structured(value)
    if len(attributes) != len(headers):
        _refuse_doubled(headers)
    return _binary(value, attributes)


def _binary(value: bytes | None, attributes: Mapping[str, bytes]) -> Envelope:
    try:
        if attributes["ce_specversion"] != b"1.0":
            _refuse_specversion(attributes["ce_specversion"].decode(errors="replace"))
        envelope = Envelope(
            attributes["ce_id"].decode(),
            attributes["ce_source"].decode(),
            attributes["ce_type"].decode(),
            attributes["ce_subject"].decode(),
            value or b"",
            attributes.get("ce_time", b"").decode(),
            attributes.get("ce_dataschema", b"").decode(),
            attributes.get("traceparent", b"").decode(),
        )
    except KeyError as missing:
        raise EnvelopeError("envelope_missing", f"header {missing.args[0]} is missing: set it") from None
    except UnicodeDecodeError:
        raise EnvelopeError("envelope_not_utf8", "a ce_ header is not UTF-8: encode it as UTF-8") from None
    return _complete(envelope)


def _structured(value: bytes | None) -> Envelope:
    try:
        event = orjson.loads(value or b"")
    except orjson.JSONDecodeError:
        raise EnvelopeError("envelope_not_json", "structured mode, but the value is not JSON in UTF-8") from None
    if not isinstance(event, dict):
        raise EnvelopeError("envelope_not_json", "structured mode, but the value is not a JSON object")
    texts = {f"ce_{name}": value for name, value in event.items() if isinstance(value, str)}
    for name in REQUIRED:
        if name not in texts:
            raise EnvelopeError("envelope_missing", f"attribute {name[3:]} is missing: set it")
    if texts["ce_specversion"] != SPECVERSION:
        _refuse_specversion(texts["ce_specversion"])
    return _complete(
        Envelope(
            texts["ce_id"],
            texts["ce_source"],
            texts["ce_type"],
            texts["ce_subject"],
            _data(event),
            texts.get("ce_time", ""),
            texts.get("ce_dataschema", ""),
            texts.get("ce_traceparent", ""),
        )
    )


def _data(event: Mapping[str, object]) -> bytes:
    try:
        return orjson.dumps(event.get("data"))
    except orjson.JSONEncodeError:
        # orjson reads deeper nesting than it writes
        raise EnvelopeError("envelope_not_json", "structured mode, but the data is nested too deeply") from None


def _complete(envelope: Envelope) -> Envelope:
    for name, text in (("ce_id", envelope[0]), ("ce_source", envelope[1]), ("ce_type", envelope[2])):
        if not text:
            raise EnvelopeError("envelope_missing", f"{name} is empty: set it")
    for name, text, limit in (
        ("ce_id", envelope[0], 64),
        ("ce_source", envelope[1], 200),
        ("ce_type", envelope[2], 64),
        ("ce_time", envelope[5], 64),
        ("ce_dataschema", envelope[6], 200),
        ("traceparent", envelope[7], 200),
    ):
        if len(text) > limit:
            raise EnvelopeError("envelope_too_long", f"{name} has {len(text)} characters: send {limit} at most")
        if _CONTROL.search(text):
            raise EnvelopeError("envelope_characters", f"{name} holds a control character: remove it")
    if not envelope.subject:
        raise EnvelopeError("envelope_no_subject", "ce_subject is empty: set it to the case or bundle number")
    if not _SUBJECT.fullmatch(envelope.subject):
        raise EnvelopeError("envelope_subject_form", "ce_subject is not of 1 to 128 letters, digits and .:_-")
    return envelope


def _refuse_doubled(headers: Headers) -> None:
    seen = set()
    for name, _ in headers:
        if name in seen and name.startswith("ce_"):
            raise EnvelopeError("envelope_doubled", f"header {name} is set twice: set it once")
        seen.add(name)


def _refuse_specversion(version: str) -> NoReturn:
    raise EnvelopeError("envelope_version", f"ce_specversion is {version[:20]!r}: send {SPECVERSION}")
