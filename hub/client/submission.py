"""What is sent: number, id and bytes are made once, offline, so a receipt can be printed with the network down.

Whoever sends a submission again sends the same id: the hub answers as it did the first time, and nothing is doubled.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import orjson

from hub.client.checks import Warned, check, read_body, warnings_of
from hub.client.errors import Rejected
from hub.domain.identifiers import is_bundle_number, make_bundle_number, make_case_number
from hub.domain.identifiers.numbers import Draw
from hub.domain.reference import Reference
from hub.lanes.values import Message
from schemas.commands import AddChildren, Command, FileApplication, FileBundle
from schemas.envelope import SCHEMAS, Envelope
from schemas.times import in_china
from schemas.topics import INBOX, MAX_RECORD_BYTES
from schemas.values import encode

Data = Mapping[str, Any] | bytes
"""The data of a command: as a mapping, or as JSON bytes in UTF-8."""
HEADER_ROOM: Final = 4_096
"""Bytes of a record that key and headers may take."""


class Submission(NamedTuple):
    """One command, ready to be sent to its endpoint's inbox."""

    endpoint: str
    number: str
    ce_type: str
    id: str
    """``ce_id``; sent again it counts once."""
    made_at: datetime
    data: bytes
    warnings: tuple[Warned, ...] = ()
    """What the window should know before it sends; nothing of it is refused."""

    def message(self) -> Message:
        """Give the record: CloudEvents binary mode, key = number."""
        time, schema = self.made_at.isoformat(timespec="milliseconds"), SCHEMAS + self.ce_type
        envelope = Envelope(self.id, f"/{self.endpoint}", self.ce_type, self.number, self.data, time, schema)
        return Message(INBOX + self.endpoint, 0, self.number.encode(), self.data, envelope.headers())

    @property
    def cases(self) -> tuple[str, ...]:
        """The numbers of the cases it files; none for an act."""
        if self.ce_type == FileApplication.ce_type:
            return (self.number,)
        if self.ce_type in {FileBundle.ce_type, AddChildren.ce_type}:
            return tuple(child["case"] for child in orjson.loads(self.data)["children"])
        return ()

    def receipt(self) -> str:
        """Give the slip for the applicant (收件凭证), printable before anything was sent; nothing personal on it."""
        title = "联办编号" if is_bundle_number(self.number) else "办件编号"
        lines = ["收件凭证", f"{title}:{self.number}"]
        lines += [f"办件编号:{case}" for case in self.cases if case != self.number]
        return "\n".join([*lines, f"收件时间:{self.made_at:%Y年%m月%d日 %H:%M:%S}", f"收件地:{self.endpoint}"])


class Desk:
    """Makes the submissions of one endpoint. Opens no connection.

        desk = Desk("520181", reference=load())
        submission = desk.file({"window": {...}, "application": {...}}, datetime.now(CHINA))
        print(submission.receipt())

    With ``reference`` everything that the hub would refuse is refused here; without it items and regions are not
    looked up. ``draw`` gives random bits.
    """

    def __init__(self, endpoint: str, reference: Reference | None = None, draw: Draw = secrets.randbits) -> None:
        self.endpoint = endpoint
        self._reference = reference
        self._draw = draw

    def file(self, data: Data, now: datetime, number: str = "") -> Submission:
        """Make the filing of an application, or of a bundle where there are ``children``.

        Numbers that are missing are made. The id follows from number and content: filing the same again counts once,
        and what was refused may be filed again, corrected, under its number.
        Raises Rejected.
        """
        fields = dict(parse(data))
        moment = in_china(now)
        if number and fields.keys() == {"children"}:
            return self.add(number, data, now)
        if "children" in fields:
            ce_type, made = FileBundle.ce_type, number or make_bundle_number(self.endpoint[:6], moment, self._draw)
            fields["children"] = waiting_by_number([self._with_number(child, moment) for child in _children(fields)])
        else:
            ce_type, made = FileApplication.ce_type, number or make_case_number(self.endpoint[:6], moment, self._draw)
        body = orjson.dumps(fields)
        return self._submit(ce_type, made, body, moment, _filing_id(made, body))

    def add(self, number: str, data: Data, now: datetime) -> Submission:
        """Make the filing of more cases of a project, ``{"children": [{…}]}``. Raises Rejected."""
        fields, moment = dict(parse(data)), in_china(now)
        fields["children"] = [self._with_number(child, moment) for child in _children(fields)]
        body = orjson.dumps(fields)
        return self._submit(AddChildren.ce_type, number, body, moment, _filing_id(number, body))

    def act(self, number: str, act: Command, now: datetime) -> Submission:
        """Make an officer's or a window's act on a case. Raises Rejected."""
        return self._submit(act.ce_type, number, encode(act), in_china(now), self._new_id())

    def command(self, ce_type: str, number: str, data: Data, now: datetime) -> Submission:
        """Make any command from its data as it is. Raises Rejected."""
        body = data if isinstance(data, bytes) else orjson.dumps(dict(data))
        filing = ce_type in {FileApplication.ce_type, FileBundle.ce_type, AddChildren.ce_type}
        return self._submit(
            ce_type, number, body, in_china(now), _filing_id(number, body) if filing else self._new_id()
        )

    def _submit(self, ce_type: str, number: str, data: bytes, now: datetime, id_: str) -> Submission:
        if len(data) > MAX_RECORD_BYTES - HEADER_ROOM:
            raise Rejected("too_large")
        body = read_body(ce_type, data)
        check(self.endpoint, number, body, now, self._reference)
        warned = warnings_of(self.endpoint, number, body, now, self._reference)
        return Submission(self.endpoint, number, ce_type, id_, now, data, warned)

    def _with_number(self, child: Any, now: datetime) -> Any:
        if isinstance(child, dict) and not child.get("case"):
            return {**child, "case": make_case_number(self.endpoint[:6], now, self._draw)}
        return child

    def _new_id(self) -> str:
        return f"{self._draw(128):032x}"


def _filing_id(number: str, body: bytes) -> str:
    return f"file/{number}/{hashlib.sha256(body).hexdigest()[:16]}"


def parse(data: Data) -> Mapping[str, Any]:
    """Read JSON into a mapping. Raises Rejected: not UTF-8, not JSON, no object."""
    if not isinstance(data, bytes):
        return data
    try:
        fields = orjson.loads(data.decode())
    except UnicodeDecodeError:
        raise Rejected("body_not_utf8") from None
    except orjson.JSONDecodeError:
        raise Rejected("body_not_json") from None
    if not isinstance(fields, dict):
        raise Rejected("body_invalid", params={"rule": "object"})
    return fields


def waiting_by_number(children: list[Any]) -> list[Any]:
    """Let a child say by item code what it waits for, while numbers are still to be made: one case has that item."""
    by_item: dict[str, list[str]] = {}
    for child in children:
        if isinstance(child, dict):
            by_item.setdefault(str(child.get("item")), []).append(str(child.get("case")))
    return [_named(child, by_item) for child in children]


def _named(child: Any, by_item: Mapping[str, list[str]]) -> Any:
    waits_for = child.get("waits_for") if isinstance(child, dict) else None
    if not isinstance(waits_for, list):
        return child
    numbers = [
        by_item[case][0] if isinstance(case, str) and len(by_item.get(case, ())) == 1 else case for case in waits_for
    ]
    return {**child, "waits_for": numbers}


def _children(fields: Mapping[str, Any]) -> list[Any]:
    children = fields["children"]
    if not isinstance(children, list):
        raise Rejected("body_invalid", "/children", {"rule": "array"})
    return children
