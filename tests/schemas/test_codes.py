"""The table of refusal codes is closed: what can refuse has a row, with words a clerk understands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hub.domain.identifiers import FAULTS
from schemas import envelope
from schemas.codes import (
    ATTACHMENTS,
    BODY,
    CODES,
    CONTENT,
    CREDIT,
    CUSTODY,
    ENVELOPE,
    LAMPS,
    LANE,
    NUMBERS,
    PARTIES,
    ROUTING,
    STEPS,
    RefusalCode,
    explain,
)
from schemas.codes.bundles import BUNDLE
from schemas.codes.documents import DOCUMENTS
from schemas.codes.erasing import ERASING
from schemas.codes.fees import FEES
from schemas.codes.joint import JOINT
from schemas.codes.life import LIFE
from schemas.codes.lower_review import LOWER_REVIEW
from schemas.codes.reliance import RELIANCE
from schemas.codes.reporting import REPORTING


def test_identifiers_are_in_it() -> None:
    """Every fault of an identifier has its row."""
    assert {fault.code for fault in FAULTS} <= set(CODES)


def test_the_envelope_is_in_it() -> None:
    """Every code the envelope's reader gives has its row."""
    source = Path(envelope.__file__).read_text(encoding="utf-8")
    assert set(re.findall(r'"(envelope_\w+)"', source)) <= set(CODES)


def test_no_code_twice() -> None:
    """A code stands in one group only."""
    rows = (
        *ENVELOPE,
        *BODY,
        *NUMBERS,
        *PARTIES,
        *ROUTING,
        *CONTENT,
        *ATTACHMENTS,
        *CUSTODY,
        *FEES,
        *STEPS,
        *LIFE,
        *LAMPS,
        *CREDIT,
        *BUNDLE,
        *ERASING,
        *JOINT,
        *LOWER_REVIEW,
        *DOCUMENTS,
        *RELIANCE,
        *REPORTING,
        *LANE,
    )
    assert len(rows) == len(CODES)


@pytest.mark.parametrize("row", CODES.values(), ids=lambda row: row.code)
def test_words_for_clerks(row: RefusalCode) -> None:
    """Title and next step are Chinese sentences without their full stop, which the text adds."""
    for words in (row.title, row.next_step):
        assert re.search(r"[一-鿿]", words)
        assert not words.endswith("。")


def test_a_text_is_bounded() -> None:
    """What a sender wrote is repeated to it in part only."""
    assert len(explain("item_unknown", {"item": "9" * 5000})) < 300


def test_a_text_without_params() -> None:
    """A parameter that nobody gave is said to be missing, not shown as a brace."""
    assert explain("item_unknown", {}) == "没有事项(未说明),或该事项当日未生效。请在事项目录中核对事项编码。"
