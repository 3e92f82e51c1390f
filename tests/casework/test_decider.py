"""What casework writes: facts with their chain, notices, requests, answers. The same question, the same bytes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from hub.casework.decider import MOST_HOPS, Casework, CircularRequestError, RefusedDeadlineError
from hub.domain.aggregates import AGGREGATES
from hub.domain.reference import Reference
from hub.domain.values import HUB
from hub.lanes.aggregates import Aggregate, UnknownVersionError
from hub.lanes.decider import Command
from hub.lanes.outcomes import Done, Refused
from hub.lanes.values import Message
from schemas.commands import (
    AcceptCase,
    ClaimCase,
    DecideCase,
    DeliverCase,
    FileApplication,
    FileBundle,
    NoteChild,
    ReachDeadline,
    WithdrawCase,
)
from schemas.commands import Command as Body
from schemas.envelope import CAUSE, DIGEST, ENDPOINT, HOPS, NUMBER, REFERENCE
from schemas.notices import CommandAnswered
from schemas.reading import read_command, read_fact, read_notice
from schemas.times import to_milliseconds
from schemas.topics import COMMANDS, FACTS, RESULTS, WORK, partition_of
from tests.casework.court import PARTITIONS, Court, body, facts, header, kinds
from tests.domain.world import (
    CLERK,
    MONDAY,
    QINGZHEN,
    XIFENG,
    bundle_number,
    bundle_of,
    case_number,
    filing,
    officer,
    reference,
)

CASE = case_number()
BUNDLE = bundle_number()
CHILDREN = [case_number(seed) for seed in (11, 12, 13)]
STORY: list[tuple[str, Body]] = [
    (QINGZHEN, filing()),
    (XIFENG, ClaimCase(by=officer())),
    (XIFENG, AcceptCase(by=officer())),
    (XIFENG, DecideCase(by=officer(), outcome="approved")),
    (QINGZHEN, DeliverCase(by=CLERK, way="window")),
]


def story(court: Court) -> list[Message]:
    """A case from filing to delivery."""
    for endpoint, act in STORY:
        court.when(endpoint, CASE, act)
    return court.written


def test_a_filing_is_a_fact_an_offer_a_receipt_and_an_answer() -> None:
    """Each to whom it concerns: the record, the competent side, the window, the sender."""
    written = Court().when(QINGZHEN, CASE, filing())
    assert kinds(written) == [
        (FACTS, "case.filed.v1"),
        (WORK + XIFENG, "work.offered.v1"),
        (RESULTS + QINGZHEN, "result.received.v1"),
        (RESULTS + QINGZHEN, "command.answered.v1"),
    ]


def test_a_fact_is_written_where_its_command_was_read() -> None:
    """Casework writes partition p from partition p, whatever a hash would say."""
    for partition in range(PARTITIONS):
        (fact,) = facts(Court(partition).when(QINGZHEN, CASE, filing()))
        assert (fact.partition, fact.key) == (partition, CASE.encode())


def test_a_fact_says_who_caused_it_when_and_under_which_reference() -> None:
    """CloudEvents attributes, and the hub's own headers beside them."""
    court = Court()
    court.casework = Casework(2, PARTITIONS, lambda: _reference_at(77))
    court.casework.begin()
    (fact,) = facts(court.give(court.command(QINGZHEN, CASE, filing(), traceparent=b"00-a-b-01")))
    assert (
        dict(fact.headers).items()
        >= {
            "content-type": b"application/json",
            "ce_specversion": b"1.0",
            "ce_id": f"{CASE}/1".encode(),
            "ce_source": b"/hub/casework",
            "ce_type": b"cn.tongban.case.filed.v1",
            "ce_subject": CASE.encode(),
            "ce_time": b"2026-11-23T09:30:00+08:00",
            NUMBER: b"1",
            CAUSE: b"520181|/520181/window|c-1",
            REFERENCE: b"77",
            "traceparent": b"00-a-b-01",
        }.items()
    )


def test_the_chain_of_a_case_can_be_recomputed_by_anybody() -> None:
    """SHA-256 over the digest before, the type and the stored bytes; numbers from 1 without a hole."""
    digest, place = "", 0
    for place, fact in enumerate(facts(story(Court())), 1):
        digest = hashlib.sha256(digest.encode() + header(fact, "ce_type").encode() + (fact.value or b"")).hexdigest()
        assert (header(fact, NUMBER), header(fact, DIGEST)) == (str(place), digest)
    assert place == len(STORY)


def test_every_notice_carries_number_and_digest_of_its_fact_and_an_id_of_its_own() -> None:
    """So that readers drop copies and miss nothing."""
    written = story(Court())
    digests = {header(fact, NUMBER): header(fact, DIGEST) for fact in facts(written)}
    notices = [message for message in written if message.topic != FACTS]
    assert all(digests[header(notice, NUMBER)] == header(notice, DIGEST) for notice in notices)
    ids = [header(notice, "ce_id") for notice in notices]
    assert len(set(ids)) == len(ids)


def test_everything_written_is_read_by_its_own_model() -> None:
    """Facts, notices and requests: readers use the published words."""
    court = Court()
    court.when(QINGZHEN, BUNDLE, bundle_of(*CHILDREN))
    readers = {FACTS: read_fact, COMMANDS: read_command}
    for message in story(court):
        readers.get(message.topic, read_notice)(header(message, "ce_type"), message.value or b"")


def test_a_second_handling_gives_the_same_bytes() -> None:
    """Deciding is deterministic: what a broken broker shows twice is a copy."""
    assert story(Court()) == story(Court())


def test_another_offset_of_the_reference_changes_no_digest() -> None:
    """It stands beside the fact, not in it."""
    one, other = Court(), Court()
    other.casework = Casework(2, PARTITIONS, lambda: _reference_at(99))
    other.casework.begin()
    (first,), (second,) = facts(one.when(QINGZHEN, CASE, filing())), facts(other.when(QINGZHEN, CASE, filing()))
    assert first.value == second.value
    assert header(first, DIGEST) == header(second, DIGEST)


def test_a_batch_is_decided_under_the_reference_it_began_with() -> None:
    """What arrives meanwhile counts from the next batch on."""
    newest = [_reference_at(1)]
    court = Court()
    court.casework = Casework(2, PARTITIONS, lambda: newest[0])
    court.casework.begin()
    newest[0] = _reference_at(2)
    (fact,) = facts(court.when(QINGZHEN, CASE, filing()))
    assert header(fact, REFERENCE) == "1"
    court.casework.begin()
    (fact,) = facts(court.when(XIFENG, CASE, ClaimCase(by=officer())))
    assert header(fact, REFERENCE) == "2"


def test_nothing_is_decided_earlier_than_what_has_happened() -> None:
    """Two inboxes' clocks may run apart; a case's own time never runs back."""
    court = Court()
    court.when(QINGZHEN, CASE, filing())
    filed_at = court.now
    (claimed,) = facts(court.when(XIFENG, CASE, ClaimCase(by=officer()), after=timedelta(minutes=-30)))
    assert body(claimed)["at"] == filed_at.isoformat()


def test_an_aggregate_is_due_when_its_next_limit_is() -> None:
    """In milliseconds, for the lane's index."""
    court = Court()
    court.when(QINGZHEN, CASE, filing())
    before = court.before(CASE)
    assert before.state is not None
    due = AGGREGATES["case"].due(before.state.of_domain)
    assert due is not None
    assert before.due == to_milliseconds(due)


# Answers


def answer(written: list[Message]) -> CommandAnswered:
    """The answer to the command's sender."""
    (message,) = [notice for notice in written if header(notice, "ce_type") == CommandAnswered.ce_type]
    read = read_notice(CommandAnswered.ce_type, message.value or b"")
    assert isinstance(read, CommandAnswered)
    return read


def test_a_sender_reads_what_became_of_its_command() -> None:
    """Its own ce_id, and the numbers of the facts it caused."""
    court = Court()
    court.when(QINGZHEN, CASE, filing())
    said = answer(court.when(XIFENG, CASE, ClaimCase(by=officer())))
    assert (said.command, said.command_type, said.outcome, said.facts) == ("c-2", ClaimCase.ce_type, "done", (2,))
    assert (said.code, said.text) == (None, None)


@pytest.mark.parametrize("id_", ["a|b", "|", "办件|1"])
def test_the_answer_names_the_ce_id_as_it_was_sent(id_: str) -> None:
    """Bars and all."""
    court = Court()
    said = answer(court.give(court.command(QINGZHEN, CASE, filing(), id=f"{QINGZHEN}|/s|{id_}")))
    assert said.command == id_


@pytest.mark.parametrize("is_refused", [False, True])
def test_a_repeat_gives_the_same_bytes_under_the_same_id(*, is_refused: bool) -> None:
    """From what the aggregate remembers, which has been JSON in between."""
    court = Court()
    command = court.command(XIFENG if is_refused else QINGZHEN, CASE, filing())
    outcome = court.casework.handle(command, Aggregate())
    assert isinstance(outcome, Refused if is_refused else Done)
    remembered = orjson.loads(orjson.dumps([*outcome.answer]))
    assert list(court.casework.repeat(command, remembered)) == [outcome.messages[-1]]


def test_our_own_commands_are_not_answered() -> None:
    """Nobody would read it."""
    court = Court()
    court.when(QINGZHEN, BUNDLE, bundle_of(*CHILDREN))
    written = court.when(HUB, BUNDLE, NoteChild(case=CHILDREN[0], outcome="filed"))
    assert kinds(written) == [(FACTS, "bundle.child-noted.v1")]


def test_answers_to_two_commands_of_one_number_have_different_ids() -> None:
    """A refusal after a refusal is not a copy of it."""
    court = Court()
    ids = {header(court.when(XIFENG, CASE, ClaimCase(by=officer()))[-1], "ce_id") for _ in range(3)}
    assert len(ids) == 3


# Requests between aggregates


def requests(written: list[Message]) -> list[Message]:
    return [message for message in written if message.topic == COMMANDS]


def test_a_bundle_files_its_cases_in_the_name_of_who_filed_it() -> None:
    """One command each, to the partition of the case, as its endpoint, one hop further."""
    asked = requests(Court().when(QINGZHEN, BUNDLE, bundle_of(*CHILDREN)))
    assert [request.key for request in asked] == [child.encode() for child in CHILDREN]
    for request in asked:
        assert request.partition == partition_of(request.key or b"", PARTITIONS)
        assert (header(request, "ce_type"), header(request, ENDPOINT), header(request, HOPS)) == (
            FileApplication.ce_type,
            QINGZHEN,
            "1",
        )


def test_ids_of_requests_are_derived_from_cause_target_and_place() -> None:
    """design.md: hash(cause, target, ordinal). A second handling asks under the same ids, so it is a twin."""
    court = Court()
    command = court.command(QINGZHEN, BUNDLE, bundle_of(*CHILDREN))
    for place, request in enumerate(requests(court.give(command))):
        derived = hashlib.sha256(f"{command.id}|{CHILDREN[place]}|{place}".encode()).hexdigest()[:32]
        assert header(request, "ce_id") == derived


def test_a_child_filed_by_request_tells_its_bundle() -> None:
    """The request's own bytes, read as its lane reads them."""
    court = Court()
    court.when(QINGZHEN, BUNDLE, bundle_of(*CHILDREN))
    request = requests(court.written)[0]
    written = court.give(
        Command(
            f"{QINGZHEN}|/hub/casework|{header(request, 'ce_id')}",
            header(request, "ce_type"),
            header(request, "ce_subject"),
            header(request, ENDPOINT),
            to_milliseconds(court.now),
            request.value or b"",
            hops=int(header(request, HOPS)),
        )
    )
    (told,) = requests(written)
    assert header(told, "ce_type") == NoteChild.ce_type
    assert (header(told, "ce_subject"), header(told, HOPS), header(told, ENDPOINT)) == (BUNDLE, "2", HUB)
    assert body(told) == {"case": CHILDREN[0], "outcome": "filed"}


def test_a_refused_child_tells_its_bundle_as_well() -> None:
    """Every request has an answer for no."""
    court = Court()
    spoilt = filing(region="520300").model_copy(update={"bundle": BUNDLE})
    spoilt = spoilt.model_copy(update={"application": spoilt.application.model_copy(update={"item": "520799009000"})})
    (told,) = requests(court.when(QINGZHEN, CASE, spoilt))
    assert body(told)["outcome"] == "refused"


def test_a_command_may_have_come_over_sixteen_hops_and_no_more() -> None:
    """A longer way is a circle: a defect, which parks its aggregate."""
    court = Court()
    assert facts(court.give(court.command(QINGZHEN, CASE, filing(), hops=MOST_HOPS)))
    with pytest.raises(CircularRequestError):
        court.give(court.command(QINGZHEN, CASE, filing(), hops=MOST_HOPS + 1))


# Refusals


def refusal(written: list[Message], fact_type: str = "case.refused.v1") -> tuple[Any, CommandAnswered]:
    """The one fact of a refusal, and what its sender reads."""
    (fact,) = facts(written)
    assert header(fact, "ce_type").removeprefix("cn.tongban.") == fact_type
    return body(fact), answer(written)


BODIES = {
    "not JSON": (b"{", "body_not_json", None, "报文内容不是有效的JSON。请系统管理员检查报文内容后重发。"),
    "not UTF-8": (
        '{"理由":1}'.encode("gb18030"),
        "body_not_utf8",
        None,
        "报文内容不是UTF-8编码。请系统管理员改用UTF-8编码后重发。",
    ),
    "field missing": (b'{"reason":"x"}', "body_missing", "/by", "缺少必填项/by。请补填后重发。"),
    "unknown field": (
        b'{"reason":"x","by":{"unit":"%s","staff":"1"},"extra":1}' % CLERK.unit.encode(),
        "body_unknown",
        "/extra",
        "出现未定义的字段/extra。请删除该字段,或核对字段名称后重发。",
    ),
    "wrong kind": (
        b'{"reason":7,"by":{"unit":"%s","staff":"1"}}' % CLERK.unit.encode(),
        "body_invalid",
        "/reason",
        "/reason的内容不符合要求。请按数据规范更正后重发。",
    ),
}


@pytest.mark.parametrize("what", BODIES)
def test_a_body_that_cannot_be_read_is_refused_as_a_fact(what: str) -> None:
    """With a code, the place, and words for a clerk; the case is as it was, and its chain goes on."""
    value, code, pointer, text = BODIES[what]
    court = Court()
    court.when(QINGZHEN, CASE, filing())
    before = court.before(CASE)
    written = court.give(court.command(QINGZHEN, CASE, WithdrawCase(by=CLERK, reason="样例"), value=value))
    fact, said = refusal(written)
    assert (fact["code"], fact.get("pointer") or None, fact["sender"]) == (code, pointer, QINGZHEN)
    assert (said.outcome, said.code, said.pointer, said.text) == ("refused", code, pointer, text)
    assert said.facts == (2,)
    assert court.before(CASE).state == before.state
    assert header(facts(court.when(XIFENG, CASE, ClaimCase(by=officer())))[0], NUMBER) == "3"


@pytest.mark.parametrize(
    ("ce_type", "code", "text"),
    [
        (
            "cn.tongban.case.claim.v2",
            "type_version_unknown",
            "报文类型cn.tongban.case.claim.v2的版本尚不支持。请改用已发布的版本,或联系平台升级。",
        ),
        ("cn.tongban.case.dance.v1", "type_unknown", "不认识的报文类型cn.tongban.case.dance.v1。请核对ce_type后重发。"),
        ("x" * 64, "type_unknown", f"不认识的报文类型{'x' * 64}。请核对ce_type后重发。"),
    ],
)
def test_a_type_we_do_not_speak_is_refused_in_words(ce_type: str, code: str, text: str) -> None:
    """A future version is told apart from no word at all."""
    court = Court()
    written = court.give(court.command(QINGZHEN, CASE, WithdrawCase(by=CLERK, reason="x"), type=ce_type))
    fact, said = refusal(written)
    assert (fact["code"], fact["command_type"]) == (code, ce_type)
    assert (said.code, said.text, said.command_type) == (code, text, ce_type)


def test_a_cases_command_to_a_bundles_number_and_the_reverse() -> None:
    """The kind of number says what aggregate it is."""
    court = Court()
    fact, said = refusal(court.when(QINGZHEN, BUNDLE, filing()), "bundle.refused.v1")
    assert fact["code"] == "subject_kind"
    assert said.text == f"编号{BUNDLE}与报文类型不符。办件报文请用办件编号,联办报文请用联办编号。"
    fact, _ = refusal(court.when(QINGZHEN, CASE, bundle_of(*CHILDREN)))
    assert fact["code"] == "subject_kind"


def test_nobody_else_may_send_what_the_hub_says_to_itself() -> None:
    """A deadline is its own lane's to say."""
    fact, _ = refusal(Court().when(QINGZHEN, CASE, ReachDeadline(due=MONDAY)))
    assert fact["code"] == "type_internal"


def test_a_subject_that_is_no_number_is_refused_and_stays_refused() -> None:
    """It becomes an aggregate that has nothing but its refusals: numbered, chained, and read back."""
    court = Court()
    for place in (1, 2):
        fact, said = refusal(court.when(QINGZHEN, "not-a-number", filing()))
        assert (fact["code"], said.facts) == ("number_form", (place,))


@pytest.mark.parametrize("code", ["conflict", "too_old", "too_large"])
def test_what_the_lane_refuses_is_a_fact_with_words_too(code: str) -> None:
    """Same id with another body, older than the memory, over the limit."""
    court = Court()
    command = court.command(QINGZHEN, CASE, filing())
    fact, said = refusal(court.keep(CASE, court.casework.refuse(command, Aggregate(), code)))
    assert fact["code"] == said.code == code
    assert (said.text or "").endswith("。")


# Time


def test_a_deadline_is_a_fact_caused_by_the_clock() -> None:
    """Its cause names aggregate and due time; nobody is answered."""
    court = Court()
    court.when(QINGZHEN, CASE, filing())
    court.when(XIFENG, CASE, ClaimCase(by=officer(), minutes=10))
    due = court.before(CASE).due
    written = court.reach(CASE, court.now + timedelta(minutes=10))
    (fact,) = facts(written)
    assert header(fact, "ce_type") == "cn.tongban.case.lease-lapsed.v1"
    assert header(fact, CAUSE) == f"clock|{CASE}|{due}"
    assert "command.answered.v1" not in [kind for _, kind in kinds(written)]


def test_a_deadline_reached_again_gives_the_same_bytes() -> None:
    """After a lost transaction."""

    def lapsed() -> list[Message]:
        court = Court()
        court.when(QINGZHEN, CASE, filing())
        court.when(XIFENG, CASE, ClaimCase(by=officer(), minutes=10))
        return court.reach(CASE, court.now + timedelta(minutes=10))

    assert lapsed() == lapsed()


def test_a_deadline_that_is_refused_is_our_own_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    """The aggregate asked for it: it must be parked, not told to anybody."""
    court = Court()
    court.when(QINGZHEN, CASE, filing())
    wrong = replace(AGGREGATES["case"], deadline=lambda _: NoteChild(case=CASE, outcome="filed"))
    monkeypatch.setattr("hub.casework.decider.AGGREGATES", {"case": wrong})
    with pytest.raises(RefusedDeadlineError):
        court.reach(CASE, court.now)


# States


@pytest.mark.parametrize(
    "state",
    [b"directive {}", b"case {}", b'case {"version":2}', b"case not json", b"nonsense"],
    ids=["kind", "fields", "version", "json", "form"],
)
def test_a_state_that_this_release_cannot_read_stops_the_lane(state: bytes) -> None:
    """It is never dead-lettered: a later release wrote it."""
    with pytest.raises(UnknownVersionError):
        Court().casework.decode(state)


def test_states_survive_their_bytes() -> None:
    """Case and bundle, at every step of the story."""
    court = Court()
    for endpoint, act in STORY:
        court.when(endpoint, CASE, act)
        kept = court.before(CASE).state
        assert kept is not None
        assert court.casework.encode(kept) == court.casework.encode(court.casework.decode(court.casework.encode(kept)))
    court.when(QINGZHEN, BUNDLE, bundle_of(*CHILDREN))
    assert court.before(BUNDLE).state is not None


def test_a_bundle_is_filed_once() -> None:
    court = Court()
    court.when(QINGZHEN, BUNDLE, bundle_of(*CHILDREN))
    fact, _ = refusal(court.when(QINGZHEN, BUNDLE, bundle_of(*CHILDREN)), "bundle.refused.v1")
    assert (fact["code"], fact["command_type"]) == ("bundle_number_taken", FileBundle.ce_type)


def _reference_at(offset: int) -> Reference:
    return replace(reference(), offset=offset)
