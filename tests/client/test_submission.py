"""What the client says before anything is sent: bad input, each with its words."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

import orjson
import pytest

from hub.client import Desk, Rejected
from hub.client.english import ENGLISH
from hub.client.sample import sample
from hub.client.story import three_companies
from hub.domain.identifiers import check_bundle_number, check_case_number
from schemas.codes import CODES
from schemas.commands import AcceptCase, AddChildren, ClaimCase, FileApplication
from schemas.envelope import read
from schemas.topics import MAX_RECORD_BYTES
from schemas.values import encode
from tests.domain.world import MONDAY, QINGZHEN, XIFENG, ZUNYI, bundle_number, case_number, filing, officer, reference


def desk(endpoint: str = QINGZHEN) -> Desk:
    return Desk(endpoint, reference(), Random(7).getrandbits)


def fields(**application: Any) -> dict[str, Any]:
    """A complete filing as a program at the window has it, with some fields of the application changed."""
    data: dict[str, Any] = orjson.loads(encode(filing()))
    data["application"] |= application
    return data


def bundle() -> dict[str, Any]:
    """The story's bundle, its cases without numbers."""
    data = dict(three_companies(MONDAY, Random(1).getrandbits, reference()).data)
    return data | {"children": [{**child, "case": ""} for child in data["children"]]}


def refusal_of(data: Any, number: str = "", endpoint: str = QINGZHEN) -> Rejected:
    with pytest.raises(Rejected) as caught:
        desk(endpoint).file(data, MONDAY, number)
    return caught.value


def test_a_filing_gets_a_number_of_its_own_region_and_day_with_the_network_down() -> None:
    submission = desk().file(fields(), MONDAY)
    assert check_case_number(submission.number) is None
    assert submission.number.startswith("520181261123")


def test_a_bundle_gets_numbers_for_itself_and_for_each_case() -> None:
    data = dict(three_companies(MONDAY, Random(1).getrandbits, reference()).data)
    data["children"] = [{**child, "case": ""} for child in data["children"]]
    submission = desk().file(data, MONDAY)
    assert check_bundle_number(submission.number) is None
    assert [check_case_number(case) for case in submission.cases] == [None] * 3


def test_the_receipt_names_every_number_and_nobody() -> None:
    submission = desk().file(three_companies(MONDAY, Random(1).getrandbits, reference()).data, MONDAY)
    receipt = submission.receipt()
    assert all(case in receipt for case in (*submission.cases, submission.number))
    assert "2026年11月23日" in receipt
    assert "陈远山" not in receipt


def test_a_filing_sent_again_has_the_same_id() -> None:
    """So a lost answer never doubles, even over a restart of the program that sends."""
    number = case_number()
    assert desk().file(fields(), MONDAY, number).id == desk().file(fields(), MONDAY + timedelta(hours=1), number).id


def test_two_acts_on_a_case_have_different_ids() -> None:
    there = desk(XIFENG)
    first, second = (there.act(case_number(), ClaimCase(by=officer()), MONDAY) for _ in range(2))
    assert first.id != second.id


def test_what_is_sent_is_a_readable_envelope_keyed_by_the_number() -> None:
    submission = desk(XIFENG).act(case_number(), AcceptCase(by=officer()), MONDAY)
    message = submission.message()
    envelope = read(message.value, message.headers)
    assert (message.topic, message.key) == ("inbox.520122", case_number().encode())
    assert (envelope.subject, envelope.type, envelope.id) == (case_number(), AcceptCase.ce_type, submission.id)
    assert datetime.fromisoformat(envelope.time) == MONDAY


def test_what_is_lacking_is_a_warning_and_not_an_error() -> None:
    submission = desk().file(fields(), MONDAY)
    texts = [warning.text for warning in submission.warnings]
    assert {warning.code for warning in submission.warnings} == {"application_incomplete"}
    assert any("未提交材料“住所(经营场所)相关文件”" in text for text in texts)
    assert Desk(QINGZHEN).file(fields(), MONDAY).warnings == (), "without reference nobody knows what is lacking"


def test_a_warning_names_its_case_in_the_bundle() -> None:
    data = orjson.loads(orjson.dumps(three_companies(MONDAY, Random(1).getrandbits, reference()).data))
    assert desk().file(data, MONDAY).warnings == ()
    data["children"][1]["materials"].pop()
    (warning,) = desk().file(data, MONDAY).warnings
    assert (warning.code, warning.pointer) == ("application_incomplete", "/children/1")


def test_a_form_that_does_not_fit_is_said_with_its_place_in_the_bundle() -> None:
    data = orjson.loads(orjson.dumps(three_companies(MONDAY, Random(1).getrandbits, reference()).data))
    data["children"][2]["form"]["capital"] = "三百万"
    wrong = refusal_of(data)
    assert (wrong.code, wrong.pointer) == ("form_field_invalid", "/children/2/form/capital")
    assert "表单“注册资本(元)”一栏应为整数" in wrong.text


def test_every_sample_filing_passes() -> None:
    seed = 20261123
    for made in sample(40, seed, reference(), MONDAY.date()):
        Desk(made.endpoint, reference()).file(made.data, made.at, made.number)


def test_not_json_is_said() -> None:
    wrong = refusal_of(b"{window")
    assert (wrong.code, wrong.text) == ("body_not_json", "报文内容不是有效的JSON。请系统管理员检查报文内容后重发。")


def test_not_utf8_is_said() -> None:
    wrong = refusal_of('{"标题":"公司设立"}'.encode("gb18030"))
    assert (wrong.code, wrong.english) == ("body_not_utf8", "the data is not UTF-8")


def test_a_record_over_the_limit_is_said() -> None:
    wrong = refusal_of(fields(form={"scope": "x" * MAX_RECORD_BYTES}))
    assert (wrong.code, "1,000,000 bytes" in wrong.english) == ("too_large", True)


def test_a_number_of_another_region_is_said() -> None:
    wrong = refusal_of(fields(), case_number(region=ZUNYI))
    assert (wrong.code, ZUNYI in wrong.text) == ("number_not_yours", True)


def test_a_wrong_check_character_is_said() -> None:
    right = case_number()
    wrong = refusal_of(fields(), right[:-1] + ("0" if right[-1] != "0" else "1"))
    assert (wrong.code, wrong.text) == ("number_check", "编号校验位不符,可能录错了一位。请逐位核对编号后重发。")


def test_an_unknown_item_is_said_with_its_place() -> None:
    wrong = refusal_of(fields(item="529999999000"))
    assert (wrong.code, wrong.pointer) == ("item_unknown", "/application/item")
    assert "529999999000" in str(wrong)


def test_an_unknown_item_in_a_bundle_is_said_with_its_place_in_the_bundle() -> None:
    data = orjson.loads(orjson.dumps(three_companies(MONDAY, Random(1).getrandbits, reference()).data))
    data["children"][2]["item"] = "529999999000"
    wrong = refusal_of(data)
    assert (wrong.code, wrong.pointer) == ("item_unknown", "/children/2/item")


def test_without_reference_items_are_not_looked_up() -> None:
    assert Desk(QINGZHEN).file(fields(item="529999999000"), MONDAY).number


def test_a_missing_subject_is_said() -> None:
    """A record's key is its subject, so neither can be missing alone."""
    with pytest.raises(Rejected) as caught:
        desk().command(FileApplication.ce_type, "", encode(filing()), MONDAY)
    assert (caught.value.code, caught.value.text) == (
        "envelope_no_subject",
        "报文没有办件编号。请在ce_subject中填写办件编号或联办编号后重发。",
    )


def test_a_missing_field_is_said_with_its_place() -> None:
    data = fields()
    del data["application"]["personal"]["applicant"]["name"]
    wrong = refusal_of(data)
    assert (wrong.code, wrong.pointer) == ("body_missing", "/application/personal/applicant/name")


def test_a_field_nobody_knows_is_said_with_its_place() -> None:
    wrong = refusal_of(fields(aplicant_kind="1"))
    assert (wrong.code, wrong.pointer) == ("body_unknown", "/application/aplicant_kind")


def test_a_wrong_identity_number_is_said_with_its_place_and_never_repeated() -> None:
    data = fields()
    data["application"]["personal"]["applicant"]["identity"]["number"] = "520122199002280001"
    wrong = refusal_of(data)
    assert (wrong.code, wrong.pointer) == ("resident_id_check", "/application/personal/applicant/identity/number")
    assert "520122199002280001" not in str(wrong)


@pytest.mark.parametrize(
    ("ce_type", "code"),
    [
        ("cn.tongban.case.fiddle.v1", "type_unknown"),
        ("cn.tongban.case.accept.v9", "type_version_unknown"),
        ("cn.tongban.case.deadline.v1", "type_internal"),
    ],
)
def test_a_type_that_may_not_be_sent_is_said(ce_type: str, code: str) -> None:
    data = b'{"due": "2026-11-24T00:00:00+08:00"}'
    with pytest.raises(Rejected) as caught:
        desk().command(ce_type, case_number(), data, MONDAY)
    assert caught.value.code == code


def test_a_bundles_number_for_a_case_is_said() -> None:
    assert refusal_of(fields(), bundle_number()).code == "subject_kind"


def test_what_waits_is_named_by_item_while_numbers_are_made() -> None:
    """A bundle's file says by item code what a case waits for; the desk puts the number it made in its place."""
    case = bundle()["children"][0]
    tax = case | {"item": "521006001000", "materials": []}
    tax |= {"jurisdiction": {"field": "place_of_tax", "region": XIFENG}}
    given = bundle() | {"children": [case, tax | {"waits_for": [case["item"]]}]}
    submission = desk().file(given, MONDAY)
    first, second = orjson.loads(submission.data)["children"]
    assert second["waits_for"] == [first["case"]]
    circle = given | {"children": [case | {"waits_for": [tax["item"]]}, tax | {"waits_for": [case["item"]]}]}
    with pytest.raises(Rejected) as wrong:
        desk().file(circle, MONDAY)
    assert wrong.value.code == "waits_circle"
    assert "互相等待" in wrong.value.text


def test_a_waiting_case_is_checked_before_it_is_sent() -> None:
    """What would be refused only when it is filed, months later, is refused at the window."""
    case = bundle()["children"][0]
    wrong = case | {"item": "529999999999", "waits_for": [case["item"]]}
    with pytest.raises(Rejected) as refused:
        desk().file(bundle() | {"children": [case, wrong]}, MONDAY)
    assert (refused.value.code, refused.value.pointer) == ("item_unknown", "/children/1/item")


def test_more_cases_of_a_project_are_filed_under_its_number() -> None:
    """``{"children": …}`` with a bundle's number adds to it; its receipt names the new cases."""
    number = bundle_number()
    submission = desk().file({"children": bundle()["children"]}, MONDAY, number)
    assert submission.ce_type == AddChildren.ce_type
    assert submission.receipt().count("办件编号") == len(submission.cases)


def test_every_code_has_its_english() -> None:
    assert set(ENGLISH) == set(CODES)
