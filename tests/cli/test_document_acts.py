"""`hub document` for its issuer: any version names the document, and what it waits for is said in words."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from hub.cli.document_acts import first_version
from hub.cli.standing import document_sentence, sentence_of
from hub.cli.trouble import Trouble
from hub.client.errors import Rejected
from hub.client.submission import Desk
from hub.client.words import FACTS_OF_DOCUMENTS
from hub.domain.identifiers import version_of
from schemas.commands import SuspendDocument
from schemas.facts import DOCUMENT_FACTS
from tests.domain.world import MONDAY, OFFICER, XIFENG, case_number, identifier_of, reference

SUSPEND = SuspendDocument(by=OFFICER, reason="停业整顿", legal_basis="行政处罚法第九条")


def fields(**changes: Any) -> dict[str, Any]:
    """A document as the read model gives it."""
    values: dict[str, Any] = {
        "identifier": "1.2.156…001.X", "type_name": "营业执照", "issuer_name": "息烽县市场监督管理局",
        "stage": "valid", "valid_to": None, "conditional": False, "until": None, "condition": None, "awaits": None,
        "fault": None,
    }  # fmt: skip
    return values | changes


def test_any_version_names_the_document() -> None:
    """Copied with spaces or in small letters, of version 7 or 1: the hub keeps it under the first."""
    later = version_of(identifier_of(), 7)
    assert first_version(f" {later.lower()} ") == identifier_of()
    with pytest.raises(Trouble, match="核对"):
        first_version(later[:-1] + ("A" if later[-1] != "A" else "B"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "营业执照 1.2.156…001.X:有效"),
        ({"stage": "requested", "awaits": "x"}, "待签名;等待息烽县市场监督管理局电子签名"),
        ({"stage": "requested", "awaits": "x", "fault": "signature_wrong"}, "(上次签名未通过:证照签名验证不通过)"),
        ({"stage": "suspended", "until": date(2026, 12, 31)}, "暂扣,至2026-12-31"),
        ({"stage": "other", "condition": "挂失"}, "其他(挂失)"),
        ({"conditional": True, "valid_to": date(2031, 11, 22)}, "有效,有效期至2031-11-22,附条件"),
    ],
)
def test_how_a_document_stands(changes: dict[str, Any], words: str) -> None:
    """State, end, condition, and what it waits for, in one line."""
    assert words in document_sentence(fields(**changes))


def test_a_case_says_that_it_waits_for_the_signature() -> None:
    """`hub case`: decided, and what is still to come."""
    case = {
        "item": "有限责任公司设立登记", "unit_name": "息烽县市场监督管理局", "stage": "decided", "outcome": "approved",
        "lamp": None, "due": None, "documents": [fields(stage="requested", awaits="x")],
    }  # fmt: skip
    assert "等待息烽县市场监督管理局电子签名" in sentence_of(case)


def test_an_act_on_a_document_passes_the_clients_checks() -> None:
    """Its identifier is no case number; a wrong one is refused before anything is sent."""
    desk = Desk(XIFENG, reference(), Random(1).getrandbits)
    assert desk.act(identifier_of(), SUSPEND, MONDAY).number == identifier_of()
    with pytest.raises(Rejected) as refused:
        desk.act(identifier_of()[:-1] + "*", SUSPEND, MONDAY)
    assert refused.value.code == "licence_form"
    with pytest.raises(Rejected):
        desk.act(case_number(), SUSPEND, MONDAY)


def test_every_fact_of_a_document_has_its_word() -> None:
    """None of them falls back to its type."""
    assert set(FACTS_OF_DOCUMENTS) == {fact.ce_type for fact in DOCUMENT_FACTS}
