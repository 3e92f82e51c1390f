"""A record of ``facts`` taken apart: its place in the chain, its fact, and what in it is personal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from hub.readmodel.personal import applicant_of, split
from hub.readmodel.rows import PersonalRow, TimelineRow
from schemas.envelope import CAUSE, DIGEST, NUMBER
from schemas.facts.erased import stand_in
from schemas.reading import BodyError, read_fact

if TYPE_CHECKING:
    from hub.lanes.values import Record
    from schemas.facts import Fact


class Place(NamedTuple):
    """Where a fact stands: a number is given once per aggregate."""

    aggregate: str
    number: int


class Received(NamedTuple):
    """A fact's envelope, its body not yet read."""

    place: Place
    digest: str
    type: str
    at: str
    cause: str
    data: bytes


class Opened(NamedTuple):
    """A fact's body: ``fact`` is None where this release can't read it, and ``fault`` says why."""

    received: Received
    fact: Fact | None
    timeline: TimelineRow
    personal: PersonalRow | None
    fault: str = ""


def receive(record: Record) -> Received | None:
    """Read the envelope; None for a record that casework can't have written."""
    headers = dict(record.headers)
    try:
        return Received(
            Place(headers["ce_subject"].decode(), int(headers[NUMBER])),
            headers[DIGEST].decode(),
            headers["ce_type"].decode(),
            headers["ce_time"].decode(),
            headers.get(CAUSE, b"").decode(),
            record.value or b"",
        )
    except (KeyError, ValueError):
        return None


def open_body(received: Received, erased: int = 0) -> Opened:
    """Read the body and part what is personal from the rest. Never fails: an unknown type is kept as it came.

    ``erased``: parts that a stand-in stands for, since their key is destroyed.
    """
    try:
        fact = read_fact(received.type, received.data)
    except BodyError as error:
        return _opened(received, None, _loose(received.data), erased, error.code)
    if b'"personal"' not in received.data:
        return _opened(received, fact, orjson.Fragment(received.data))
    return _opened(received, fact, orjson.loads(received.data), erased)


def _opened(received: Received, fact: Fact | None, body: Any, erased: int = 0, fault: str = "") -> Opened:
    place = received.place
    taken = {} if isinstance(body, orjson.Fragment) else split(body)
    if erased:
        standing = orjson.loads(stand_in(received.type))
        taken = {pointer: part for pointer, part in taken.items() if part != standing}
    bodies = {str(place.number): taken} if taken else {}
    personal = PersonalRow(place.aggregate, applicant_of(fact), bodies) if taken or erased else None
    row = TimelineRow(place.aggregate, place.number, received.digest, received.type, received.at, received.cause, body)
    return Opened(received, fact, row, personal, fault)


def _loose(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
