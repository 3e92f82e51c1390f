"""信息复用: what fills the next form and what doesn't, and what a filing may say of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import pytest

from hub.domain.forms import FormRules
from hub.domain.reuse import Given, fill
from hub.domain.values import Refusal
from schemas import facts
from schemas.application import Reuse, ReusedField
from schemas.codes import explain
from schemas.reference import FormSchema
from tests.domain.world import COMPANY, MONDAY, QINGZHEN, Play, case_number, filing, only

FIRST: Final = "5201812611235K3Q7WZ9M2TCX"
SECOND: Final = "5201812611245K3Q7WZ9M2TC7"


def rules(**properties: dict[str, Any]) -> FormRules:
    schema = {"type": "object", "additionalProperties": False, "properties": properties, "required": [*properties]}
    return FormRules(FormSchema(code="F", name="表", valid_from=date(2026, 1, 1), revision=1, json_schema=schema))


NAME: Final = {"title": "企业名称", "type": "string", "minLength": 4}
SHOP: Final = rules(company_name=NAME, scope={"title": "经营范围", "type": "string"})


def given(source: str = FIRST, days: int = 0, *, consent: bool | None = True, **changes: Any) -> Given:
    said: dict[str, Any] = {
        "form": {"company_name": "息烽温泉度假有限公司", "scope": "餐饮"},
        "rules": SHOP,
        "applicant": {},
    } | changes
    return Given(source, MONDAY + timedelta(days=days), consent, **said)


class TestFill:
    def test_the_same_field_of_an_earlier_form(self) -> None:
        """What the next form asks for under the same title is filled in, and says where it comes from."""
        filled = fill({}, {}, rules(company_name=NAME, floor={"title": "楼层", "type": "string"}), [given()])
        assert filled.form == {"company_name": "息烽温泉度假有限公司"}
        assert [*filled.fields] == [ReusedField(field="/form/company_name", source=FIRST)]

    def test_what_stands_in_the_draft_stays(self) -> None:
        """The clerk's word comes before what is known."""
        assert fill({"company_name": "另一家公司"}, {}, rules(company_name=NAME), [given()]).fields == ()

    def test_the_newest_counts(self) -> None:
        """Of two that were agreed to, the later filing."""
        later = given(SECOND, 1, form={"company_name": "新名称有限公司"})
        filled = fill({}, {}, rules(company_name=NAME), [given(), later])
        assert filled.form == {"company_name": "新名称有限公司"}
        assert filled.fields[0].source == SECOND

    @pytest.mark.parametrize("consent", [None, False])
    def test_only_what_was_agreed_to(self, consent: bool | None) -> None:  # noqa: FBT001 - pytest gives it by name
        """Not asked is not agreed."""
        assert fill({}, {}, SHOP, [given(consent=consent)]).fields == ()

    def test_no_takes_back_every_earlier_yes(self) -> None:
        """A later refusal ends it for what was given before; what is agreed to afterwards counts again."""
        assert fill({}, {}, SHOP, [given(), given(SECOND, 1, consent=False)]).fields == ()
        again = given(SECOND, 2, form={"scope": "住宿"})
        assert fill({}, {}, SHOP, [given(), given(SECOND, 1, consent=False), again]).form == {"scope": "住宿"}

    def test_another_thing_under_the_same_name(self) -> None:
        """The title says what a field means: another title is another field."""
        assert fill({}, {}, rules(company_name=NAME | {"title": "原企业名称"}), [given()]).fields == ()

    def test_a_value_that_the_next_form_refuses(self) -> None:
        """The next form's own rule is asked: a value it would refuse is left to be typed."""
        assert fill({}, {}, rules(company_name=NAME | {"maxLength": 4}), [given()]).fields == ()

    def test_the_applicants_own(self) -> None:
        """Phone and address of the applicant come along, name and number never do."""
        known = {"name": "某某", "phone": "0851-0001", "address": None}
        filled = fill({}, {"name": "本人", "phone": None}, None, [given(applicant=known)])
        assert filled.applicant == {"name": "本人", "phone": "0851-0001"}
        assert [*filled.fields] == [ReusedField(field="/personal/applicant/phone", source=FIRST)]


def filed(*fields: tuple[str, str]) -> Any:
    reuse = Reuse(consent=True, fields=tuple(ReusedField(field=field, source=source) for field, source in fields))
    return Play(case_number()).when(QINGZHEN, filing(COMPANY, reuse=reuse))


def test_a_filing_says_what_was_reused() -> None:
    """It is on record which field came from which case."""
    assert only(filed(("/form/company_name", case_number())), facts.CaseFiled).application.reuse is not None


@pytest.mark.parametrize(
    ("fields", "code", "pointer", "text"),
    [
        ([("/form/nothing", case_number())], "reuse_field_missing", "/fields/0/field", "复用清单所列字段nothing"),
        ([("/form/company_name", case_number())] * 2, "reuse_field_twice", "/fields/1/field", "重复列出字段"),
        ([("/form/company_name", "某处")], "reuse_source_wrong", "/fields/0/source", "复用来源不是办件编号"),
    ],
)
def test_refusals(fields: list[tuple[str, str]], code: str, pointer: str, text: str) -> None:
    """What the list of reused fields says must be so; whose fault it is, is said."""
    refusal = filed(*fields)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.pointer) == (code, f"/application/reuse{pointer}")
    assert text in explain(refusal.code, refusal.params, refusal.pointer)
