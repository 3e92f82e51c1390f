"""Bad input, item by item: how it is sent, and the words its sender reads."""

from __future__ import annotations

import random
from collections.abc import Callable

from hub.domain.identifiers import make_case_number
from schemas.commands import FileApplication, WithdrawCase
from schemas.envelope import Envelope, Headers
from schemas.parties import Identity
from schemas.topics import MAX_RECORD_BYTES
from schemas.values import encode
from tests.domain.world import (
    ANY_FORM,
    CLERK,
    COMPANY,
    MONDAY,
    QINGZHEN,
    XIFENG,
    application,
    bundle_number,
    case_number,
    company,
    filing,
    person,
)
from tests.journeys.province import Province

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
        files(item=ANY_FORM, form={"scope": "x" * 400_000}),
        "办件内容超出大小限制。请减少表单和材料清单的内容,附件请单独上传。",
    ),
}


def _filing_of(item: str, region: str = XIFENG, field: str = "place_of_business") -> FileApplication:
    """A filing for an item that the made-up world has no application for."""
    whole = filing()
    place = whole.application.jurisdiction.model_copy(update={"field": field, "region": region})
    content = whole.application.model_copy(update={"item": item, "jurisdiction": place})
    return whole.model_copy(update={"application": content})
