"""What senders read: the answer to each command, the same bytes however often; refusals as facts, with words."""

from __future__ import annotations

import orjson
import pytest

from hub.domain.values import HUB
from hub.lanes.aggregates import Aggregate
from hub.lanes.outcomes import Done, Refused
from schemas.commands import (
    ClaimCase,
    FileBundle,
    NoteChild,
    ReachDeadline,
    WithdrawCase,
)
from schemas.envelope import NUMBER
from schemas.topics import FACTS
from tests.casework.court import Court, answer, facts, header, kinds, refusal
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
)

CASE = case_number()
BUNDLE = bundle_number()
CHILDREN = [case_number(seed) for seed in (11, 12, 13)]


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


def test_a_bundle_is_filed_once() -> None:
    court = Court()
    court.when(QINGZHEN, BUNDLE, bundle_of(*CHILDREN))
    fact, _ = refusal(court.when(QINGZHEN, BUNDLE, bundle_of(*CHILDREN)), "bundle.refused.v1")
    assert (fact["code"], fact["command_type"]) == ("bundle_number_taken", FileBundle.ce_type)
