"""``hub credit``: what its options become, and what it says where they can't be meant."""

from __future__ import annotations

from datetime import date

import pytest

from hub.cli.credit import _act, _measure, _pair, _ruling
from hub.cli.trouble import Trouble
from schemas.commands import DecideListing, SupplyDeferred
from schemas.credit import ChosenMeasure
from tests.domain.world import CLERK, OFFICER, case_number

DIGEST = "sha256:" + "a" * 64


def test_options_become_the_word_that_the_hub_knows() -> None:
    """Dates, lists and papers as a person types them, checked by the word itself."""
    data = {
        "case": case_number(),
        "outcome": "listed",
        "reason": "无正当理由逾期",
        "measures": [_measure("C03=2026-12-01..2027-05-31")],
        "document": _ruling("息市监决〔2026〕7号", "决定书", DIGEST),
    }
    act = _act(DecideListing, data)(OFFICER)
    assert isinstance(act, DecideListing)
    assert act.measures == (ChosenMeasure(code="C03", starts_on=date(2026, 12, 1), ends_on=date(2027, 5, 31)),)
    assert act.document is not None
    assert (act.by, act.document.number) == (OFFICER, "息市监决〔2026〕7号")


def test_materials_are_code_and_title() -> None:
    """Handed in on paper at the window."""
    act = _act(SupplyDeferred, {"materials": [{**_pair("M05=住所文件"), "medium": "paper"}]})(CLERK)
    assert isinstance(act, SupplyDeferred)
    assert [(material.code, material.title) for material in act.materials] == [("M05", "住所文件")]


@pytest.mark.parametrize("read", [lambda: _pair("M05"), lambda: _measure("C03=2026-12-01")])
def test_what_cannot_be_meant_is_usage(read: object) -> None:
    """One sentence says how it should be written."""
    assert callable(read)
    with pytest.raises(Trouble, match="应为"):
        read()
