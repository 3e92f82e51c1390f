"""Form and materials held against the item: what is refused, what is recorded as lacking, in which words."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hub.client.forms import form_of
from hub.domain.application.warning import warnings
from hub.domain.forms import FormRules
from hub.domain.identifiers import make_licence_identifier, make_resident_id, make_uscc
from hub.domain.values import Refusal
from schemas import facts
from schemas.application import Material
from schemas.codes import explain
from schemas.commands import AskCorrection, ClaimCase, CorrectionPoint, SupplyCorrection, SupplyDeferred
from schemas.notices import ResultReceived, WorkOffered
from schemas.parties import Identity, Person, Personal
from schemas.reference import FormSchema
from tests.domain import test_deferral as deferral
from tests.domain.world import (
    CLERK,
    COMPANY,
    FORMS,
    MONDAY,
    OFFICER,
    QINGZHEN,
    XIFENG,
    Play,
    application,
    case_number,
    company,
    filing,
    happened,
    only,
    play_at,
    reference,
)

TODAY: Final = MONDAY.date()
CHANGE: Final = "520701002000"
"""有限责任公司变更登记: its M05, the business licence, may be replaced by the electronic one."""
LICENCE_TYPE: Final = "11100000YANGB0019F001"
COMPLETE: Final = {
    **FORMS["company-founding"],
    "business_scope": "日用百货销售",
    "place_of_business": "贵州省贵阳市息烽县某街道1号",
}
ALL: Final = tuple(Material(code=f"M0{number}", title="材料", medium="paper") for number in range(1, 6))


def file(item: str = COMPANY, **changes: Any) -> Any:
    if item == CHANGE:
        changes |= {"applicant_kind": "2", "personal": Personal(applicant=company())}
    return Play(case_number()).when(QINGZHEN, filing(item, **changes))


def refused(item: str = COMPANY, **changes: Any) -> tuple[str, str, str]:
    """Code, pointer and Chinese text of a refusal."""
    result = file(item, **changes)
    assert isinstance(result, Refusal), result
    return result.code, result.pointer, explain(result.code, result.params, result.pointer)


def form(**changes: Any) -> dict[str, Any]:
    return COMPLETE | changes


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=6,
)


class TestForm:
    @pytest.mark.parametrize(
        ("changes", "pointer", "words"),
        [
            ({"capital": "一百万"}, "/capital", "表单“注册资本(元)”一栏应为整数"),
            ({"capital": 0}, "/capital", "表单“注册资本(元)”一栏不得小于1"),
            ({"capital_due": "2030-02-30"}, "/capital_due", "表单“出资期限”一栏应为真实日期,如2026-11-23"),
            ({"premises_basis": "借用"}, "/premises_basis", "应为自有、租赁、无偿使用、申报承诺之一"),
            ({"company_name": "息烽某某"}, "/company_name", "应为以“有限责任公司”“有限公司”或“股份公司”结尾的名称"),
            ({"business_scope": "货"}, "/business_scope", "至少2个字"),
            ({"email": "x" * 101}, "/email", "不超过100个字"),
        ],
    )
    def test_what_does_not_fit(self, changes: dict[str, Any], pointer: str, words: str) -> None:
        """A field that holds something else is refused at its place, with the rule in Chinese."""
        code, where, text = refused(form=form(**changes))
        assert (code, where) == ("form_field_invalid", f"/application/form{pointer}")
        assert words in text

    def test_an_unknown_field(self) -> None:
        """A field nobody knows is refused by name, before anything else that is wrong."""
        assert refused(form=form(**{"capital": "x", "z/b": 1})) == (
            "form_field_unknown",
            "/application/form/z~1b",
            "本事项的表单没有“z/b”这一栏。请删除该栏,或核对名称后重新报送。",
        )

    def test_inside_a_list(self) -> None:
        """The pointer leads into lists."""
        wrong = FORMS["company-change"] | {
            "changes": [{"what": "住所", "after": "甲路1号"}, {"what": "?", "after": "x"}]
        }
        code, pointer, text = refused(CHANGE, form=wrong)
        assert (code, pointer) == ("form_field_invalid", "/application/form/changes/1/what")
        assert "变更内容" in text

    def test_a_form_that_no_row_holds(self) -> None:
        """An item that names a form which is not there is the province's gap."""
        rows = (row for row in reference().rows.values() if row.kind != "form")
        play = Play(case_number(), rows=type(reference()).from_rows(rows))
        assert play.when(QINGZHEN, filing()) == Refusal(
            "form_unknown", "/application/form", {"item": "有限责任公司设立登记", "form": "company-founding"}
        )

    def test_an_item_without_a_form(self) -> None:
        """Where the item has no form, nothing of it is checked."""
        only(file("520705001000", form={"whatever": [1, {"x": None}]}), facts.CaseFiled)

    def test_a_row_that_is_no_schema(self) -> None:
        """A row whose schema is none is refused when it is read, so that no case meets it."""
        with pytest.raises(ValidationError, match="no JSON Schema"):
            FormSchema(code="x", name="x", json_schema={"type": "anything"}, valid_from=TODAY)

    @given(st.dictionaries(st.text(max_size=8), anything, max_size=6))
    def test_any_json(self, form: dict[str, Any]) -> None:
        """Whatever JSON a form is, the same faults are found in the same order, each inside the form."""
        rules = FormRules(schema("company-change"))
        found = rules.faults(form)
        assert found == rules.faults(dict(reversed(form.items())))
        assert all(fault.pointer == "" or fault.pointer.startswith("/") for fault in found)

    def test_every_shipped_form_is_filled_in_rightly(self) -> None:
        """What the sample load says in a form fits the form's schema and lacks nothing, for each item with a form."""
        region = reference().region(XIFENG, TODAY)
        assert region
        items = [item for item in reference().all_items(TODAY) if item.form]
        assert len(items) >= 8
        for item in items:
            assert item.form
            rules = reference().form_rules(item.form, TODAY)
            assert rules
            for seed in range(20):
                assert rules.faults(form_of(item, region, Random(seed))) == (), item.name


def schema(code: str) -> FormSchema:
    return reference().forms[code][0]


class TestMaterials:
    def test_one_that_the_item_does_not_know(self) -> None:
        """A material of another item is refused at its place."""
        materials = (*ALL, Material(code="M99", title="另一事项的材料"))
        code, pointer, text = refused(materials=materials)
        assert (code, pointer) == ("material_unknown", "/application/materials/5/code")
        assert "材料M99不在事项“有限责任公司设立登记”的材料清单中" in text

    def test_a_document_in_its_place(self) -> None:
        """The business licence need not be handed in where the electronic one is named; any other type is refused."""
        issuer = make_uscc("11", XIFENG, "MB000000")
        right = make_licence_identifier(LICENCE_TYPE, issuer, "2026000001")
        filed = happened(file(CHANGE, materials=(Material(code="M05", title="营业执照", document=right),)))
        assert [type(fact) for fact in filed] == [facts.CaseFiled, facts.RelianceAsked]
        other = make_licence_identifier(LICENCE_TYPE[:18] + "009", issuer, "2026000001")
        for wrong, code in ((other, "material_not_replaceable"), (right[:-1] + "?", "licence_form")):
            found = refused(CHANGE, materials=(Material(code="M05", title="营业执照", document=wrong),))
            assert found[:2] == (code, "/application/materials/0/document")

    def test_no_document_where_none_is_taken(self) -> None:
        """The articles of association have no document to stand in for them."""
        document = make_licence_identifier(LICENCE_TYPE, make_uscc("11", XIFENG, "MB000000"), "1")
        found = refused(materials=(Material(code="M02", title="公司章程", document=document),))
        assert found[0] == "material_not_replaceable"


class TestIncomplete:
    def test_is_received(self) -> None:
        """What is lacking is no reason to turn somebody away: it is recorded, offered and told as points (art. 32)."""
        play = Play(case_number())
        fact = only(play.when(QINGZHEN, filing(materials=ALL[:4])), facts.CaseFiled)
        points = (
            CorrectionPoint(code="business_scope", text="表单未填写“经营范围”"),
            CorrectionPoint(code="place_of_business", text="表单未填写“住所(经营场所)”"),
            CorrectionPoint(code="M05", text="未提交材料“住所(经营场所)相关文件”"),
        )
        assert fact.lacking == points
        offer, receipt = (notice.body for notice in play.aggregate.notices(fact, None, play.state))
        assert isinstance(offer, WorkOffered)
        assert isinstance(receipt, ResultReceived)
        assert offer.lacking == receipt.lacking == points
        play.when(XIFENG, ClaimCase(by=OFFICER))
        only(play.when(XIFENG, AskCorrection(by=OFFICER, points=points)), facts.CorrectionAsked)

    def test_complete(self) -> None:
        """A complete application lacks nothing; a deferrable material may be absent."""
        assert only(file(form=COMPLETE, materials=ALL), facts.CaseFiled).lacking is None
        food = {"business_name": "某某小吃店", "place_of_business": "某街道1号", "business_kind": "餐饮服务经营者"}
        filed = file("520101019000", form=food | {"products": ["热食类食品制售"]}, materials=ALL[:2])
        assert only(filed, facts.CaseFiled).lacking is None

    def test_supplied(self) -> None:
        """A supplement is checked like the filing; what is lacking still is recorded anew."""
        play = play_at("correcting")
        wrong = play.when(QINGZHEN, SupplyCorrection(form={"colour": "red"}))
        assert wrong == Refusal("form_field_unknown", "/form/colour", {"field": "colour", "rule": ""})
        unknown = play.when(QINGZHEN, SupplyCorrection(materials=(Material(code="M77", title="多余的材料"),)))
        assert isinstance(unknown, Refusal)
        assert (unknown.code, unknown.pointer) == ("material_unknown", "/materials/0/code")
        rest = SupplyCorrection(form=COMPLETE, materials=ALL[2:4])
        supplied = only(play.when(QINGZHEN, rest), facts.CorrectionSupplied)
        assert supplied.lacking == (CorrectionPoint(code="M05", text="未提交材料“住所(经营场所)相关文件”"),)

    def test_what_was_asked_for_may_be_supplied(self) -> None:
        """A material that the notice asked for is taken although the item's list lacks it."""
        play = play_at("filed")
        play.when(XIFENG, AskCorrection(by=OFFICER, points=(CorrectionPoint(code="M77", text="请补充情况说明"),)))
        supplied = play.when(QINGZHEN, SupplyCorrection(materials=(Material(code="M77", title="情况说明"),)))
        only(supplied, facts.CorrectionSupplied)

    def test_the_window_is_warned(self) -> None:
        """Before it sends, the window reads what is lacking, and that a card's county code was retired."""
        holder = Person(
            name="某某", identity=Identity(kind="resident_id", number=make_resident_id("520522", date(1990, 2, 28), 0))
        )
        made = application(form=COMPLETE, materials=ALL[:4], personal=Personal(applicant=holder))
        assert [(warning.code, warning.pointer) for warning in warnings(made, TODAY, reference())] == [
            ("application_incomplete", "/application"),
            ("resident_id_county", "/application/personal/applicant/identity/number"),
        ]
        elsewhere = holder.model_copy(update={"identity": Identity(kind="resident_id", number="440524188001010014")})
        from_guangdong = application(form=COMPLETE, materials=ALL, personal=Personal(applicant=elsewhere))
        assert warnings(from_guangdong, TODAY, reference()) == ()


PDF: Final = {
    "code": "M02",
    "title": "公司章程",
    "digest": "sha256:" + "a" * 64,
    "size": 4096,
    "media_type": "application/pdf",
}


def test_a_file_is_told_to_who_decides_as_it_was_filed() -> None:
    """Digest, size and media type travel with the material; the bytes nowhere."""
    play, material = Play(case_number()), Material.model_validate(PDF)
    body = filing().model_copy(update={"application": application(materials=(material,))})
    fact = only(play.when(QINGZHEN, body), facts.CaseFiled)
    (offered,) = (
        notice.body for notice in play.aggregate.notices(fact, None, play.state) if isinstance(notice.body, WorkOffered)
    )
    assert offered.application.materials == (material,)


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"digest": None}, "attachment_incomplete", "/digest"),
        ({"digest": "sm3:" + "a" * 64}, "attachment_incomplete", "/digest"),
        ({"size": None}, "attachment_incomplete", "/size"),
        ({"size": 0}, "attachment_incomplete", "/size"),
        ({"media_type": "application/msword"}, "attachment_media_type", "/media_type"),
    ],
)
def test_a_file_that_nobody_could_find_again_is_refused(changes: dict[str, Any], code: str, pointer: str) -> None:
    """Filed at first, supplied after a correction, and supplied late after a deferral alike."""
    material = Material.model_validate({**PDF, **changes})
    filed = Play(case_number()).when(
        QINGZHEN, filing().model_copy(update={"application": application(materials=(material,))})
    )
    assert filed == Refusal(code, f"/application/materials/0{pointer}", {"material": "公司章程"})
    supplied = play_at("correcting").when(QINGZHEN, SupplyCorrection(materials=(material,)))
    assert supplied == Refusal(code, f"/materials/0{pointer}", {"material": "公司章程"})
    late = material.model_copy(update={"code": "M05"})
    deferred = deferral.deferred().when(deferral.CASE, QINGZHEN, SupplyDeferred(by=CLERK, materials=(late,)))
    assert deferred == Refusal(code, f"/materials/0{pointer}", {"material": "公司章程"})
