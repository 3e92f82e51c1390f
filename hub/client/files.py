"""Filings in a file: one JSON object, an array of them, or one a line; bare data, or with its envelope beside it.

{"window": {…}, "application": {…}}                                   bare: number and id are made
{"title": …, "window": {…}, "personal": {…}, "children": [{…}]}       a bundle; may name its "kind", shared "form" and
                                                                      "materials"; a child's "waits_for" names cases by
                                                                      number, or by item code where one child has it
{"number": "520181…B…", "data": {"children": [{…}]}}                  more cases of a project, stage by stage
{"endpoint": "520181", "ce_type": …, "number": …, "data": {…}}        as `hub sample` prints; also for acts
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from hub.client.errors import Rejected
from hub.client.submission import Desk, Submission
from hub.domain.reference import Reference
from schemas.topics import MAX_RECORD_BYTES


class Line(NamedTuple):
    """One filing of a file and where it stood, from 1."""

    place: int
    fields: Mapping[str, Any]


class RejectedLine(NamedTuple):
    """A filing of a file that is wrong."""

    place: int
    why: Rejected


def lines_of(content: bytes) -> Iterator[Line | RejectedLine]:
    """Read a file's content; a line that is no JSON object is told with its place, the others go on."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield RejectedLine(1, Rejected("body_not_utf8"))
        return
    try:
        whole = orjson.loads(text)
    except orjson.JSONDecodeError:
        yield from _each_line(text)
        return
    for place, fields in enumerate(whole if isinstance(whole, list) else [whole], start=1):
        yield _line(place, fields)


def submission_of(line: Line, endpoint: str, now: datetime, reference: Reference | None) -> Submission:
    """Make the submission of a line; ``endpoint`` stands where the line names none. Raises Rejected."""
    fields = line.fields
    if "data" not in fields:
        return Desk(endpoint, reference).file(fields, now)
    named = str(fields.get("endpoint") or endpoint)
    desk, number = Desk(named, reference), str(fields.get("number") or "")
    data, ce_type = fields["data"], str(fields.get("ce_type") or "")
    if not isinstance(data, dict):
        raise Rejected("body_invalid", "/data", {"rule": "object"})
    if not ce_type:
        return desk.file(data, now, number)
    return desk.command(ce_type, number, data, now)


def _each_line(text: str) -> Iterator[Line | RejectedLine]:
    for place, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        # twice the limit: a line is an envelope as well, and the record itself is measured when it is made
        if len(line) > 2 * MAX_RECORD_BYTES:
            yield RejectedLine(place, Rejected("too_large"))
            continue
        try:
            yield _line(place, orjson.loads(line))
        except orjson.JSONDecodeError:
            yield RejectedLine(place, Rejected("body_not_json"))


def _line(place: int, fields: Any) -> Line | RejectedLine:
    if isinstance(fields, dict):
        return Line(place, fields)
    return RejectedLine(place, Rejected("body_invalid", params={"rule": "object"}))
