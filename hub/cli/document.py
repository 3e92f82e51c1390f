"""``hub document``: verify a signed document without network or hub; show and change its state; make keys."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from pydantic import TypeAdapter, ValidationError

from hub.cli.document_acts import register
from hub.cli.document_print import print_document
from hub.cli.document_registry import find_document, follow_registry
from hub.cli.document_reliance import affected, confirm_reliance, relied, replace_material
from hub.cli.document_reports import answer_report, list_reports, report_document
from hub.cli.show import say, show_json, table
from hub.cli.trouble import REFUSED, USAGE, Trouble
from hub.documents import ContentTypes, Knowledge, Verdict, read_status, verify, verify_token
from hub.documents.keys import FileKeyStore, KeyStoreError
from hub.documents.token import is_token
from hub.signatures.jws import JwsError
from schemas.reference import ContentSchema, IssuerKey
from schemas.times import CHINA, in_china
from schemas.values import encode

app = typer.Typer()
register(app)

AsJson = Annotated[bool, typer.Option("--json", help="机器可读 · for machines")]
File = Annotated[Path, typer.Argument(help="电子文件 · file of the document", exists=True, dir_okay=False)]
Keys = Annotated[Path, typer.Option(help="公钥文件(基础数据行) · public keys, rows of the reference data", exists=True)]
Stands = Annotated[
    Path | None,
    typer.Option("--document", help="令牌所指的电子文件 · the document a token should stand for", exists=True),
]
Status = Annotated[Path | None, typer.Option(help="状态名单 · status list", exists=True)]
Rendering = Annotated[Path | None, typer.Option(help="版式文件 · the file that shows it (OFD, PDF)", exists=True)]
Types = Annotated[
    Path | None,
    typer.Option(help="证照内容规范(基础数据行) · content schemas, rows of the reference data", exists=True),
]
At = Annotated[str, typer.Option(help="时间,默认为现在 · moment asked for, ISO 8601; default: now")]
Newest = Annotated[int, typer.Option(help="见过的最新名单号 · highest number of a status list seen before")]

_ANSWERS: Final = {"good": "有效", "bad": "无效", "unknown": "无法确认"}
_CHECKS: Final = {"ok": "通过", "failed": "不通过", "unknown": "无法确认", "not asked": "未检查"}
_NAMES: Final = {
    "structure": "结构",
    "identifier": "标识",
    "document": "电子文件",
    "content": "内容",
    "rendering": "版式文件",
    "signature": "签名",
    "key": "密钥",
    "validity": "有效期",
    "status": "状态",
}
_ROWS: Final = TypeAdapter(list[IssuerKey])
_TYPES: Final = TypeAdapter(list[ContentSchema])


@app.command("verify")
def verify_document(  # noqa: PLR0917 - an option per thing a verifier may have at hand
    file: File,
    keys: Keys,
    status: Status = None,
    document: Stands = None,
    rendering: Rendering = None,
    types: Types = None,
    at: At = "",
    newest: Newest = 0,
    as_json: AsJson = False,
) -> None:
    """离线验证电子证照、审批文件或二维码令牌 · Verify a document, or the token of its QR code, offline.

    Exit code 0: good, 1: bad or unknown.

    Example: hub document verify licence.json --keys keys.json --status status.txt
    """
    moment = _moment(at)
    try:
        known = read_status(status.read_text(encoding="utf-8")) if status else None
    except (JwsError, UnicodeDecodeError) as error:
        raise Trouble(f"{status} 不是状态名单 · no status list: {error}", USAGE) from None
    knowledge = Knowledge(
        moment, known, newest, rendering.read_bytes() if rendering else None, _types(types) if types else None
    )
    data = file.read_bytes()
    if is_token(data):
        _asked_of(
            rendering, "令牌不含版式文件的摘要,请用电子文件核对 · a token names no rendering: verify the document"
        )
        _asked_of(types, "令牌不含证照内容,请用电子文件核对 · a token holds no content: verify the document")
        verdict = verify_token(data, _keys(keys), knowledge, document.read_bytes() if document else None)
    else:
        _asked_of(document, "--document 只用于令牌 · --document is for tokens")
        verdict = verify(data, _keys(keys), knowledge)
    if as_json:
        show_json(_as_json(verdict, moment))
    else:
        _show(verdict)
    if verdict.answer != "good":
        raise typer.Exit(REFUSED)


app.command("print")(print_document)
app.command("relied")(relied)
app.command("affected")(affected)
app.command("confirm")(confirm_reliance)
app.command("replace")(replace_material)
app.command("report")(report_document)
app.command("answer-report")(answer_report)
app.command("reports")(list_reports)
app.command("follow")(follow_registry)
app.command("find")(find_document)


@app.command("make-key")
def make_key(
    name: Annotated[str, typer.Argument(help="密钥名称 · name of the key, unique for ever")],
    unit: Annotated[str, typer.Option(help="颁发单位统一社会信用代码 · USCC of the issuing unit")],
    folder: Annotated[Path, typer.Option(help="密钥库 · folder of the key store")],
    sm2: Annotated[bool, typer.Option("--sm2", help="SM2/SM3,默认Ed25519 · SM2 with SM3 instead of Ed25519")] = False,
) -> None:
    """生成签名密钥,输出公钥行 · Make a signing key; prints the row that publishes it.

    Example: hub document make-key xf-2026 --unit 11520122YANGB0016P --folder keys
    """
    today = datetime.now(CHINA).date()
    try:
        row = FileKeyStore(folder).make(name, unit, "SM2-SM3" if sm2 else "Ed25519", today)
    except KeyStoreError as error:
        raise Trouble(f"不能生成密钥 · cannot make the key: {error}", REFUSED) from None
    say(f"[{encode(row).decode()}]")


def _asked_of(file: Path | None, otherwise: str) -> None:
    """Refuse to look at a file that says nothing about what is verified, rather than pass it over."""
    if file is not None:
        raise Trouble(otherwise, USAGE)


def _moment(text: str) -> datetime:
    if not text:
        return datetime.now(CHINA)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Trouble(f"时间格式不对:{text} · no ISO 8601 time, such as 2026-11-25T10:30", USAGE) from None
    return moment.replace(tzinfo=CHINA) if moment.tzinfo is None else in_china(moment)


def _keys(path: Path) -> list[IssuerKey]:
    try:
        return _ROWS.validate_json(path.read_bytes())
    except ValidationError as error:
        raise Trouble(f"{path} 不是公钥文件 · no file of public keys: {error.error_count()} faults", USAGE) from None


def _types(path: Path) -> ContentTypes:
    try:
        return ContentTypes(_TYPES.validate_json(path.read_bytes()))
    except ValidationError as error:
        raise Trouble(
            f"{path} 不是内容规范文件 · no file of content schemas: {error.error_count()} faults", USAGE
        ) from None


def _show(verdict: Verdict) -> None:
    rows = [[_NAMES[check.name], _CHECKS[check.answer], check.reason] for check in verdict.checks]
    table(["检查", "结果", "说明"], rows)
    say(f"{_what(verdict)}{_ANSWERS[verdict.answer]}")


def _what(verdict: Verdict) -> str:
    if verdict.document:
        return f"{verdict.document.type.name} {verdict.document.identifier} "
    if verdict.token:
        return f"{verdict.token.type} {verdict.token.id} {verdict.token.holder} "
    return ""


def _as_json(verdict: Verdict, at: datetime) -> dict[str, Any]:
    return {
        "answer": verdict.answer,
        "at": at.isoformat(),
        "identifier": verdict.document.identifier if verdict.document else verdict.token.id if verdict.token else None,
        "checks": [check._asdict() for check in verdict.checks],
    }
