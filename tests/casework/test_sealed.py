"""What casework writes when personal data is sealed: nothing readable, the same bytes twice, keys that can go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from hub.casework.decider import Casework
from hub.lanes.aggregates import UnknownVersionError
from hub.lanes.command import Command, command_of
from hub.lanes.values import Message, Record
from hub.personal.key_store import FileKeyStore, add_key, drop_keys, make_store
from hub.personal.keys import WRAP_KEYS, read_record
from hub.personal.opening import Opening
from hub.personal.sealing import Sealing
from schemas.chain import link_digest
from schemas.commands import (
    AcceptCase,
    AskCorrection,
    ClaimCase,
    CorrectionPoint,
    EraseBundleData,
    EraseCaseData,
    EraseDocumentData,
    IssueDocument,
    RescindDocument,
    SupplyCorrection,
    SuspendDocument,
    WithdrawCase,
)
from schemas.commands import Command as Body
from schemas.control import HUB
from schemas.envelope import DIGEST, SEED
from schemas.facts import CaseFiled
from schemas.notices import SignatureWanted
from schemas.personal import SEALED, Suite
from schemas.reading import read_fact, read_notice
from schemas.topics import COMMANDS, DOCUMENTS, FACTS, KEYS, SIGNING
from tests.casework.court import PARTITIONS, Court, body, facts, header, refusal
from tests.domain.documents import BODIES, document
from tests.domain.signing import signature_for
from tests.domain.world import (
    ANY_FORM,
    CLERK,
    QINGZHEN,
    XIFENG,
    bundle_number,
    bundle_of,
    case_number,
    filing,
    identifier_of,
    officer,
    person,
    reference,
)

CASE = case_number()
DOCUMENT = identifier_of()
BUNDLE = bundle_number()
CHILDREN = [case_number(seed) for seed in (11, 12, 13)]
SEED_BYTES = bytes(range(32)).hex().encode()
FILING = filing()
APPLICANT = FILING.application.personal.applicant
STORY: list[tuple[str, Body]] = [
    (QINGZHEN, FILING),
    (XIFENG, ClaimCase(by=officer())),
    (XIFENG, AcceptCase(by=officer())),
    (QINGZHEN, WithdrawCase(by=CLERK, reason="申请人撤回", in_person=True)),
]
BASIS = "删除申请2026-17"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A key store."""
    path = tmp_path / "personal.json"
    make_store(path, date(2026, 11, 26))
    return path


def court_of(path: Path, suite: Suite = "aes") -> Court:
    """A court whose words are sealed."""
    return Court(sealing=Sealing(FileKeyStore(path), suite))


def seeded(court: Court, endpoint: str, subject: str, said: Body) -> Command:
    """A command as intake passes it on."""
    return court.command(endpoint, subject, said, headers=((SEED, SEED_BYTES),))


def told(court: Court, story: list[tuple[str, Body]] = STORY, subject: str = CASE) -> list[Message]:
    """Let a story happen."""
    for endpoint, said in story:
        court.give(seeded(court, endpoint, subject, said))
    return court.written


def follow(court: Court, written: list[Message]) -> list[Message]:
    """Let what aggregates ask of each other follow, as their lanes would; give all of it."""
    waiting, everything = list(written), list(written)
    while waiting:
        message = waiting.pop(0)
        if message.topic == COMMANDS:
            record = Record(COMMANDS, 2, 0, int(court.now.timestamp() * 1000), *message[2:])
            made = court.give(command_of(record, dict(message.headers)))
            waiting += made
            everything += made
    return everything


def secrets_of(said: Any) -> Iterator[bytes]:
    """Names and numbers in a personal part."""
    if isinstance(said, dict):
        for name, child in said.items():
            if name in {"name", "number", "phone", "uscc"} and isinstance(child, str):
                yield child.encode()
            yield from secrets_of(child)
    elif isinstance(said, list):
        for child in said:
            yield from secrets_of(child)


def keys_of(written: list[Message]) -> dict[bytes, bytes | None]:
    """The keys topic, compacted."""
    return {message.key or b"": message.value for message in written if message.topic == KEYS}


def opened(fact: Message, keys: dict[bytes, bytes | None], path: Path) -> Any:
    """A fact as a reader opens it."""
    own = {}
    for key, value in keys.items():
        one = read_record(key, value)
        if one.held.wrapped and one.aggregate == header(fact, "ce_subject"):
            own[one.place] = one.held.wrapped
    ce_type = header(fact, "ce_type")
    found = Opening(FileKeyStore(path)).open(ce_type, fact.value or b"", own)
    return read_fact(ce_type, found.body), found.erased


@pytest.mark.parametrize("suite", ["aes", "sm4"])
def test_nothing_personal_in_facts_states_and_keys(path: Path, suite: Suite) -> None:
    """Whoever holds the log for ever holds no name and no number; with the keys a fact says what was filed."""
    court = court_of(path, suite)
    written = told(court)
    secrets = set(secrets_of(orjson.loads(FILING.application.personal.model_dump_json())))
    assert len(secrets) >= 2
    kept = [message.value or b"" for message in written if message.topic in {FACTS, KEYS}]
    for text in secrets:
        assert not any(text in value for value in (*kept, *court.states.values()))
    (filed, *_) = facts(written)
    assert SEALED in (filed.value or b"")
    fact, erased = opened(filed, keys_of(written), path)
    assert isinstance(fact, CaseFiled)
    assert (fact.application, erased) == (FILING.application, 0)


def test_one_key_for_one_person_in_a_case(path: Path) -> None:
    """It names its owner by the keyed hash, and whoever else the part names."""
    court = court_of(path)
    ((key, value),) = keys_of(told(court)).items()
    one = read_record(key, value)
    assert (one.aggregate, one.place, one.held.owner) == (CASE, 1, reference().subject_of(APPLICANT))


def test_handled_again_the_same_bytes(path: Path) -> None:
    """By another process with the same store, whatever it handled before; another seed gives another key."""
    first = told(court_of(path))
    other = court_of(path)
    told(other, STORY[:1], case_number(99))
    other.written.clear()
    other._ids, other.now = 0, Court().now
    assert told(other) == first
    another = court_of(path)
    command = another.command(QINGZHEN, CASE, FILING, headers=((SEED, b"00" * 32),))
    (fact,) = facts(another.give(command))
    assert fact.value != facts(first)[0].value


def test_the_chain_covers_the_sealed_bytes(path: Path) -> None:
    """Verified without any key."""
    digest = ""
    for fact in facts(told(court_of(path))):
        digest = link_digest("sha256", digest, header(fact, "ce_type"), fact.value or b"")
        assert header(fact, DIGEST) == digest


def test_the_notices_are_as_ever(path: Path) -> None:
    """Who is competent, and the window, read what they always read."""
    sealed, plain = told(court_of(path)), told(Court())
    queues = [
        [(one.topic, header(one, "ce_type"), one.value) for one in written if one.topic not in {FACTS, KEYS}]
        for written in (sealed, plain)
    ]
    assert queues[0] == queues[1]


def test_ordinary_steps_write_no_key(path: Path) -> None:
    """One record for a case, with its filing."""
    court = court_of(path)
    told(court, STORY[:1])
    court.written.clear()
    assert not keys_of(told(court, STORY[1:]))


def test_other_people_later(path: Path) -> None:
    """Another agent is named by the applicant's key; another applicant has a key of his own."""
    court = court_of(path)
    told(court, STORY[:1])
    owner = reference().subject_of(APPLICANT)
    other = person("钱多多", date(1977, 7, 7))
    personal = FILING.application.personal.model_copy(update={"applicant": other})
    supplied = SupplyCorrection(personal=personal)
    points = (CorrectionPoint(code="M01", text="申请人填写有误"),)
    told(court, [(XIFENG, ClaimCase(by=officer())), (XIFENG, AskCorrection(by=officer(), points=points))])
    told(court, [(QINGZHEN, supplied)])
    found = [read_record(key, value).held.owner for key, value in keys_of(court.written).items()]
    assert found == [owner, reference().subject_of(other)]


def test_a_bundle_has_a_key_for_each_applicant_and_its_cases_their_own(path: Path) -> None:
    """What the bundle asks of its cases carries a seed; every part of every case opens."""
    court = court_of(path)
    said = bundle_of(*CHILDREN)
    written = follow(court, court.give(seeded(court, QINGZHEN, BUNDLE, said)))
    keys = keys_of(written)
    owners = {child.personal.applicant for child in said.children}
    of_bundle = [read_record(*one) for one in keys.items() if one[0].startswith(BUNDLE.encode())]
    assert len(of_bundle) >= len(owners)
    for request in (one for one in written if one.topic == COMMANDS and header(one, "ce_type").endswith("file.v1")):
        assert len(dict(request.headers)[SEED]) == 64
    for fact in facts(written):
        assert opened(fact, keys, path)[1] == 0
    wrapped = [read_record(*one).held.wrapped for one in keys.items()]
    assert len({FileKeyStore(path).unwrap(one or "") for one in wrapped}) == len(wrapped), "no key twice"
    assert not any("何静".encode() in state for state in court.states.values())


def test_erasing(path: Path) -> None:
    """A closed case: a fact, the key gone in the same breath, nothing left that opens; the chain goes on."""
    court = court_of(path)
    told(court)
    subject = reference().subject_of(APPLICANT)
    erase = EraseCaseData(subject=subject, by=CLERK, basis=BASIS)
    made = court.give(court.command(HUB, CASE, erase))
    assert [header(one, "ce_type") for one in facts(made)] == ["cn.tongban.case.erased.v1"]
    keys = keys_of(court.written)
    assert keys == {f"{CASE}/1".encode(): None}
    filed = facts(court.written)[0]
    fact, erased = opened(filed, keys, path)
    assert (fact.application.personal.applicant.name, erased) == ("已依法删除", 1)
    for text in secrets_of(orjson.loads(FILING.application.personal.model_dump_json())):
        assert text not in court.states[CASE]
    refused, _ = refusal_of(court, erase)
    assert refused["code"] == "erasure_done"


def refusal_of(court: Court, said: Body, subject: str = CASE) -> tuple[Any, None]:
    """The one fact of a refusal of an operator's command, who is not answered."""
    (fact,) = facts(court.give(court.command(HUB, subject, said)))
    assert header(fact, "ce_type").endswith(".refused.v1")
    return body(fact), None


def test_what_is_not_erased(path: Path) -> None:
    """An open case; another's; by an endpoint; one under retention is the domain's test."""
    court = court_of(path)
    told(court, STORY[:3])
    subject = reference().subject_of(APPLICANT)
    erase = EraseCaseData(subject=subject, by=CLERK, basis=BASIS)
    assert refusal_of(court, erase)[0]["code"] == "erasure_open"
    other = erase.model_copy(update={"subject": "S" + "0" * 32})
    assert refusal_of(court, other)[0]["code"] == "erasure_other"
    fact, answered = refusal(court.when(QINGZHEN, CASE, erase))
    assert (fact["code"], answered.code) == ("type_internal", "type_internal")
    assert b"" not in keys_of(court.written).values()


def test_erasing_one_of_a_bundle(path: Path) -> None:
    """Once it is completed, the keys of that person go and those of the others stay."""
    court = court_of(path)
    said = bundle_of(*CHILDREN)
    follow(court, court.give(seeded(court, QINGZHEN, BUNDLE, said)))
    subject = reference().subject_of(said.children[0].personal.applicant)  # type: ignore[arg-type]
    erase = EraseBundleData(subject=subject, by=CLERK, basis=BASIS)
    assert refusal_of(court, erase, BUNDLE)[0]["code"] == "erasure_open"
    for case in CHILDREN:
        follow(court, court.when(QINGZHEN, case, WithdrawCase(by=CLERK, reason="申请人撤回", in_person=True)))
    made = court.give(court.command(HUB, BUNDLE, erase))
    assert [header(one, "ce_type") for one in facts(made)] == ["cn.tongban.bundle.erased.v1"]
    left = [read_record(*one).held for one in keys_of(court.written).items() if one[0].startswith(BUNDLE.encode())]
    assert subject not in {held.owner for held in left}
    assert [held for held in left if held.wrapped], "others stay"
    assert b'"applicant"' not in court.states[BUNDLE]


def test_keys_wrapped_anew_seal_the_same(path: Path) -> None:
    """After a rotation: no fact, the key's record again, the old key may go, and tokens are what they were."""
    court = court_of(path)
    told(court, STORY[:2])
    add_key(path, date(2027, 1, 1))
    before = facts(court.written)[0].value
    court.casework = Casework(2, PARTITIONS, reference, sealing=Sealing(FileKeyStore(path)))
    wrap = court.command(HUB, CASE, STORY[1][1], type=WRAP_KEYS, value=b"{}")
    made = court.give(wrap)
    assert [one.topic for one in made] == [KEYS]
    drop_keys(path)
    court.casework = Casework(2, PARTITIONS, reference, sealing=Sealing(FileKeyStore(path)))
    told(court, STORY[2:])
    assert facts(court.written)[0].value == before
    assert opened(facts(court.written)[0], keys_of(court.written), path)[1] == 0


def issued(court: Court) -> list[Message]:
    """A document is asked for and signed."""
    court.give(court.command(HUB, DOCUMENT, BODIES[IssueDocument], headers=((SEED, SEED_BYTES),)))
    (asked,) = [one for one in court.written if one.topic == SIGNING]
    wanted = read_notice(header(asked, "ce_type"), asked.value or b"")
    assert isinstance(wanted, SignatureWanted)
    made = signature_for(wanted)
    return court.give(court.command(HUB, DOCUMENT, made))


@pytest.mark.parametrize("suite", ["aes", "sm4"])
def test_what_is_personal_in_a_document_is_sealed(path: Path, suite: Suite) -> None:
    """Holder, signatures (a guess could be tested by them) and token (it has the family name): only keys open them.

    The signer is asked in plain text, and every region reads the registry.
    """
    court = court_of(path, suite)
    issued(court)
    holder = document().personal.holder
    made = signature_for(SignatureWanted(at=court.now, document=document(), ask=1))
    secrets = [*secrets_of({"holder": orjson.loads(holder.model_dump_json())})]
    secrets += [made.signatures[0].signature.encode(), (made.token or "").encode()]
    assert len(secrets) >= 4
    kept = [message.value or b"" for message in court.written if message.topic in {FACTS, KEYS}]
    for text in secrets:
        assert not any(text in value for value in (*kept, *court.states.values()))
    requested, signed = facts(court.written)
    fact, erased = opened(requested, keys_of(court.written), path)
    assert (fact.document, erased) == (document(), 0)
    fact, erased = opened(signed, keys_of(court.written), path)
    assert (fact.proof.signatures, fact.proof.token, erased) == (made.signatures, made.token, 0)
    (registered,) = [one for one in court.written if one.topic == DOCUMENTS]
    assert made.signatures[0].signature.encode() in (registered.value or b"")
    ((key, value),) = keys_of(court.written).items()
    assert read_record(key, value).held.owner == reference().subject_of(holder)


def test_erasing_a_document(path: Path) -> None:
    """Once it is over: its keys go in the same breath, and the registry's record names nobody any more."""
    court = court_of(path)
    issued(court)
    holder = document().personal.holder
    erase = EraseDocumentData(subject=reference().subject_of(holder), by=CLERK, basis=BASIS)
    assert refusal_of(court, erase, DOCUMENT)[0]["code"] == "erasure_document_needed"
    court.when(XIFENG, DOCUMENT, BODIES[RescindDocument])
    made = court.give(court.command(HUB, DOCUMENT, erase))
    assert [header(one, "ce_type") for one in facts(made)] == ["cn.tongban.document.erased.v1"]
    assert set(keys_of(court.written).values()) == {None}
    (registered,) = [one for one in made if one.topic == DOCUMENTS]
    for text in secrets_of({"holder": orjson.loads(holder.model_dump_json())}):
        assert text not in court.states[DOCUMENT]
        assert text not in (registered.value or b"")
    requested = facts(court.written)[0]
    fact, erased = opened(requested, keys_of(court.written), path)
    assert (fact.document.personal.holder.kind, erased) == ("undisclosed", 1)
    assert refusal_of(court, erase, DOCUMENT)[0]["code"] == "erasure_done"


def test_a_document_handled_again_gives_the_same_bytes(path: Path) -> None:
    """By another process, and its state comes back whole."""
    first, second = court_of(path), court_of(path)
    issued(first)
    issued(second)
    assert first.written == second.written
    state = second.before(DOCUMENT).state
    assert state
    assert state.of_domain.current.personal.holder == document().personal.holder
    assert state.of_domain.proof.signatures


def test_a_document_from_before_sealing_goes_on(path: Path) -> None:
    """Its state has signatures where they stood before; it is suspended like any other."""
    court = Court()
    issued(court)
    before = court.states[DOCUMENT]
    (line,) = [line for line in before.split(b"\n") if line.startswith(b"document {")]
    proof = orjson.loads(line.partition(b" ")[2])["personal"]
    old = before.replace(b'"personal":' + orjson.dumps(proof), orjson.dumps(proof)[1:-1])
    assert old != before
    court.states[DOCUMENT] = old
    court.casework = Casework(2, PARTITIONS, reference, sealing=Sealing(FileKeyStore(path)))
    made = court.when(XIFENG, DOCUMENT, BODIES[SuspendDocument])
    (registered,) = [one for one in made if one.topic == DOCUMENTS]
    assert proof["signatures"][0]["signature"].encode() in (registered.value or b"")


def test_without_its_keys_a_lane_stops(path: Path, tmp_path: Path) -> None:
    """Sealing switched off, or another hub's store: never decided without knowing, never dead-lettered."""
    court = court_of(path)
    told(court)
    other = tmp_path / "other.json"
    make_store(other, date(2026, 11, 26))
    for sealing in (None, Sealing(FileKeyStore(other))):
        court.casework = Casework(2, PARTITIONS, reference, sealing=sealing)
        with pytest.raises(UnknownVersionError, match="can't be opened"):
            court.before(CASE)


def test_cases_from_before_sealing_go_on(path: Path) -> None:
    """Their facts stay readable as they are, their states too; nothing of theirs is sealed that was plain."""
    court = Court()
    told(court, STORY[:2])
    court.casework = Casework(2, PARTITIONS, reference, sealing=Sealing(FileKeyStore(path)))
    told(court, STORY[2:])
    assert court.before(CASE).state
    assert not keys_of(court.written)
    assert opened(facts(court.written)[0], {}, path)[0].application == FILING.application


def test_a_form_that_looks_sealed_harms_nobody(path: Path) -> None:
    """Somebody fills in what looks like a token: it is sealed, opened and erased like any other words."""
    said = filing(ANY_FORM, form={"personal": {"sealed": "aes.7.AAAA", "x": ["}"]}, "a": 1})
    court = court_of(path)
    told(court, [(QINGZHEN, said), (QINGZHEN, WithdrawCase(by=CLERK, reason="申请人撤回", in_person=True))])
    before = court.before(CASE).state
    assert before
    assert before.of_domain.content() == said.application
    subject = reference().subject_of(said.application.personal.applicant)
    made = court.give(court.command(HUB, CASE, EraseCaseData(subject=subject, by=CLERK, basis=BASIS)))
    assert header(facts(made)[0], "ce_type") == "cn.tongban.case.erased.v1"
    after = court.before(CASE).state
    assert after
    assert after.of_domain.erased
