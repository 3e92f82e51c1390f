"""``hub document print``: a document on A4, with its QR code and what the copy is for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import orjson
import typer

from hub.cli.connection import settings
from hub.cli.show import say, show_json
from hub.cli.trouble import REFUSED, USAGE, Trouble
from hub.private_files import put_in_place
from schemas.chain import digest
from schemas.documents import SignedDocument, SignedPersonal
from schemas.reading import BodyError, read

BESIDE: Final = ".token"
"""Ends the name of the file that holds a document's token, beside that of the document."""


def print_document(
    file: Annotated[
        Path,
        typer.Argument(help="电子文件、办理结果或登记记录 · document, result or record", exists=True, dir_okay=False),
    ],
    out: Annotated[Path, typer.Option(help="输出的PDF · the PDF to write; only you can read it")],
    token: Annotated[
        Path | None, typer.Option(help="二维码令牌;默认随文件 · token of its QR code; else the file's own", exists=True)
    ] = None,
    purpose: Annotated[str, typer.Option(help="用途水印,如 仅供办理开户使用 · watermark: what this copy is for")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for machines")] = False,
) -> None:
    """打印电子证照(A4,含二维码和用途水印)· Print a document on A4, with its QR code and a purpose watermark.

    FILE is the signed document (its token lies beside it, FILE.token), or the result or record that brought it.

    Example: hub document print licence.json --purpose 仅供办理开户使用 --out licence.pdf
    """
    # late: fonts and forms are nothing that a verification should wait for
    from hub.papers import Faces, PaperError  # noqa: PLC0415
    from hub.papers import licence as paper  # noqa: PLC0415
    from hub.papers.titles import titles_of  # noqa: PLC0415
    from hub.reference.load import load  # noqa: PLC0415

    try:
        told = _brought(file.read_bytes())
        signed = told.signed
        document = paper.document_of(signed)
        code = _code(file, token, told)
        faces = Faces(settings().paper_fonts)
        made = paper.print_document(signed, code, faces, purpose=purpose, titles=titles_of(document, load()))
    except (BodyError, UnicodeDecodeError) as error:
        raise Trouble(f"{file} 不是电子文件 · no document: {type(error).__name__}", USAGE) from None
    except PaperError as error:
        raise Trouble(f"不能打印 · cannot print: {error}", REFUSED) from None
    put_in_place(out, made)
    said = {
        "identifier": document.identifier,
        "file": str(out),
        "size": len(made),
        "digest": f"sha256:{digest('sha256', made)}",
    }
    if as_json:
        show_json(said)
    else:
        say(f"已写出 {out}({len(made):,} 字节,含个人信息,仅本人可读)· written")


def _brought(data: bytes) -> SignedPersonal:
    """Give the document, and the token where it is with it: a signed document, or a message of the hub with one in it.

    Raises BodyError.
    """
    try:
        said: Any = orjson.loads(data)
    except orjson.JSONDecodeError:
        said = None
    inside = said.get("personal", said) if isinstance(said, dict) else None
    if isinstance(inside, dict) and "signed" in inside:
        return read(SignedPersonal, orjson.dumps(inside))
    return SignedPersonal(signed=read(SignedDocument, data))


def _code(file: Path, token: Path | None, told: SignedPersonal) -> str:
    """Give the token: of the file that is named, of the message itself, or of the file beside. Raises Trouble."""
    beside = file.with_name(file.name + BESIDE)
    if token is None and told.token is not None:
        return told.token
    if token is None and not beside.is_file():
        raise Trouble(
            "没有二维码令牌:请用 --token 指明,或用 hub document find --out 连同电子文件取得 · no token of its QR code",
            USAGE,
        )
    return (token or beside).read_text(encoding="utf-8").strip()
