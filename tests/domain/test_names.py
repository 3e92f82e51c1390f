"""Names that are not what they look like are refused, and names as people have them are not."""

from __future__ import annotations

import unicodedata

import pytest

from hub.domain.names import check_name
from hub.domain.values import Refusal
from schemas.codes import explain
from schemas.parties import Personal
from tests.domain.world import ANY_FORM, COMPANY, FORMS, QINGZHEN, Play, case_number, filing, person


@pytest.mark.parametrize(
    "name",
    [
        "王小明",
        "买买提·艾力",
        "O'Brien-Ångström, Anne",
        "贵州某某(集团)有限公司",
        "㐀𬭩",
        "Иван Петров",
        "Ελένη",
        "龙兰\ufa0e",
    ],
)
def test_names_as_they_are(name: str) -> None:
    """Rare characters, full-width brackets, other alphabets by themselves: all are names."""
    assert check_name(name, "/name") is None


@pytest.mark.parametrize(
    ("name", "code", "point"),
    [
        ("王\u200b小明", "name_hidden", "U+200B"),
        ("王小明\u202e", "name_hidden", "U+202E"),
        ("王\ufe00小明", "name_hidden", "U+FE00"),
        ("王\ue123明", "name_private", "U+E123"),
        ("\uf9f4明", "name_lookalike", "U+F9F4"),
        ("\u2f25明", "name_lookalike", "U+2F25"),
        ("\uff21\uff22公司", "name_lookalike", "U+FF21"),
        ("Аpple公司", "name_lookalike", "U+0410"),
        ("买买提•艾力", "name_dot", "U+2022"),
    ],
)
def test_names_that_deceive(name: str, code: str, point: str) -> None:
    """What can't be seen, or passes for another character, is named by its code point."""
    refusal = check_name(name, "/name")
    assert refusal == Refusal(code, "/name", {"character": point})
    assert point in explain(refusal.code, refusal.params, refusal.pointer)


def test_no_ideograph_that_is_one_character_is_refused() -> None:
    """By Unicode's own table: an ideograph that normal forms leave alone is never taken for a look-alike."""
    ideographs = (chr(code) for code in range(0x3400, 0x33480) if "IDEOGRAPH" in unicodedata.name(chr(code), ""))
    wrong = [one for one in ideographs if unicodedata.normalize("NFKC", one) == one and check_name(one, "")]
    assert wrong == []


def test_every_compatibility_ideograph_is_refused() -> None:
    """And one that they replace by another always is."""
    ideographs = (chr(code) for code in range(0x3400, 0x33480) if "IDEOGRAPH" in unicodedata.name(chr(code), ""))
    passed = [one for one in ideographs if unicodedata.normalize("NFKC", one) != one and not check_name(one, "")]
    assert [one for one in passed if "COMPATIBILITY" in unicodedata.name(one)] == []


def test_a_person_with_such_a_name() -> None:
    """A filing in it is refused, with the place."""
    refusal = Play(case_number()).when(QINGZHEN, filing(ANY_FORM, personal=Personal(applicant=person("王\u200b小明"))))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.pointer) == ("name_hidden", "/application/personal/applicant/name")


def test_a_proposed_company_name() -> None:
    """A name that passes for a company's that is there would get past whoever compares names."""
    form = FORMS["company-founding"] | {"company_name": "息烽县Аpple商贸有限公司"}
    refusal = Play(case_number()).when(QINGZHEN, filing(COMPANY, form=form))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.pointer) == ("name_lookalike", "/application/form/company_name")
