"""A document on paper: what is signed, as people read it, with the QR code by which anyone can check it.

The page states what our signature is: evidence of who issued what and when. The seal is the seal system's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.documents.token import verify_token
from hub.documents.verification import Knowledge
from hub.papers.dates import day_of, in_words
from hub.papers.errors import PaperError
from hub.papers.faces import Faces
from hub.papers.punctuation import punctuated
from hub.papers.qr import code_of
from hub.papers.sheet import Heading, Sheet
from hub.signatures.jws import JwsError, decoded
from schemas.documents import Document, SignedDocument
from schemas.parties import IdentityKind, Party
from schemas.reading import BodyError, read
from schemas.values import encode

CODE_SIDE: Final = 50.0
"""Millimetres: of version 20 each module is nearly half a millimetre, which a telephone reads from a hand's breadth."""
_HOW_TO_CHECK: Final = ("扫码可离线核验:签发单位、有效期、状态;", "请与本页文字逐项比对。")
NOT_A_SEAL: Final = ("本页数字签名证明何单位于何时签发,不是法定印章;", "印章由印章系统或证照系统加盖于版式文件。")
IDENTITIES: Final[Mapping[IdentityKind, str]] = {
    "resident_id": "居民身份证",
    "residence_permit": "港澳台居民居住证",
    "passport": "护照",
    "permanent_residence": "外国人永久居留身份证",
    "home_return_permit": "港澳居民来往内地通行证",
    "taiwan_travel_permit": "台湾居民来往大陆通行证",
}


def print_document(
    signed: SignedDocument, token: str, faces: Faces, *, purpose: str = "", titles: Mapping[str, str] | None = None
) -> bytes:
    """Give the PDF of a document, the same bytes each time. Raises PaperError.

    ``token`` goes into the QR code and must stand for this document. ``purpose`` is the watermark: what this copy is
    for (仅供办理××使用). ``titles``: what the fields of its content are called, in the order in which they are printed;
    a field that has none keeps its name.
    """
    document = document_of(signed)
    _check_stands_for(token, signed, document)
    sheet = Sheet(faces, Heading(document.type.name, document.issued_at, document.identifier, purpose))
    sheet.title(document.type.name)
    ours = [(label, punctuated(value)) for label, value in _validity(document)]
    sheet.fields([*_about(document), *_content(document.content, titles or {}), *ours])
    sheet.gap(8)
    sheet.keep(CODE_SIDE + 10)
    sheet.code(code_of(token), CODE_SIDE, [punctuated(line) for line in _HOW_TO_CHECK])
    day = in_words(day_of(document.issued_at))
    sheet.seal_area(document.issuer.name, day, [punctuated(line) for line in NOT_A_SEAL])
    return sheet.output()


def identity_of(party: Party) -> tuple[str, str]:
    """Give what identifies a party: how the number is called, and the number."""
    if party.kind == "organisation":
        return "统一社会信用代码", party.uscc
    if party.kind == "undisclosed":
        return "证件号码", party.name
    return f"{IDENTITIES[party.identity.kind]}号码", party.identity.number


def document_of(signed: SignedDocument) -> Document:
    """Give what was signed. Raises PaperError."""
    try:
        return read(Document, decoded(signed.payload))
    except (BodyError, JwsError) as error:
        raise PaperError(f"不是电子文件:{error}\nThis is no document.") from error


def _check_stands_for(token: str, signed: SignedDocument, document: Document) -> None:
    check = verify_token(token, (), Knowledge(document.issued_at), encode(signed))
    wrong = next(
        (one for one in check.checks if one.name in {"structure", "document"} and one.answer == "failed"), None
    )
    if wrong:
        raise PaperError(f"二维码令牌与电子文件不符:{wrong.reason}\nThe token does not stand for this document.")


def _about(document: Document) -> Iterator[tuple[str, str]]:
    holder = document.personal.holder
    yield "电子证照标识", document.identifier
    yield ("名称" if holder.kind == "organisation" else "持有人"), holder.name
    yield identity_of(holder)
    yield "颁发机构", document.issuer.name
    yield "办件编号", document.case


def _validity(document: Document) -> Iterator[tuple[str, str]]:
    first = in_words(document.valid_from)
    last = in_words(document.valid_to) if document.valid_to else "长期"
    yield "颁发日期", in_words(day_of(document.issued_at))
    yield "有效期", f"自{first}起,{'至' if document.valid_to else ''}{last}"
    if document.conditional:
        yield "附注", "附条件颁发(容缺):承诺补交的材料尚未补齐"


def _content(content: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    order = [*(name for name in titles if name in content), *(name for name in content if name not in titles)]
    for name in order:
        value = content[name]
        yield titles.get(name, name), _shown(value, titles)


def _shown(value: Any, titles: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "\n".join(f"{titles.get(name, name)}:{_shown(inner, titles)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return "\n".join(_shown(inner, titles) for inner in value)
    return "–" if value is None else str(value)
