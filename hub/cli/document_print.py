"""``hub document print``: a document on A4, with its QR code and what the copy is for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hub.cli.connection import settings
from hub.cli.show import say, show_json
from hub.cli.trouble import REFUSED, USAGE, Trouble
from schemas.chain import digest
from schemas.documents import SignedDocument
from schemas.reading import BodyError, read


def print_document(
    file: Annotated[Path, typer.Argument(help="电子文件 · file of the document", exists=True, dir_okay=False)],
    token: Annotated[Path, typer.Option(help="二维码令牌 · file with the token of its QR code", exists=True)],
    out: Annotated[Path, typer.Option(help="输出的PDF · the PDF to write; only you can read it")],
    purpose: Annotated[str, typer.Option(help="用途水印,如 仅供办理开户使用 · watermark: what this copy is for")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for machines")] = False,
) -> None:
    """打印电子证照(A4,含二维码和用途水印)· Print a document on A4, with its QR code and a purpose watermark.

    Example: hub document print licence.json --token code.txt --purpose 仅供办理开户使用 --out licence.pdf
    """
    # late: fonts and forms are nothing that a verification should wait for
    from hub.papers import Faces, PaperError  # noqa: PLC0415
    from hub.papers import licence as paper  # noqa: PLC0415
    from hub.papers.titles import titles_of  # noqa: PLC0415
    from hub.reference.load import load  # noqa: PLC0415
    from hub.upload.files import kept_apart  # noqa: PLC0415

    try:
        signed = read(SignedDocument, file.read_bytes())
        document = paper.document_of(signed)
        code = token.read_text(encoding="utf-8").strip()
        faces = Faces(settings().paper_fonts)
        made = paper.print_document(signed, code, faces, purpose=purpose, titles=titles_of(document, load()))
    except (BodyError, UnicodeDecodeError) as error:
        raise Trouble(f"{file} 不是电子文件 · no document: {type(error).__name__}", USAGE) from None
    except PaperError as error:
        raise Trouble(f"不能打印 · cannot print: {error}", REFUSED) from None
    kept_apart(out, made)
    told = {
        "identifier": document.identifier,
        "file": str(out),
        "size": len(made),
        "digest": f"sha256:{digest('sha256', made)}",
    }
    if as_json:
        show_json(told)
    else:
        say(f"已写出 {out}({len(made):,} 字节,含个人信息,仅本人可读)· written")
