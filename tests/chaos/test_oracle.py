"""Who judges must be judged: the oracle finds each kind of damage in a small world, and none in a sound one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable

import pytest

from tests.chaos import oracle
from tests.chaos.evidence import Row, Seen

CASE, ENDPOINT = "520181A", "520181"
KINDS = ("cn.tongban.case.filed.v1", "cn.tongban.case.claimed.v1", "cn.tongban.case.accepted.v1")
IDS = [f"{ENDPOINT}|/w|{number}" for number in range(len(KINDS))]
SENT = {id_: oracle.Command(id_, ENDPOINT, CASE) for id_ in IDS}
Records = list[Seen]
Damage = Callable[[Records], Iterable[Seen]]


def facts() -> Records:
    made: Records = []
    digest = ""
    for number, (kind, cause) in enumerate(zip(KINDS, IDS, strict=True), 1):
        body = json.dumps({"number": number}).encode()
        digest = hashlib.sha256(digest.encode() + kind.encode() + body).hexdigest()
        made.append(record("facts", kind, (number, digest), body, cause))
    return made


def record(topic: str, kind: str, link: tuple[int, str], body: bytes, cause: str = "") -> Seen:
    number, digest = link
    headers = {"ce_subject": CASE, "hub_number": str(number), "ce_type": kind, "hub_digest": digest}
    headers |= {"hub_cause": cause, "ce_id": f"{CASE}/{number}/{kind}"}
    return Seen(topic, 0, CASE, body, {name: value.encode() for name, value in headers.items()})


def works() -> Records:
    topic = f"work.{ENDPOINT}"
    links = [(number, fact.text("hub_digest")) for number, fact in enumerate(facts(), 1)]
    return [record(topic, oracle.WORK_OF[kind], link, b"{}") for kind, link in zip(KINDS, links, strict=True)]


def states() -> Records:
    return [state(number, fact.text("hub_digest")) for number, fact in enumerate(facts(), 1)]


def state(number: int, digest: str) -> Seen:
    head = {"number": number, "digest": digest, "handled": {id_: [0, "", []] for id_ in IDS[:number]}}
    return Seen("states", 0, CASE, json.dumps(head).encode() + b"\ncase {}", {})


def judged(of_facts: Iterable[Seen]) -> oracle.Judgement:
    judgement = oracle.Judgement()
    oracle.judge_facts(judgement, of_facts, SENT)
    return judgement


def forged(records: Records) -> Records:
    """The second again with another digest."""
    last = records[1]
    return [*records, last._replace(headers={**last.headers, "hub_digest": b"other"})]


def handled_twice(records: Records) -> Records:
    """The first command's fact a second time, under a new number and well chained."""
    body, kind = b"{}", KINDS[0]
    digest = hashlib.sha256(records[-1].headers["hub_digest"] + kind.encode() + body).hexdigest()
    return [*records, record("facts", kind, (4, digest), body, IDS[0])]


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (lambda records: records[:-1], "missing"),
        (lambda records: [*records, records[1]], "doubled"),
        (forged, "forks"),
        (handled_twice, "forks"),
        (lambda records: [records[0], records[2], records[1]], "disordered"),
        (lambda records: [records[0]._replace(value=b"changed"), *records[1:]], "disordered"),
    ],
)
def test_damaged_facts_are_found(damage: Damage, what: str) -> None:
    """A fact left out, shown twice, forged, handled twice, out of order or changed shows in its column."""
    assert judged(facts()).counts["facts"].sound
    assert getattr(judged(damage(facts())).counts["facts"], what)


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (lambda records: records[:-1], "missing"),
        (lambda records: [*records, records[0]], "doubled"),
        (lambda records: records[::-1], "disordered"),
    ],
)
def test_damaged_work_queues_are_found(damage: Damage, what: str) -> None:
    """A notice left out, shown twice or out of order shows in its column."""
    sound, hurt = judged(facts()), judged(facts())
    oracle.judge_told(sound, "work", works(), oracle.WORK_OF)
    oracle.judge_told(hurt, "work", damage(works()), oracle.WORK_OF)
    assert sound.counts["work"].sound
    assert getattr(hurt.counts["work"], what)


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (lambda records: records[:-1], "missing"),
        (lambda records: [*records, records[-1]], "doubled"),
        (lambda records: [records[0], records[2], records[1]], "disordered"),
    ],
)
def test_damaged_states_are_found(damage: Damage, what: str) -> None:
    """A state that stands behind its facts, or is written twice or backwards, shows in its column."""
    sound, hurt = judged(facts()), judged(facts())
    oracle.judge_states(sound, states(), SENT)
    oracle.judge_states(hurt, damage(states()), SENT)
    assert sound.counts["states"].sound
    assert getattr(hurt.counts["states"], what)


def test_damaged_rows_are_found() -> None:
    """A row that is missing, or stands at another fact, shows."""
    judgement = judged(facts())
    timeline = [Row(CASE, number, fact.digest) for number, fact in enumerate(judgement.facts[CASE], 1)]
    oracle.judge_rows(judgement, timeline, timeline[-1:])
    assert judgement.counts["rows"].sound
    oracle.judge_rows(judgement, timeline[1:], timeline[:1])
    assert judgement.counts["rows"].missing == 2
    assert judgement.counts["rows"].forks == 1


def test_an_answer_may_be_repeated_to_a_twin_and_to_nobody_else() -> None:
    """Twice answered is right where the command is on `commands` twice, and a double where it is not."""
    answer = Seen(
        f"results.{ENDPOINT}", 0, CASE, b'{"command":"0"}', {"ce_type": oracle.ANSWER.encode(), "ce_id": b"a"}
    )
    sent = {IDS[0]: SENT[IDS[0]]}
    for copies, doubled in ((1, 1), (2, 0)):
        judgement = oracle.Judgement()
        judgement.passed_on[IDS[0]] = copies
        oracle.judge_answers(judgement, [answer, answer], sent)
        assert judgement.counts["answers"].doubled == doubled
        assert not judgement.counts["answers"].missing


Said = tuple[tuple[str, dict[str, str]], ...]
IDENTIFIER = "1.2.156.3005.2.11100000YANGB0019F001.11520122YANGB0019K.520181A.001.X"


def chain(subject: str, *said: tuple[str, dict[str, str]]) -> Records:
    """The facts of one aggregate."""
    made: Records = []
    digest = ""
    for number, (kind, body) in enumerate(said, 1):
        value = json.dumps(body).encode()
        digest = hashlib.sha256(digest.encode() + kind.encode() + value).hexdigest()
        one = record("facts", kind, (number, digest), value, f"{subject}/{number}")
        made.append(one._replace(key=subject, headers={**one.headers, "ce_subject": subject.encode()}))
    return made


def signed(*left_out: str) -> oracle.Judgement:
    """A decision that grants a document, the document, and the case's word of it, some of it left out."""
    case: tuple[tuple[str, dict[str, str]], ...] = (
        (oracle.DECIDED, {"identifier": IDENTIFIER}),
        (oracle.DOCUMENT_OF_CASE, {}),
    )
    document: tuple[tuple[str, dict[str, str]], ...] = ((oracle.DOCUMENT_REQUESTED, {}), (oracle.DOCUMENT_SIGNED, {}))
    judgement = oracle.Judgement()
    records = chain(CASE, *(one for one in case if one[0] not in left_out))
    records += chain(IDENTIFIER, *(one for one in document if one[0] not in left_out))
    oracle.judge_facts(judgement, records, {})
    registered = [Seen("documents", 0, IDENTIFIER, b"{}", {"hub_digest": b"d"})] if "registry" not in left_out else []
    oracle.judge_documents(judgement, registered)
    return judgement


@pytest.mark.parametrize("left_out", [oracle.DOCUMENT_OF_CASE, oracle.DOCUMENT_SIGNED, "registry"])
def test_an_approval_without_its_document_is_found(left_out: str) -> None:
    """Unsigned, untold or unregistered."""
    assert signed().counts["documents"].sound
    assert signed(left_out).counts["documents"].missing


def test_a_document_that_nobody_granted_is_found() -> None:
    """Or one that was asked for twice."""
    assert signed(oracle.DECIDED).counts["documents"].doubled
