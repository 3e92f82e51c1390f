"""Bad input, item by item: what the sender reads, and that nobody else notices.

Whoever uses the client library reads the same words before anything is sent; here somebody sends it all the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import orjson
import pytest

from hub.client.errors import Rejected
from hub.client.submission import Desk
from hub.domain.identifiers import make_bundle_number, make_case_number
from hub.lanes.alerts import Alert
from hub.lanes.poison import LEAST_DEATHS
from hub.lanes.values import Partition
from schemas.codes import CODES, explain
from schemas.commands import ClaimCase, FileApplication, WithdrawCase
from schemas.dead_letters import read as read_obituary
from schemas.envelope import Envelope, Headers
from schemas.parties import Identity
from schemas.topics import INBOX, INTAKE_GROUP, MAX_RECORD_BYTES, partition_of
from schemas.values import encode
from tests.domain.world import (
    CLERK,
    COMPANY,
    MONDAY,
    QINGZHEN,
    XIFENG,
    application,
    bundle_number,
    bundle_of,
    case_number,
    company,
    filing,
    officer,
    person,
    reference,
)
from tests.journeys.province import ENDPOINTS, LANES, Office, Province, played

CASE = case_number()
HEADERS = Envelope("f-1", f"/{QINGZHEN}", FileApplication.ce_type, CASE, b"").headers()
BODY = encode(filing())
WATER: str = "522017001000"
"""居民和企业用水报装: offered in 贵阳 only."""

Sends = Callable[[Province], None]


def puts(value: bytes | None = BODY, headers: Headers = HEADERS, key: bytes | None = CASE.encode()) -> Sends:
    """A record as a foreign program writes it into 清镇's inbox."""
    return lambda province: province.put(QINGZHEN, value, headers, key)


def files(number: str = CASE, **changes: object) -> Sends:
    """A filing with something wrong in its application."""
    return lambda province: province.send(QINGZHEN, number, filing(**changes))  # type: ignore[arg-type]


def replaced(name: str, value: bytes) -> Headers:
    return tuple((key, value if key == name else content) for key, content in HEADERS)


def personal(**changes: object) -> object:
    """What is personal in a filing, changed."""
    return application().personal.model_copy(update=changes)


def with_number(number: str) -> object:
    """An applicant whose resident ID is this."""
    applicant = person().model_copy(update={"identity": Identity(kind="resident_id", number=number)})
    return personal(applicant=applicant)


GOOD_ID = person().identity.number
OTHER_CHECK = GOOD_ID[:-1] + ("0" if GOOD_ID[-1] != "0" else "1")
BAD_USCC = company().uscc[:-1] + ("0" if company().uscc[-1] != "0" else "1")
BAD_CHECK = CASE[:-1] + ("0" if CASE[-1] != "0" else "1")

UNREADABLE: dict[str, tuple[Sends, str]] = {
    "structured, but not JSON": (
        puts(b"{", (("content-type", b"application/cloudevents+json"),)),
        "报文不是有效的JSON。请系统管理员检查报文格式后重发。",
    ),
    "a ce_ header is missing": (
        puts(headers=tuple(pair for pair in HEADERS if pair[0] != "ce_type")),
        "报文缺少必要的信封属性。请系统管理员补全ce_属性后重发。",
    ),
    "no envelope at all": (puts(headers=()), "报文缺少必要的信封属性。请系统管理员补全ce_属性后重发。"),
    "a ce_ header is doubled": (
        puts(headers=(*HEADERS, ("ce_id", b"f-2"))),
        "报文的信封属性重复。请系统管理员保证每个ce_属性只出现一次。",
    ),
    "a ce_ header is not UTF-8": (
        puts(headers=replaced("ce_source", "清镇".encode("gb18030"))),
        "报文的信封属性不是UTF-8编码。请系统管理员改用UTF-8编码后重发。",
    ),
    "a future version of CloudEvents": (
        puts(headers=replaced("ce_specversion", b"2.0")),
        "报文的信封版本不受支持。请使用CloudEvents 1.0后重发。",
    ),
    "no case number": (
        puts(headers=replaced("ce_subject", b"")),
        "报文没有办件编号。请在ce_subject中填写办件编号或联办编号后重发。",
    ),
    "a value over the limit": (
        puts(b" " * (MAX_RECORD_BYTES + 1)),
        "办件内容超出大小限制。请减少表单和材料清单的内容,附件请单独上传。",
    ),
    "the hub's own clock": (
        puts(b'{"to":4102444800000}', replaced("ce_type", b"cn.tongban.clock.advanced.v1")),
        "该报文类型只能由平台内部使用。请勿发送该类报文。",
    ),
}

REFUSED: dict[str, tuple[Sends, str]] = {
    "not JSON": (puts(b"{"), "报文内容不是有效的JSON。请系统管理员检查报文内容后重发。"),
    "not UTF-8": (
        puts('{"a":"清镇"}'.encode("gb18030")),
        "报文内容不是UTF-8编码。请系统管理员改用UTF-8编码后重发。",
    ),
    "a number that JSON does not have": (
        puts(b'{"x":NaN}'),
        "报文内容不是有效的JSON。请系统管理员检查报文内容后重发。",
    ),
    "nested without end": (
        puts(b'{"x":' + b"[" * 150 + b"]" * 150 + b"}"),
        "报文的内容不符合要求。请按数据规范更正后重发。",
    ),
    "no value": (puts(None), "报文内容不是有效的JSON。请系统管理员检查报文内容后重发。"),
    "a field missing": (puts(b"{}"), "缺少必填项/window。请补填后重发。"),
    "unknown type": (
        puts(headers=replaced("ce_type", b"cn.tongban.case.dance.v1")),
        "不认识的报文类型cn.tongban.case.dance.v1。请核对ce_type后重发。",
    ),
    "future version": (
        puts(headers=replaced("ce_type", b"cn.tongban.case.file.v2")),
        "报文类型cn.tongban.case.file.v2的版本尚不支持。请改用已发布的版本,或联系平台升级。",
    ),
    "a type of the hub's": (
        puts(b'{"due":"2026-11-23T09:00:00+08:00"}', replaced("ce_type", b"cn.tongban.case.deadline.v1")),
        "报文类型cn.tongban.case.deadline.v1只能由平台内部使用。请勿发送该类报文。",
    ),
    "a number without form": (
        puts(headers=replaced("ce_subject", b"42")),
        "编号格式不符:应为25位数字和大写字母(不含I、L、O、U)。请核对编号后重发。",
    ),
    "another region in the case number": (
        files(make_case_number(XIFENG, MONDAY, random.Random(1).getrandbits)),
        f"编号属于{XIFENG},不是本收件地的编号。请使用本收件地的编号重新报送。",
    ),
    "no region in the case number": (
        files(make_case_number("999999", MONDAY, random.Random(1).getrandbits)),
        "编号前六位不是有效的行政区划代码。请核对编号后重发。",
    ),
    "check character of the case number": (files(BAD_CHECK), "编号校验位不符,可能录错了一位。请逐位核对编号后重发。"),
    "check digit of an identity number": (
        files(personal=with_number(OTHER_CHECK)),
        "公民身份号码校验位不符,可能录错了一位。请对照证件逐位核对。",
    ),
    "birth date of an identity number": (
        files(personal=with_number("522122202699990001")),
        "公民身份号码中的出生日期不真实或在将来。请对照证件核对。",
    ),
    "check character of a company's number": (
        files(applicant_kind="2", personal=personal(applicant=company().model_copy(update={"uscc": BAD_USCC}))),
        "统一社会信用代码校验位不符,可能录错了一位。请对照执照逐位核对。",
    ),
    "a person where a company is stated": (
        files(applicant_kind="2"),
        "申请人类型与申请人信息不符。自然人请填写证件,单位请填写统一社会信用代码。",
    ),
    "an agent without power of attorney": (
        files(personal=personal(power_of_attorney=None)),
        "由经办人代办,但没有委托书。请补充委托书后重新报送。",
    ),
    "item unknown": (
        lambda province: province.send(QINGZHEN, CASE, _filing_of("520799999000")),
        "没有事项520799999000,或该事项当日未生效。请在事项目录中核对事项编码。",
    ),
    "item not offered there": (
        lambda province: province.send(QINGZHEN, CASE, _filing_of(WATER, "520300", "property")),
        "事项居民和企业用水报装在520300不办理。请核对事项和属地,或改选当地办理的事项。",
    ),
    "a region that does not exist": (
        lambda province: province.send(QINGZHEN, CASE, _filing_of(COMPANY, "520199")),
        "520199不是现行的行政区划代码。请核对该地是否已撤并,改用现行代码后重发。",
    ),
    "a case's command to a bundle's number": (
        files(bundle_number()),
        f"编号{bundle_number()}与报文类型不符。办件报文请用办件编号,联办报文请用联办编号。",
    ),
    "an act on a case that does not exist": (
        lambda province: province.send(QINGZHEN, CASE, WithdrawCase(by=CLERK, reason="样例")),
        "没有这个办件。请核对办件编号;若刚刚报送,请等待回执。",
    ),
    "larger than a case may grow": (
        files(form={"scope": "x" * 400_000}),
        "办件内容超出大小限制。请减少表单和材料清单的内容,附件请单独上传。",
    ),
}


def _filing_of(item: str, region: str = XIFENG, field: str = "place_of_business") -> FileApplication:
    """A filing for an item that the made-up world has no application for."""
    whole = filing()
    place = whole.application.jurisdiction.model_copy(update={"field": field, "region": region})
    content = whole.application.model_copy(update={"item": item, "jurisdiction": place})
    return whole.model_copy(update={"application": content})


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
            province.send(QINGZHEN, CASE, filing(form={"company_name": "另一家公司"}), "same")
        assert await window.words() == ["该报文编号已用于另一内容。请为新的内容使用新的ce_id后重发。"]
        assert province.rows(CASE) == ["case.filed", "case.refused"]

    played(journey)


def test_one_number_for_two_filings_is_refused() -> None:
    """Another id with another body."""

    async def journey(province: Province) -> None:
        province.send(QINGZHEN, CASE, filing())
        province.send(QINGZHEN, CASE, filing(form={"company_name": "另一家公司"}))
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


def test_ten_thousand_poison_records_stop_their_inbox_and_nothing_else() -> None:
    """The inbox pauses with a verdict; all others go on, deadlines too; a restart lets nothing through."""

    async def journey(province: Province) -> None:
        province.send(QINGZHEN, CASE, filing())
        await province.quiet()
        province.send(XIFENG, CASE, ClaimCase(by=officer(), minutes=1))
        await province.quiet()
        for _ in range(10_000):
            province.put("520300", b"{", ())
        await province.until(lambda: bool(province.alerts))
        inbox = Partition(f"{INBOX}520300", 0)
        assert province.alerts == [(Alert.FLOW_STOPPED, f"{inbox.topic} at offset {LEAST_DEATHS - 1}")]

        # The verdict stands where operators and the clock see it.
        passed = province.server.group(INTAKE_GROUP).offsets
        await province.until(lambda: passed[inbox].note.startswith("stopped"))
        assert passed[inbox].offset == LEAST_DEATHS

        # Others file, and are offered work.
        other = case_number(2)
        province.send(QINGZHEN, other, filing())
        await province.quiet()
        assert province.rows(other) == ["case.filed"]

        # Deadlines: the lease of one minute runs out.
        await province.until(lambda: "case.lease-lapsed" in province.rows(CASE))

        # The sender reads what is wrong with each that was looked at, and no more than those died.
        words = await Office(province, "520300").words()
        assert words == ["报文缺少必要的信封属性。请系统管理员补全ce_属性后重发。"] * LEAST_DEATHS
        assert len(province.dead_letters()) == LEAST_DEATHS

        # Still stopped after a restart, and others still go on.
        await province.restart()
        third = case_number(3)
        province.send(QINGZHEN, third, filing())
        await province.quiet()
        assert province.rows(third) == ["case.filed"]
        assert len(province.dead_letters()) == LEAST_DEATHS
        assert passed[inbox].offset == LEAST_DEATHS

    played(journey)


def test_two_thousand_records_that_are_readable_and_wrong_hold_nobody_up() -> None:
    """Refusals are work like any other: no inbox stops, every one is answered."""

    async def journey(province: Province) -> None:
        for place in range(2_000):
            number = make_case_number("520300", MONDAY, random.Random(place).getrandbits)
            province.send("520300", number, WithdrawCase(by=CLERK, reason="样例"))
        province.send(QINGZHEN, CASE, filing())
        await province.quiet()
        assert province.facts_counted() == {"case.refused": 2_000, "case.filed": 1}
        assert province.alerts == []

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


def test_numbers_are_spread_over_all_lanes() -> None:
    """What the other tests rest on: the cases they name are not all in one lane."""
    assert len({partition_of(case_number(seed).encode(), LANES.partitions) for seed in range(1, 14)}) > 1
    assert {QINGZHEN, XIFENG, "520300"} <= set(ENDPOINTS)
    assert make_bundle_number(QINGZHEN, MONDAY, random.Random(1).getrandbits) == bundle_number()
