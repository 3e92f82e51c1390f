"""``hub document follow|find``: a region's own copy of the registry, and what it says of one document."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError

from hub.cli.acts import AsJson, Endpoint
from hub.cli.show import moment, say, show_json, table
from hub.cli.trouble import REFUSED, USAGE, Trouble
from hub.domain.identifiers import check_licence_identifier
from hub.private_files import put_in_place
from schemas.documents import LICENCE_STATES
from schemas.reference import IssuerKey
from schemas.times import CHINA

if TYPE_CHECKING:
    from hub.client.registry import Known

Copy = Annotated[Path, typer.Option("--copy", help="登记副本的文件夹 · folder of the copy")]
Keys = Annotated[Path | None, typer.Option(help="公钥文件 · public keys", exists=True, dir_okay=False)]
_ROWS: TypeAdapter[list[IssuerKey]] = TypeAdapter(list[IssuerKey])


def follow_registry(
    copy: Copy,
    *,
    endpoint: Endpoint = "",
    once: Annotated[bool, typer.Option("--once", help="读到末尾即止 · stop when it is complete")] = False,
    as_json: AsJson = False,
) -> None:
    """让本地副本跟随证照登记,断网时照常回答 · Keep a copy of the registry; it answers through outages.

    Example: hub document follow --copy registry --endpoint 520300 --once
    """
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_follow(copy, endpoint, once=once, as_json=as_json))


def find_document(
    identifier: Annotated[str, typer.Argument(help="电子证照标识 · licence identifier")],
    *,
    copy: Copy,
    keys: Keys = None,
    out: Annotated[
        Path | None, typer.Option(help="把电子文件写入此文件,令牌写在其旁 · write document and token here")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """在本地副本中查证照,不联网 · Look a document up in the copy; nobody is asked.

    Example: hub document find 1.2.156.3005.2.… --copy registry --keys keys.json
    """
    fault = check_licence_identifier(identifier)
    if fault is not None:
        raise Trouble(f"{fault.text} · this is no licence identifier", USAGE)
    if not copy.is_dir():
        raise Trouble(f"{copy} 不是登记副本:请先 hub document follow · there is no copy there", USAGE)
    known, as_of = asyncio.run(_find(identifier, copy))
    if known is None:
        until = moment(as_of) if as_of else "尚未读到任何登记 · nothing was read yet"
        raise Trouble(f"登记中没有该证照(副本截至 {until}) · the registry has not named it", REFUSED)
    if out is not None:
        _write(out, known)
    answer = known.verdict(_keys(keys), datetime.now(CHINA)).answer if keys else ""
    if as_json:
        show_json(_as_json(known) | ({"answer": answer} if answer else {}))
    else:
        _show(known, answer)
    if known.record.state != "01" or answer in {"bad", "unknown"}:
        raise typer.Exit(REFUSED)


async def _follow(copy: Path, endpoint: str, *, once: bool, as_json: bool) -> None:
    from hub.cli.connection import kafka_of, own_endpoint  # noqa: PLC0415 - aiokafka takes a moment
    from hub.client.registry import Registry  # noqa: PLC0415 - same

    kafka = kafka_of(own_endpoint(endpoint))
    async with Registry(copy, None if once else kafka) as registry:
        if not once:
            say("正在跟随证照登记,Ctrl-C 结束 · following the registry")
            await asyncio.Event().wait()
        await registry.catch_up(kafka)
        as_of = registry.as_of
    if as_json:
        show_json({"copy": str(copy), "as_of": as_of.isoformat() if as_of else None})
    elif as_of:
        say(f"副本已完整,截至 {moment(as_of)} · the copy is complete")


async def _find(identifier: str, copy: Path) -> tuple[Known | None, datetime | None]:
    from hub.client.registry import Registry  # noqa: PLC0415 - RocksDB takes a moment

    async with Registry(copy) as registry:
        return registry.find(identifier), registry.as_of


def _write(out: Path, known: Known) -> None:
    """Write the signed document, and beside it the token of its QR code, for their owner only."""
    from hub.cli.document_print import BESIDE  # noqa: PLC0415 - what prints is not needed to find

    if known.signed is None:
        raise Trouble("该证照的个人信息已依法删除,没有可写出的文件 · erased: there is nothing to write", REFUSED)
    put_in_place(out, known.signed)
    if known.token is not None:
        put_in_place(out.with_name(out.name + BESIDE), known.token.encode())


def _as_json(known: Known) -> dict[str, Any]:
    record = known.record
    return {
        "identifier": record.identifier,
        "state": record.state,
        "since": record.since.isoformat() if record.since else None,
        "conditional": known.conditional,
        "erased": known.signed is None,
        "replaced_by": record.replaced_by,
        "as_of": known.as_of.isoformat(),
    }


def _show(known: Known, answer: str) -> None:
    record = known.record
    state = f"{record.state} {LICENCE_STATES[record.state]}{'(附条件)' if known.conditional else ''}"
    row = [
        record.identifier,
        state,
        moment(record.since) if record.since else "–",
        record.replaced_by or "–",
        moment(known.as_of),
    ]
    table(["电子证照标识", "状态", "自", "被取代", "截至"], [row])
    if known.signed is None:
        say("个人信息已依法删除 · erased")
    if answer:
        say({"good": "有效", "bad": "无效", "unknown": "无法确认"}[answer])


def _keys(path: Path) -> list[IssuerKey]:
    try:
        return _ROWS.validate_json(path.read_bytes())
    except ValidationError as error:
        raise Trouble(f"{path} 不是公钥文件 · no file of public keys: {error.error_count()} faults", USAGE) from None
