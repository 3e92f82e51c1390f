"""Notices on paper: every kind rendered, complete, within its margins; long lists go on; typographic manners."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pypdfium2
import pytest

from hub.domain.reference import Reference
from hub.papers import Faces, MissingGlyphError
from hub.papers.lines import CLOSING, OPENING, broken
from hub.papers.notice import NoticeKind
from hub.papers.noticed import print_notice
from hub.papers.notices import KINDS, notice_of
from hub.papers.punctuation import AsIs, full_width, punctuated
from hub.papers.record import Record
from schemas import commands, facts
from schemas.application import Material
from schemas.parties import Personal
from schemas.reference import Fee
from tests.domain.world import COMPANY, company, person, with_deferral, with_item
from tests.papers.cases import ACCEPTED, ACCEPTING, APPROVED, CLAIMED, DENIED, HEAD, act, changed, clerk, filing, told
from tests.papers.looking import fonts, pages, spilled, text_of
from tests.papers.test_licence import RARE
from tests.papers.test_notices import words


@cache
def paid() -> Reference:
    return with_item(COMPANY, fee=Fee(amount_fen=8000, per="件", basis="发改价格规〔2016〕2559号"))


@cache
def deferring() -> Reference:
    return with_deferral("accept_first")


CASES: dict[NoticeKind, Callable[[], Record]] = {
    "receipt": lambda: told(filing()),
    "custody": lambda: told(filing(), act(commands.TakePaper, by=clerk())),
    "acceptance": lambda: told(filing(), *ACCEPTED),
    "correction": lambda: told(filing(), CLAIMED, act(commands.AskCorrection, by=ACCEPTING)),
    "refusal": lambda: told(filing(), CLAIMED, act(commands.NotAcceptCase, by=ACCEPTING)),
    "special": lambda: told(filing(), *ACCEPTED, act(commands.PauseCase, by=ACCEPTING)),
    "extension": lambda: told(filing(), *ACCEPTED, act(commands.ExtendCase, by=ACCEPTING, approved_by=HEAD)),
    "approval": lambda: told(filing(), *APPROVED),
    "denial": lambda: told(filing(), *DENIED),
    "delivery": lambda: told(filing(), *APPROVED),
    "payment": lambda: told(filing(COMPANY), act(commands.ClaimCase), act(commands.AcceptCase), rows=paid),
    "deferral": lambda: told(filing(COMPANY), act(commands.DeferMaterials, by=clerk()), rows=deferring),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind(kind: NoticeKind) -> None:
    """On paper stands all that the notice says, with full-width punctuation, within the margins, fonts embedded."""
    notice = notice_of(CASES[kind](), kind)
    paper = print_notice(notice, Faces())
    text = text_of(paper)
    for part in words(notice).split("\n"):
        printed = "".join(punctuated(part).split())
        assert printed in re.sub(rf"编号.{re.escape(notice.number)}第\d页共\d页", "", text), part
    assert notice.number in text
    assert f"{person().name}{full_width(':')}" in text or notice.addressee is None
    assert ("印章处" in text) is (notice.issuer is not None)
    assert spilled(paper) == []
    assert all(fonts(paper).values())


def test_a_plain_notice_is_one_page() -> None:
    """A receipt with its materials, what is lacking, signatures and seal stands on one page."""
    assert len(pages(print_notice(notice_of(CASES["receipt"](), "receipt"), Faces()))) == 1


@pytest.mark.parametrize("letters", [460, 530])
def test_no_seal_on_a_page_without_text(letters: int) -> None:
    """Wherever the text ends: where the seal's place goes to the next page, the last paragraph goes with it."""
    record = changed(told(filing(), *DENIED), facts.CaseDecided, reason="某" * letters)
    paper = print_notice(notice_of(record, "denial"), Faces())
    document = pypdfium2.PdfDocument(paper)
    assert len(document) == 2
    last = "".join(document[1].get_textpage().get_text_range().split())
    assert "印章处" in last
    assert "行政诉讼" in last


def test_sixty_materials() -> None:
    """A long list goes on on the next pages, each with its head; every row is there."""
    record = told(filing())
    materials = tuple(
        Material(code=f"M{place:02d}", title=f"第{place}项" + "很长的材料名称" * (place % 9), medium="paper")
        for place in range(1, 61)
    )
    application = record.filed.application.model_copy(update={"materials": materials})
    paper = print_notice(notice_of(changed(record, facts.CaseFiled, application=application), "receipt"), Faces())
    text = text_of(paper)
    assert len(pages(paper)) > 3
    assert text.count("序号材料名称形式") >= 4
    assert all(f"第{place}项" in text for place in range(1, 61))
    assert spilled(paper) == []


def test_a_name_of_two_hundred_letters() -> None:
    """The longest name that a message may carry breaks into lines, at the addressee's place and under the seal."""
    name = "贵州" + "某" * 192 + "有限公司"
    record = told(filing(COMPANY, applicant_kind="2", personal=Personal(applicant=company(name))))
    paper = print_notice(notice_of(record, "receipt"), Faces())
    assert name in text_of(paper)
    assert spilled(paper) == []


def test_a_name_that_no_font_has() -> None:
    """The clerk is told which character it is, instead of handing out a paper with a box in it."""
    record = told(filing(personal=Personal(applicant=person(f"王{RARE}"))))
    with pytest.raises(MissingGlyphError, match="字库缺字"):
        print_notice(notice_of(record, "receipt"), Faces())


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("收悉,经审查;如下:", "收悉\uff0c经审查\uff1b如下\uff1a"),
        ("9:05, 1,000 (a)", "9:05, 1,000 (a)"),
        ("住所(经营场所)(表单)", "住所\uff08经营场所\uff09\uff08表单\uff09"),
        ("(受托(代)办)", "\uff08受托\uff08代\uff09办\uff09"),
        ("第(五)项,", "第\uff08五\uff09项\uff0c"),
        (AsIs("某某(集团)公司"), "某某(集团)公司"),
    ],
)
def test_punctuation(written: str, printed: str) -> None:
    """Full-width after Chinese and around it; numbers, and names marked so, stay as they are."""
    assert punctuated(written) == printed


def test_line_breaks() -> None:
    """No line starts with closing punctuation or ends with an opening one, and no number is parted."""
    text = "根据《中华人民共和国行政许可法》第三十二条的规定\uff0c自2026年11月23日起\uff08含当日\uff09受理\uff1a" * 5
    for room in range(6, 40):
        lines = broken(text, room, len)
        assert "".join(lines) == text
        assert all(len(line) <= room for line in lines)
        assert not any(line[0] in CLOSING or line[-1] in OPENING for line in lines)
        assert all("2026" in line for line in lines if "202" in line)


def test_line_breaks_without_a_place() -> None:
    """What is longer than a line breaks wherever the line ends."""
    assert broken("a" * 25, 10, len) == ["a" * 10, "a" * 10, "a" * 5]
    assert broken("", 10, len) == [""]
    assert broken("甲乙丙", 2, len, first_room=1) == ["甲", "乙丙"]
