"""Bad input, item by item: what the sender reads, and that nobody else notices.

Whoever uses the client library reads the same words before anything is sent; here somebody sends it all the same.
"""

from __future__ import annotations

import orjson
import pytest

from hub.client.errors import Rejected
from hub.client.submission import Desk
from schemas.codes import CODES, explain
from schemas.commands import ClaimCase, FileApplication
from schemas.dead_letters import read as read_obituary
from schemas.topics import INBOX, MAX_RECORD_BYTES
from schemas.values import encode
from tests.domain.world import (
    MONDAY,
    QINGZHEN,
    bundle_number,
    bundle_of,
    case_number,
    filing,
    officer,
    reference,
)
from tests.journeys.bad_input import BODY, CASE, REFUSED, UNREADABLE, puts
from tests.journeys.province import Office, Province, played


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_has_no_readable_envelope_is_kept_aside_and_its_sender_reads_where_and_why(what: str) -> None:
    """On ``results.R`` with topic, partition and offset; the record itself is a dead letter. The next one goes on."""
    sends, text = UNREADABLE[what]

    async def journey(province: Province) -> None:
        sends(province)
        province.send(QINGZHEN, CASE, filing())
        window = Office(province, QINGZHEN)
        unreadable, *others = await window.hears()
        place = {name: unreadable.data[name] for name in ("topic", "partition", "offset", "text")}
        assert place == {"topic": INBOX + QINGZHEN, "partition": 0, "offset": 0, "text": text}
        assert [read_obituary(letter.headers).id for letter in province.dead_letters()] == [f"inbox.{QINGZHEN}/0/0"]
        assert {notice.number for notice in others} == {CASE}
        assert province.rows(CASE) == ["case.filed"]

    played(journey)


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_readable_but_wrong_is_refused_with_words_and_stays_on_record(what: str) -> None:
    """As a fact of the number it named, and an answer to its sender; the sender may then do it right."""
    sends, text = REFUSED[what]

    async def journey(province: Province) -> None:
        sends(province)
        window = Office(province, QINGZHEN)
        assert await window.words() == [text]
        assert sum(count for kind, count in province.facts_counted().items() if kind.endswith(".refused")) == 1
        assert (province.dead_letters(), province.alerts) == ([], [])
        province.send(QINGZHEN, CASE, filing(), "right")
        await province.quiet()
        assert province.facts_counted()["case.filed"] == 1

    played(journey)


def test_a_record_without_key_is_as_good_as_any() -> None:
    """The hub keys by the case itself."""

    async def journey(province: Province) -> None:
        puts(key=None)(province)
        await province.quiet()
        assert province.rows(CASE) == ["case.filed"]

    played(journey)


def test_the_same_id_with_another_body_is_a_conflict_and_both_are_kept() -> None:
    """The first counts; the second is on record with its refusal, and a third like it is answered again."""

    async def journey(province: Province) -> None:
        province.send(QINGZHEN, CASE, filing(), "same")
        window = Office(province, QINGZHEN)
        await window.hears()
        for _ in range(2):
            province.send(QINGZHEN, CASE, filing(form={"company_name": "另一家有限公司"}), "same")
        assert await window.words() == ["该报文编号已用于另一内容。请为新的内容使用新的ce_id后重发。"]
        assert province.rows(CASE) == ["case.filed", "case.refused"]

    played(journey)


def test_one_number_for_two_filings_is_refused() -> None:
    """Another id with another body."""

    async def journey(province: Province) -> None:
        province.send(QINGZHEN, CASE, filing())
        province.send(QINGZHEN, CASE, filing(form={"company_name": "另一家有限公司"}))
        assert await Office(province, QINGZHEN).words() == ["该编号已用于另一申请。请重新取号后再报送。"]

    played(journey)


def test_a_bundle_with_one_bad_case_files_the_others() -> None:
    """Each case is checked by itself; the window reads which one and why."""

    async def journey(province: Province) -> None:
        cases = [case_number(seed) for seed in (11, 12, 13)]
        bundle = bundle_of(*cases)
        spoilt = bundle.children[1].model_copy(update={"item": "520799999000"})
        children = (bundle.children[0], spoilt, bundle.children[2])
        province.send(QINGZHEN, bundle_number(), bundle.model_copy(update={"children": children}))
        words = await Office(province, QINGZHEN).words()
        assert words == ["没有事项520799999000,或该事项当日未生效。请在事项目录中核对事项编码。"]
        assert [province.rows(case) for case in cases] == [["case.filed"], ["case.refused"], ["case.filed"]]

    played(journey)


def test_another_regions_officer_is_refused() -> None:
    """The inbox proves who sends; an officer's unit that is written in a command proves nothing."""

    async def journey(province: Province) -> None:
        province.send(QINGZHEN, CASE, filing())
        await province.quiet()
        province.send("520300", CASE, ClaimCase(by=officer()))
        (words,) = await Office(province, "520300").words()
        assert words == "本单位与该办件无关。请核对办件编号。"
        assert await Office(province, QINGZHEN).words() == [], "the others do not hear of it"

    played(journey)


@pytest.mark.parametrize("what", [what for what, (_, text) in REFUSED.items() if what.startswith(("check", "item"))])
def test_the_client_says_the_same_words_before_anything_is_sent(what: str) -> None:
    """One table of codes, one set of rules: at the window and in the hub."""
    sent: list[tuple[bytes, str]] = []

    class Listening:
        """Takes what would be sent."""

        def send(self, _: str, number: str, command: FileApplication) -> None:
            sent.append((encode(command), number))

    REFUSED[what][0](Listening())  # type: ignore[arg-type]
    ((data, number),) = sent
    with pytest.raises(Rejected) as rejected:
        Desk(QINGZHEN, reference()).file(data, MONDAY, number)
    assert rejected.value.text == REFUSED[what][1]


def test_the_client_sends_nothing_over_the_limit() -> None:
    """Long before a broker would refuse it."""
    large = orjson.loads(BODY)
    large["application"]["form"] = {"scope": "x" * MAX_RECORD_BYTES}
    with pytest.raises(Rejected) as rejected:
        Desk(QINGZHEN, reference()).file(large, MONDAY, CASE)
    assert rejected.value.text == "办件内容超出大小限制。请减少表单和材料清单的内容,附件请单独上传。"


def test_every_word_a_sender_may_read_is_a_sentence_and_what_to_do() -> None:
    """For all codes: two sentences, nothing left to fill in."""
    for code in CODES:
        text = explain(code, {})
        assert text.count("。") >= 2
        assert "{" not in text
