"""Judges what is there against what was sent. Shares no code with the hub: numbers and chains are computed anew.

A *copy* is a record shown twice with the same number and digest; a *fork* has the same number and another digest.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tests.chaos.evidence import Row, Seen

WORK_OF: Final = {
    "cn.tongban.case.filed.v1": "cn.tongban.work.offered.v1",
    "cn.tongban.case.claimed.v1": "cn.tongban.work.updated.v1",
    "cn.tongban.case.released.v1": "cn.tongban.work.updated.v1",
    "cn.tongban.case.accepted.v1": "cn.tongban.work.updated.v1",
    "cn.tongban.case.decided.v1": "cn.tongban.work.updated.v1",
}
"""Every such fact is told the competent side, once."""
RESULT_OF: Final = {
    "cn.tongban.case.filed.v1": "cn.tongban.result.received.v1",
    "cn.tongban.case.accepted.v1": "cn.tongban.result.progressed.v1",
    "cn.tongban.case.decided.v1": "cn.tongban.result.decided.v1",
    "cn.tongban.case.document-signed.v1": "cn.tongban.result.decided.v1",
}
"""Every such fact is told the origin, once: a decision that grants a document when that is signed."""
DECIDED: Final = "cn.tongban.case.decided.v1"
DOCUMENT_OF_CASE: Final = "cn.tongban.case.document-signed.v1"
DOCUMENT_REQUESTED: Final = "cn.tongban.document.requested.v1"
DOCUMENT_SIGNED: Final = "cn.tongban.document.signed.v1"
ANSWER: Final = "cn.tongban.command.answered.v1"
REFUSED: Final = "refused"


class Command(NamedTuple):
    """What was sent: the id as the hub would call it (endpoint, source, ce_id), and to which aggregate."""

    id: str
    endpoint: str
    subject: str


@dataclass
class Count:
    """Of one kind of output."""

    expected: int = 0
    found: int = 0
    missing: int = 0
    doubled: int = 0
    forks: int = 0
    disordered: int = 0

    @property
    def sound(self) -> bool:
        return not (self.missing or self.doubled or self.forks or self.disordered)


class Fact(NamedTuple):
    """One fact, once."""

    type: str
    digest: str
    cause: str
    grants: str = ""
    """Identifier of the document that a decision grants."""


@dataclass
class Judgement:
    """Everything counted; ``facts`` are those left after copies were dropped, by aggregate, in order."""

    facts: dict[str, list[Fact]] = field(default_factory=lambda: defaultdict(list))
    counts: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    refused: int = 0
    passed_on: Counter[str] = field(default_factory=Counter)
    """How often each command is on ``commands``."""

    @property
    def twins(self) -> int:
        return sum(number - 1 for number in self.passed_on.values())


def judge_facts(judgement: Judgement, records: Iterable[Seen], sent: Mapping[str, Command]) -> None:
    """Recompute every chain; find commands without a fact, facts told twice, and commands handled twice."""
    count = judgement.counts["facts"]
    runs: Counter[str] = Counter()
    last_cause: dict[str, str] = {}
    for record in records:
        count.found += 1
        subject, number = record.text("ce_subject"), int(record.text("hub_number"))
        kind, digest, cause = record.text("ce_type"), record.text("hub_digest"), record.text("hub_cause")
        chain = judgement.facts[subject]
        if number <= len(chain):
            count.doubled += digest == chain[number - 1].digest
            count.forks += digest != chain[number - 1].digest
            continue
        before = chain[-1].digest if chain else ""
        right = hashlib.sha256(before.encode() + kind.encode() + record.value).hexdigest()
        count.disordered += number != len(chain) + 1 or digest != right
        grants = json.loads(record.value).get("identifier", "") if kind == DECIDED else ""
        chain.append(Fact(kind, digest, cause, grants))
        if last_cause.get(subject) != cause:
            runs[cause] += 1
            last_cause[subject] = cause
        judgement.refused += kind.rpartition(".v1")[0].endswith(REFUSED)
    count.expected = sum(map(len, judgement.facts.values()))
    count.missing = sum(id_ not in runs for id_ in sent)
    # A cause with two runs of facts was handled twice: the worst there is.
    count.forks += sum(number > 1 for number in runs.values())


def judge_told(judgement: Judgement, name: str, records: Iterable[Seen], told: Mapping[str, str]) -> None:
    """Every fact of these types has its one notice, with its number and digest, in order for each case."""
    count = judgement.counts[name]
    seen: dict[str, bytes] = {}
    notices: Counter[tuple[str, int, str, str]] = Counter()
    last: dict[tuple[str, str], int] = defaultdict(int)
    for record in records:
        kind = record.text("ce_type")
        if kind == ANSWER:
            continue
        # What bundles tell has other types, and is only watched for doubles.
        count.found += kind in told.values()
        id_, digest = f"{record.topic}/{record.text('ce_id')}", record.headers.get("hub_digest", b"")
        if id_ in seen:
            count.doubled += seen[id_] == digest
            count.forks += seen[id_] != digest
            continue
        seen[id_] = digest
        subject, number = record.text("ce_subject"), int(record.text("hub_number"))
        place = (record.topic, subject)
        count.disordered += number < last[place]
        last[place] = number
        notices[subject, number, digest.decode(), kind] += 1
    for subject, chain in judgement.facts.items():
        for number, fact in enumerate(chain, 1):
            if fact.type in told and not (fact.grants and told is RESULT_OF):
                count.expected += 1
                count.missing += notices[subject, number, fact.digest, told[fact.type]] != 1


def judge_documents(judgement: Judgement, registry: Iterable[Seen]) -> None:
    """Every approval that grants a document has one: asked for once, signed, in its case, and in the registry."""
    count = judgement.counts["documents"]
    granted = {fact.grants for chain in judgement.facts.values() for fact in chain if fact.grants}
    types = {subject: Counter(fact.type for fact in chain) for subject, chain in judgement.facts.items()}
    documents = {subject for subject in types if subject.startswith("1.2.156.")}
    registered: dict[str, set[bytes]] = defaultdict(set)
    for record in registry:
        registered[record.key].add(record.headers.get("hub_digest", b""))
    count.expected, count.found = len(granted), len(documents)
    count.missing = len(granted - documents) + sum(
        not types[each][DOCUMENT_SIGNED] or each not in registered for each in granted & documents
    )
    count.doubled = sum(types[each][DOCUMENT_REQUESTED] != 1 for each in documents) + len(documents - granted)
    signed = sum(chain[DOCUMENT_OF_CASE] for chain in types.values())
    count.missing += abs(signed - len(granted))


def count_passed_on(judgement: Judgement, records: Iterable[Seen]) -> None:
    """How often each command came onto ``commands``: intake passes on twins, and each is answered."""
    for record in records:
        if "hub_received" in record.headers:
            id_ = "|".join(record.text(name) for name in ("hub_endpoint", "ce_source", "ce_id"))
            judgement.passed_on[id_] += 1


def judge_answers(judgement: Judgement, records: Iterable[Seen], sent: Mapping[str, Command]) -> None:
    """Every command is answered in the queue of the endpoint that sent it: once, and its twins with the same words."""
    count = judgement.counts["answers"]
    answers: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for record in records:
        if record.text("ce_type") == ANSWER:
            place = f"{record.topic.removeprefix('results.')}/{json.loads(record.value)['command']}"
            answers[place].append((record.text("ce_id"), record.value))
    count.expected = len(sent)
    for command in sent.values():
        given = answers[f"{command.endpoint}/{command.id.rpartition('|')[2]}"]
        count.found += len(given)
        count.missing += not given
        count.forks += len(set(given)) > 1
        count.doubled += max(0, len(given) - max(1, judgement.passed_on[command.id]))


def judge_states(judgement: Judgement, records: Iterable[Seen], sent: Mapping[str, Command]) -> None:
    """The last state of every aggregate stands at its last fact and remembers every command that was sent to it."""
    count = judgement.counts["states"]
    heads: dict[str, tuple[int, str]] = {}
    remembered: dict[str, set[str]] = {}
    for record in records:
        if record.key.startswith("~") or not record.value:
            continue
        count.found += 1
        head = json.loads(record.value.partition(b"\n")[0])
        before = heads.get(record.key, (0, ""))
        place = (head["number"], head["digest"])
        if place[0] <= before[0]:
            count.doubled += place == before
            count.disordered += place[0] < before[0]
            count.forks += place[0] == before[0] and place != before
            continue
        heads[record.key], remembered[record.key] = place, set(head["handled"])
    count.expected = len(judgement.facts)
    for subject, chain in judgement.facts.items():
        count.missing += heads.get(subject) != (len(chain), chain[-1].digest)
    count.missing += sum(command.id not in remembered.get(command.subject, ()) for command in sent.values())


def judge_rows(judgement: Judgement, timeline: Iterable[Row], cases: Iterable[Row]) -> None:
    """The database has every fact once, and every case at its last fact."""
    count = judgement.counts["rows"]
    rows = Counter(timeline)
    facts = {
        Row(subject, number, fact.digest)
        for subject, chain in judgement.facts.items()
        for number, fact in enumerate(chain, 1)
    }
    standing = Counter(cases)
    filed = {
        Row(subject, len(chain), chain[-1].digest)
        for subject, chain in judgement.facts.items()
        if any(fact.type in WORK_OF for fact in chain)
    }
    count.expected, count.found = len(facts) + len(filed), sum(rows.values()) + sum(standing.values())
    count.missing = len(facts - rows.keys()) + len(filed - standing.keys())
    count.forks = len(rows.keys() - facts) + len(standing.keys() - filed)
    count.doubled = sum(number - 1 for number in (*rows.values(), *standing.values()))
