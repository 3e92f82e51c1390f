"""A document on paper: complete, within its margins, with a QR code that verifies from the picture alone."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from hub.documents import Knowledge, make_token, sign, verify_token
from hub.documents.keys import FileKeyStore
from hub.papers import Faces, FontError, MissingGlyphError, PaperError, print_document
from hub.papers.licence import document_of
from hub.papers.sheet import BODY, LEADING, TOP, Heading, Sheet
from hub.papers.titles import titles_of
from hub.reference.load import load
from schemas.documents import DocumentPersonal, SignedDocument
from schemas.parties import Organisation, Person
from schemas.reference import DocumentType, IssuerKey
from schemas.times import CHINA
from schemas.values import encode
from tests.documents.offices import TYPE, document, key, store
from tests.papers.looking import DARK, DOTS, codes, fonts, pages, spilled, text_of

NOON = datetime(2026, 11, 25, 12, tzinfo=CHINA)
RARE = "𠀀"
"""U+20000, of extension B: our fonts lack it."""


class Issued(NamedTuple):
    """A signed document, its token, and the key that signed."""

    signed: SignedDocument
    token: str
    key: IssuerKey


@pytest.fixture
def place(tmp_path: Path) -> FileKeyStore:
    return store(tmp_path)


def issued(place: FileKeyStore, **changes: Any) -> Issued:
    row = key(place)
    whole = document(**changes)
    return Issued(sign(whole, place, ["xf-1"]), make_token(whole, place, "xf-1"), row)


def named(name: str) -> DocumentPersonal:
    holder = document().personal.holder
    assert isinstance(holder, Person)
    return DocumentPersonal(holder=holder.model_copy(update={"name": name}))


def test_everything_stands_on_it(place: FileKeyStore) -> None:
    """Title, identifier, holder, issuer, content by its titles, validity, seal area, and that we are no seal."""
    given = issued(place, valid_to=date(2036, 11, 24), conditional=True)
    titles = titles_of(document(), load())
    paper = print_document(given.signed, given.token, Faces(), titles=titles)
    text = text_of(paper)
    for said in [
        *("营业执照", document().identifier, "王小明", "居民身份证号码", "息烽县市场监督管理局"),
        *("息烽县某某商贸有限公司", "2026年11月25日", "至2036年11月24日", "附条件颁发", "印章处", "不是法定印章"),
    ]:
        assert said in text, said
    assert "company_name" not in text
    assert spilled(paper) == []


def test_the_code_verifies_from_the_picture(place: FileKeyStore) -> None:
    """An independent decoder reads the rendered page; what it reads is verified offline, watermark or not."""
    given = issued(place)
    for purpose in ("", "仅供办理某某银行开户使用"):
        (read,) = codes(print_document(given.signed, given.token, Faces(), purpose=purpose))
        verdict = verify_token(read, [given.key], Knowledge(NOON), encode(given.signed))
        assert verdict.check("signature").answer == "ok"
        assert verdict.check("document").answer == "ok"
        assert verdict.token is not None
        assert verdict.token.holder == "王**"


def test_the_largest_code_verifies_too(place: FileKeyStore) -> None:
    """A token of the greatest length is read from the page as well."""
    company = Organisation(name="息烽县永靖镇" + "某" * 170 + "有限责任公司", uscc=document().issuer.unit)
    given = issued(place, personal=DocumentPersonal(holder=company), valid_to=date(2036, 11, 24), conditional=True)
    assert len(given.token) > 650
    assert codes(print_document(given.signed, given.token, Faces(), purpose="仅供核验使用")) == [given.token]


def test_the_same_bytes_each_time(place: FileKeyStore) -> None:
    """Printed twice, here and in a process of its own, the bytes are the same: their digest can be kept."""
    given = issued(place)
    here = print_document(given.signed, given.token, Faces(), purpose="仅供核验使用")
    script = (
        "import sys; from hub.papers import Faces, print_document; from schemas.documents import SignedDocument;"
        "from schemas.reading import read; given = read(SignedDocument, sys.argv[1].encode());"
        "sys.stdout.buffer.write(print_document(given, sys.argv[2], Faces(), purpose='仅供核验使用'))"
    )
    there = subprocess.run(
        [sys.executable, "-c", script, encode(given.signed).decode(), given.token], capture_output=True, check=True
    ).stdout
    assert here == there


def test_the_purpose_is_seen(place: FileKeyStore) -> None:
    """The watermark says what the copy is for, on every page, lighter than what is read."""
    given = issued(place, content={"scope": "一般项目:日用百货销售;" * 200})
    paper = print_document(given.signed, given.token, Faces(), purpose="仅供开户使用")
    assert len(pages(paper)) > 1
    assert text_of(paper).count("仅供开户使用") > 2 * len(pages(paper))
    without = print_document(given.signed, given.token, Faces())
    assert "仅供" not in text_of(without)
    assert spilled(paper) == spilled(without) == []


def test_long_texts_go_on(place: FileKeyStore) -> None:
    """Long names and contents break into lines and pages; nothing is cut, nothing runs over the margins."""
    scope = "".join(f"第{number}项:日用百货、农副产品(含{number}种)销售;" for number in range(300))
    name = "息烽县永靖镇" + "某" * 180 + "有限公司"
    company = Organisation(name=name, uscc=document().issuer.unit)
    given = issued(
        place,
        type=DocumentType(name="某" * 60 + "许可证", type=TYPE.type),
        personal=DocumentPersonal(holder=company),
        content={"scope": scope, "web": "https://example.org/" + "a" * 300},
    )
    paper = print_document(given.signed, given.token, Faces())
    text = text_of(paper)
    assert len(pages(paper)) > 3
    assert f"第1页共{len(pages(paper))}页" in text
    # a page may end anywhere, and its foot stands in between
    text = re.sub(rf"{re.escape(document().identifier)}第\d+页共\d+页", "", text)
    for number in range(300):
        assert f"第{number}项" in text
    assert spilled(paper) == []


def test_fonts_travel_with_it(place: FileKeyStore) -> None:
    """Both fonts are embedded, as subsets: a printer without Chinese fonts prints it, and it stays small."""
    given = issued(place)
    paper = print_document(given.signed, given.token, Faces(), purpose="仅供核验使用")
    found = fonts(paper)
    assert len(found) == 2
    assert all(found.values()), found
    assert len(paper) < 200_000


def test_rare_characters(place: FileKeyStore) -> None:
    """What 通用规范汉字表 and extension A have is printed, each with a shape of its own."""
    given = issued(place, personal=named("王𬭩㐀䶮·阿依"))
    paper = print_document(given.signed, given.token, Faces())
    assert "王𬭩㐀䶮·阿依" in text_of(paper)
    sheet = Sheet(Faces(), Heading("样张", NOON, "样张"))
    for name in "𬭩㐀䶮":
        sheet.paragraph(name)
    (page,) = pages(sheet.output())
    height = BODY * LEADING / 72 * DOTS
    tops = [TOP / 25.4 * DOTS + place * height for place in range(3)]
    lines = [page.crop((100, round(top), 400, round(top + height) - 4)) for top in tops]
    shapes = {line.tobytes() for line in lines if line.point(lambda shade: shade < DARK).getbbox()}
    assert len(shapes) == 3


def test_a_character_that_no_font_has(place: FileKeyStore, tmp_path: Path) -> None:
    """It is refused by its code point; with a font of the office's that has it, it is printed."""
    given = issued(place, personal=named(f"王{RARE}"))
    with pytest.raises(MissingGlyphError, match=r"U\+20000.*HUB_PAPER_FONTS"):
        print_document(given.signed, given.token, Faces())
    with pytest.raises(MissingGlyphError) as refused:
        Faces().checked("\U00020001王\U00020000\U00020001")
    # all of them at once, so that nobody looks for fonts one character at a time
    assert refused.value.characters == "\U00020001\U00020000"
    paper = print_document(given.signed, given.token, Faces([font_with(tmp_path / "own.ttf", RARE)]))
    assert f"王{RARE}" in text_of(paper)
    assert all(fonts(paper).values())


def font_with(path: Path, letter: str) -> Path:
    """A font file with one character, a square."""
    pen = TTGlyphPen(None)
    for place, corner in enumerate([(100, 0), (100, 800), (900, 800), (900, 0)]):
        (pen.lineTo if place else pen.moveTo)(corner)
    pen.closePath()
    square, nothing = pen.glyph(), TTGlyphPen(None).glyph()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder([".notdef", "square"])
    made.setupCharacterMap({ord(letter): "square"})
    made.setupGlyf({".notdef": nothing, "square": square})
    made.setupHorizontalMetrics({".notdef": (1000, 0), "square": (1000, 100)})
    made.setupHorizontalHeader(ascent=880, descent=-120)
    made.setupNameTable({"familyName": "Own", "styleName": "Regular"})
    made.setupOS2()
    made.setupPost()
    made.save(path)
    return path


def test_a_font_that_is_none(tmp_path: Path) -> None:
    """A file that is no font is named."""
    (tmp_path / "own.ttf").write_text("no font")
    with pytest.raises(FontError, match=r"own\.ttf"):
        Faces([tmp_path / "own.ttf"])


def test_nothing_turns_the_text_round(place: FileKeyStore) -> None:
    """Characters that show nothing, or turn the direction of writing, do not get onto paper."""
    given = issued(place, personal=named("王\u202e小\u200b明\ufeff"))
    assert "王小明" in text_of(print_document(given.signed, given.token, Faces()))


def test_another_documents_token(place: FileKeyStore) -> None:
    """A token of another document, or none at all, is not printed beside this one."""
    given = issued(place)
    other = make_token(document(content={"company_name": "另一家"}), place, "xf-1")
    with pytest.raises(PaperError, match="不符"):
        print_document(given.signed, other, Faces())
    with pytest.raises(PaperError, match="不符"):
        print_document(given.signed, "a.b.c", Faces())
    with pytest.raises(PaperError, match="不是电子文件"):
        document_of(SignedDocument(payload="e30", signatures=given.signed.signatures))
