"""What the judge goes by: committed topics and the ledger, read as a reader who knows copies reads them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from hub.personal.keys import KeyRecord, read_record
from schemas.control import CONTROLS
from schemas.envelope import CAUSE, DIGEST, NUMBER
from schemas.reading import read_fact
from schemas.topics import COMMANDS, FACTS, KEYS, RESULTS, SIGNING, STATES, WORK
from schemas.values import encode
from tests.simulation.country import ENDPOINTS
from tests.simulation.sealed import opened_state, opening

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.lanes.values import Record
    from schemas.facts import Fact as Said
    from tests.simulation.run import Run


class Fact(NamedTuple):
    """A fact as it stands in ``facts``."""

    subject: str
    number: int
    digest: str
    cause: str
    type: str
    body: bytes


class Asked(NamedTuple):
    """A command as it stands on ``commands``."""

    partition: int
    offset: int
    id: str
    subject: str
    endpoint: str
    source: str
    received: int | None
    """Milliseconds since 1970, where it came through an inbox."""
    type: str
    body: bytes

    @property
    def content(self) -> tuple[str, str, bytes]:
        """What makes two of them twins."""
        return (self.id, self.type, self.body)


class Group(NamedTuple):
    """Facts in a row that one command caused."""

    cause: str
    facts: list[Fact]

    @property
    def is_conflict(self) -> bool:
        """Whether it only says that the id was used before for another body."""
        return len(self.facts) == 1 and orjson.loads(self.facts[0].body).get("code") == "conflict"


@dataclass
class Evidence:
    """The committed topics of one run, put in order."""

    run: Run
    copies: int = 0
    forks: list[str] = field(default_factory=list)

    @cached_property
    def timelines(self) -> Mapping[str, list[Fact]]:
        """Facts by aggregate, in the order of the log, copies dropped."""
        timelines: dict[str, list[Fact]] = defaultdict(list)
        seen: dict[tuple[str, int], str] = {}
        for record in self.run.records(FACTS):
            fact = _fact(record)
            known = seen.get((fact.subject, fact.number))
            if known is None:
                seen[(fact.subject, fact.number)] = fact.digest
                timelines[fact.subject].append(fact)
            elif known == fact.digest:
                self.copies += 1
            else:
                self.forks.append(f"{fact.subject} number {fact.number}")
        return timelines

    @cached_property
    def groups(self) -> Mapping[str, list[Group]]:
        """Facts by aggregate and cause."""
        grouped: dict[str, list[Group]] = {}
        for subject, facts in self.timelines.items():
            groups: list[Group] = []
            for fact in facts:
                if groups and groups[-1].cause == fact.cause and not _begins_anew(groups[-1], fact):
                    groups[-1].facts.append(fact)
                else:
                    groups.append(Group(fact.cause, [fact]))
            grouped[subject] = groups
        return grouped

    @cached_property
    def asked(self) -> list[Asked]:
        """Commands in the order of their partitions, without those to lanes."""
        return [_asked(record) for record in self.run.records(COMMANDS) if _type(record) not in CONTROLS]

    @cached_property
    def states(self) -> Mapping[bytes, bytes]:
        """The last value of every key of ``states``, the lanes' own by partition left out."""
        last = {record.key or b"": record.value for record in self.run.records(STATES)}
        return {key: value for key, value in last.items() if value is not None}

    @cached_property
    def _key_records(self) -> list[KeyRecord]:
        last = {record.key or b"": record.value for record in self.run.records(KEYS)}
        return [read_record(key, value) for key, value in last.items()]

    @cached_property
    def keys(self) -> Mapping[str, dict[int, str]]:
        """Wrapped keys by aggregate and place."""
        keys: dict[str, dict[int, str]] = defaultdict(dict)
        for aggregate, place, held in self._key_records:
            if held.wrapped:
                keys[aggregate][place] = held.wrapped
        return keys

    @cached_property
    def owners(self) -> Mapping[str, list[str]]:
        """Whose keys each aggregate has."""
        owners: dict[str, list[str]] = defaultdict(list)
        for aggregate, _, held in self._key_records:
            owners[aggregate].append(held.owner)
        return owners

    def said(self, fact: Fact) -> Said:
        """Read a fact as whoever has the keys reads it."""
        return read_fact(fact.type, opening().open(fact.type, fact.body, self.keys.get(fact.subject, {})).body)

    def state(self, subject: str) -> bytes:
        """Give noun and JSON of an aggregate's state, opened; empty where there is none."""
        line = self.states.get(subject.encode(), b"").partition(b"\n")[2]
        if not line:
            return b""
        state = opened_state(line)
        return b"%s %s" % (state.noun.encode(), encode(state.of_domain))

    @cached_property
    def heads(self) -> Mapping[str, dict[str, Any]]:
        """What the lane keeps around each aggregate's state."""
        return {
            key.decode(): orjson.loads(value.partition(b"\n")[0])
            for key, value in self.states.items()
            if not key.startswith(b"~")
        }

    @cached_property
    def notices(self) -> Mapping[tuple[str, str], set[bytes]]:
        """Values by queue and id: more than one value under one id are different words."""
        notices: dict[tuple[str, str], set[bytes]] = defaultdict(set)
        for topic in (SIGNING, *(kind + endpoint for kind in (WORK, RESULTS) for endpoint in ENDPOINTS)):
            for record in self.run.records(topic):
                notices[(record.topic, dict(record.headers)["ce_id"].decode())].add(record.value or b"")
        return notices


def _begins_anew(group: Group, fact: Fact) -> bool:
    """Tell a conflict from the facts of the same id before it."""
    return group.is_conflict or Group(fact.cause, [fact]).is_conflict


def _type(record: Record) -> str:
    return dict(record.headers)["ce_type"].decode()


def _fact(record: Record) -> Fact:
    headers = dict(record.headers)
    return Fact(
        headers["ce_subject"].decode(),
        int(headers[NUMBER]),
        headers[DIGEST].decode(),
        headers[CAUSE].decode(),
        headers["ce_type"].decode(),
        record.value or b"",
    )


def _asked(record: Record) -> Asked:
    headers = {name: value.decode() for name, value in record.headers}
    endpoint, source = headers.get("hub_endpoint", "hub"), headers["ce_source"]
    received = headers.get("hub_received")
    return Asked(
        record.partition,
        record.offset,
        f"{endpoint}|{source}|{headers['ce_id']}",
        headers["ce_subject"],
        endpoint,
        source,
        int(received) if received else None,
        headers["ce_type"],
        record.value or b"",
    )
