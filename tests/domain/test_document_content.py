"""What a document says is held against the schema of its type: before it is issued, and before it is corrected."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any, Final

import pytest

from hub.client.forms import form_of
from hub.domain.application.plain import plain
from hub.domain.reference import Reference
from hub.domain.values import HUB, Refusal
from schemas import facts
from schemas.codes import explain
from schemas.commands import (
    AcceptCase,
    ClaimCase,
    Command,
    CorrectDecision,
    CorrectDocument,
    DecideCase,
    DecisionCorrection,
    Wording,
)
from schemas.reference import ContentSchema
from tests.domain.documents import document_at
from tests.domain.talking import Talk
from tests.domain.world import (
    BODIES,
    MONDAY,
    QINGZHEN,
    XIFENG,
    case_number,
    filing,
    happened,
    identifier_of,
    only,
    reference,
    sender_of,
)

TODAY: Final = MONDAY.date()
LICENCE: Final = "11100000YANGB0019F001"
NAME: Final = {"company_name": "息烽县甲有限公司"}
CASE, DOCUMENT = case_number(), identifier_of()
NAMED: Final = {
    "type": "object",
    "title": "营业执照载明事项",
    "additionalProperties": False,
    "required": ["company_name"],
    "properties": {
        "company_name": {
            "title": "企业名称",
            "type": "string",
            "pattern": "公司$",
            "description": "以“公司”结尾的名称",
        },
        "capital": {"title": "注册资本(元)", "type": "integer", "maximum": 2_000_000},
    },
}


def scoped(since: date = TODAY) -> ContentSchema:
    """A schema that asks for a scope of business besides."""
    scope = {"title": "经营范围", "type": "string"}
    schema = NAMED | {
        "required": ["company_name", "business_scope"],
        "properties": {**NAMED["properties"], "business_scope": scope},  # type: ignore[dict-item]
    }
    return ContentSchema(code=LICENCE, name="营业执照", valid_from=since, revision=9, json_schema=schema)


def named() -> ContentSchema:
    return ContentSchema(code=LICENCE, name="营业执照", valid_from=date(2022, 3, 1), revision=9, json_schema=NAMED)


def rows(*schemas: ContentSchema) -> Reference:
    known = reference()
    return Reference.from_rows((*known.rows.values(), *schemas), known.offset, known.subject_key)


def accepted(talk: Talk, **form: Any) -> Talk:
    talk.when(CASE, QINGZHEN, filing(form=form))
    acts: tuple[type[Command], ...] = (ClaimCase, AcceptCase)
    for act in acts:
        happened(talk.when(CASE, sender_of(act), BODIES[act]))
    return talk


def decide(talk: Talk) -> Any:
    return talk.when(CASE, XIFENG, BODIES[DecideCase])


def slip(field: str, before: str, after: str) -> CorrectDecision:
    wording = Wording(before=before, after=after)
    body = BODIES[CorrectDecision]
    assert isinstance(body, CorrectDecision)
    return body.model_copy(update={"corrections": (DecisionCorrection(field=field, personal=wording),)})


@pytest.mark.parametrize(
    ("form", "code", "words"),
    [
        ({"capital": 1}, "document_content_missing", "营业执照应载明“企业名称”,而申请中没有这一项。"),
        (NAME | {"capital": 3_000_000}, "document_content_invalid", "营业执照的“注册资本(元)”不得大于2000000。"),
        (NAME | {"employees": 3}, "document_content_unknown", "营业执照的内容规范中没有“employees”这一项。"),
    ],
)
def test_an_approval_whose_document_would_not_fit(form: dict[str, Any], code: str, words: str) -> None:
    """It is refused in the clerk's words, and nothing is asked of the signer."""
    talk = accepted(Talk(rows(named())), **form)
    refusal = decide(talk)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert words in explain(refusal.code, refusal.params, refusal.pointer)
    assert DOCUMENT not in talk.plays


def test_one_that_fits_is_issued() -> None:
    """The same application with what the document has to say is approved, and its document asked for."""
    talk = accepted(Talk(rows(named())), company_name="息烽县甲有限公司", capital=5)
    only(decide(talk), facts.CaseDecided)
    assert talk.plays[DOCUMENT].state.current.content == {"company_name": "息烽县甲有限公司", "capital": 5}


def test_a_denial_needs_no_document() -> None:
    """What keeps a document from being issued keeps nobody from denying."""
    talk = accepted(Talk(rows(named())), capital=1)
    body = BODIES[DecideCase]
    denial = body.model_copy(
        update={"outcome": "denied", "reason": "住所不合规定", "legal_basis": "条例", "remedy": "可申请复议"}
    )
    only(talk.when(CASE, XIFENG, denial), facts.CaseDecided)


def test_a_schema_counts_from_its_day() -> None:
    """The day before a stricter schema is in force the document is issued, on its day it is refused."""
    tomorrow = TODAY + timedelta(days=1)
    early = accepted(Talk(rows(named(), scoped(tomorrow))), company_name="息烽县甲有限公司")
    only(decide(early), facts.CaseDecided)
    late = accepted(Talk(rows(named(), scoped(tomorrow)), MONDAY + timedelta(days=1)), company_name="息烽县甲有限公司")
    refusal = decide(late)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params["field"]) == ("document_content_missing", "经营范围")


def test_what_it_has_to_say_is_asked_for_before_acceptance() -> None:
    """What the document needs and the application lacks is a point of the notice, beside what the form lacks; once."""
    seat = {"title": "登记机关", "type": "string"}
    schema = NAMED | {
        "required": ["company_name", "business_scope", "seat"],
        "additionalProperties": True,
        "properties": {**NAMED["properties"], "seat": seat},  # type: ignore[dict-item]
    }
    row = ContentSchema(code=LICENCE, name="营业执照", valid_from=TODAY, revision=9, json_schema=schema)
    filed = only(Talk(rows(row)).when(CASE, QINGZHEN, filing()), facts.CaseFiled)
    points = [(point.code, point.text) for point in filed.lacking or ()]
    assert ("seat", "营业执照应载明“登记机关”") in points
    assert [code for code, _ in points].count("business_scope") == 1


def test_a_correction_that_would_make_it_wrong() -> None:
    """The officer's correction is refused, and the document stays as it is; a second slip is held against the first."""
    talk = accepted(Talk(rows(named())), company_name="息烽县甲有限公司", capital=5)
    decide(talk)
    only(talk.when(CASE, XIFENG, slip("company_name", "甲有限公司", "乙有限公司")), facts.DecisionCorrected)
    assert talk.plays[DOCUMENT].state.current.content["company_name"] == "息烽县乙有限公司"
    wrong = talk.when(CASE, XIFENG, slip("company_name", "乙有限公司", "乙商行"))
    params = {"document": "营业执照", "field": "企业名称", "rule": "应为以“公司”结尾的名称"}
    assert wrong == Refusal("document_content_invalid", "/corrections", params)
    assert talk.plays[DOCUMENT].state.current.content["company_name"] == "息烽县乙有限公司"


def test_an_old_document_is_corrected_under_a_new_schema() -> None:
    """What a later schema asks besides is no reason to leave a slip of the pen in an old document."""
    tomorrow = TODAY + timedelta(days=1)
    talk = accepted(Talk(rows(named(), scoped(tomorrow))), company_name="息烽县甲有限公司")
    decide(talk)
    talk.now += timedelta(days=2)
    only(talk.when(CASE, XIFENG, slip("company_name", "甲", "乙")), facts.DecisionCorrected)
    assert talk.plays[DOCUMENT].state.current.content["company_name"] == "息烽县乙有限公司"


def test_the_document_itself_refuses_too() -> None:
    """Whatever its case has let pass, no version is asked for that does not fit."""
    play = document_at("valid")
    play.reference = rows(named())
    wording = Wording(before="有限公司", after="商行")
    body = CorrectDocument(corrections=(DecisionCorrection(field="company_name", personal=wording),), reason="笔误")
    refusal = play.when(HUB, body)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "document_content_invalid"
    assert play.state.following is None


def test_every_sample_filing_can_be_issued() -> None:
    """What the sample load says fits what its document has to say, for each item whose document has a schema."""
    region = reference().region(XIFENG, TODAY)
    assert region
    checked = 0
    for item in reference().all_items(TODAY):
        rules = reference().content_rules(item.document.type, TODAY) if item.document else None
        for seed in range(20 if rules else 0):
            assert rules
            assert rules.faults(plain(form_of(item, region, Random(seed)))) == (), item.name
            checked += 1
    assert checked >= 20 * 15
