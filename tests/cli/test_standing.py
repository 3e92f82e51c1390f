"""How `hub case` shows a bundle: each case with its outcome and what it waits for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hub.cli.standing import bundle_rows_of, sentence_of
from schemas.times import CHINA


def case(number: str, **changes: Any) -> dict[str, Any]:
    """A case of a bundle as the read model gives it."""
    values: dict[str, Any] = {
        "number": number,
        "item": "公章刻制备案",
        "item_code": "521005010000",
        "stage": None,
        "outcome": None,
        "code": None,
        "waiting": False,
        "waits_for": (),
        "because": None,
        "unanswered": False,
        "owes": None,
        "owes_materials": [],
        "owes_due": None,
    }
    return values | changes


def bundle(*cases: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A bundle as the read model gives it."""
    values: dict[str, Any] = {"title": "企业开办", "completed_at": None, "ending": False, "settled": None}
    return values | {"revised_at": None, "awaits_stage": None, "awaits_until": None, "cases": list(cases)} | changes


def test_each_case_says_how_it_stands_and_what_it_waits_for() -> None:
    """Waiting, under way, refused, never possible: each in words, with the number of the case it is about."""
    rows = bundle_rows_of(
        bundle(
            case("A", stage="accepted", outcome="filed"),
            case("B", waiting=True, waits_for=("A",), item=None),
            case("C", outcome="not_possible", code="precondition_failed", because="D", waits_for=("D",)),
            case("D", outcome="refused", code="item_unknown"),
            case("E", unanswered=True),
        )
    )
    assert [row[2:5] for row in rows] == [
        ["审查中", "办理中", "–"],
        ["等待前提办件", "–", "A"],
        ["未报送", "无法办理(前提办件未获批,D)", "–"],
        ["未报送", "被退回(item_unknown)", "–"],
        ["待登记", "尚无答复", "–"],
    ]
    assert rows[1][1] == "521005010000", "a case that is not filed yet is known by its item's code"


def test_a_bundle_says_where_it_stands() -> None:
    """How many are open, what a project awaits and until when, that it has ended."""
    under_way = bundle(case("A", outcome="filed"), case("B", outcome="approved"))
    assert sentence_of(under_way) == "联办件“企业开办”,共 2 件:1 件未结束"
    until = datetime(2028, 11, 23, tzinfo=CHINA).isoformat()
    awaiting = bundle(case("A", outcome="approved"), awaits_stage="施工许可", awaits_until=until)
    assert "可报送“施工许可”阶段的事项" in sentence_of(awaiting)
    assert "2028年11月23日" in sentence_of(awaiting)
    assert "已全部结束" in sentence_of(bundle(case("A", outcome="denied"), completed_at=until))


def test_a_bundle_says_what_is_owed() -> None:
    """Each case with what it promised until when; the end of the bundle is none while something is owed."""
    due = datetime(2026, 12, 12, tzinfo=CHINA).isoformat()
    owing = case("A", outcome="approved", owes="running", owes_materials=["M03"], owes_due=due)
    broken = case("B", outcome="revoked", owes="broken", owes_materials=["M02"], owes_due=due)
    ended = bundle(owing, broken, case("C", outcome="approved"), completed_at=due)
    assert [row[5] for row in bundle_rows_of(ended)] == [
        "承诺期限内(待补:M03),期限至2026年12月12日 00:00",
        "逾期未补齐(待补:M02)",
        "–",
    ]
    assert sentence_of(ended).endswith(",尚有 1 件的容缺承诺未履行")
    settled = bundle(broken, completed_at=due, settled="broken", revised_at=due)
    assert "有容缺承诺未按期履行" in sentence_of(settled)
    assert sentence_of(settled).endswith("有变")
