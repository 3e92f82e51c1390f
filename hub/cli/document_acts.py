"""``hub document show`` and what an issuer does about a document: suspend, resume, revoke and the like.

A document is addressed by any of its versions; the hub keeps it under the first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Final

import typer

from hub.cli.acts import AsJson, By, Endpoint, Wait, perform
from hub.cli.read_model import database
from hub.cli.show import moment, say, show_json, table
from hub.cli.standing import document_sentence
from hub.cli.trouble import REFUSED, USAGE, Trouble
from hub.client.words import FACTS_OF_DOCUMENTS
from hub.domain.identifiers import check_licence_identifier, version_of
from schemas import commands
from schemas.parties import Officer

Identifier = Annotated[str, typer.Argument(help="电子证照标识(任一版本)· licence identifier, of any version")]
Reason = Annotated[str, typer.Option(help="原因 · why")]
Basis = Annotated[str, typer.Option("--basis", help="法律依据 · legal basis")]


def show_document(identifier: Identifier, as_json: AsJson = False) -> None:
    """查看证照的状态和经过 · Show a document's state and what happened to it.

    Example: hub document show 1.2.156.3005.2.11100000YANGB0019F001.11520122YANGB0019K.520181….001.X
    """
    number = first_version(identifier)
    found = asyncio.run(_known(number))
    if found is None:
        raise Trouble(f"查询库里没有证照 {number} · the read model knows no such document", REFUSED)
    fields, happened = found
    if as_json:
        show_json({"document": fields, "facts": happened})
        return
    say(document_sentence(fields))
    rows = [[moment(one["at"]), FACTS_OF_DOCUMENTS.get(one["type"], one["type"])] for one in happened]
    table(["时间", "经过"], rows, title=fields["identifier"])


async def _known(number: str) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    async with database() as model:
        row = await model.document(number) if model else None
        if model is None or row is None:
            return None
        told = [{"at": one.at, "type": one.type, "body": one.body} for one in await model.timeline(number)]
        return asdict(row), told


def suspend(
    identifier: Identifier,
    *,
    by: By,
    reason: Reason,
    basis: Basis,
    until: Annotated[str, typer.Option(help="暂扣的最后一日 YYYY-MM-DD · last day; none: until resumed")] = "",
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """暂扣 · Suspend a document.

    Example: hub document suspend IDENTIFIER --by XF0101 --reason 停业整顿 --basis 行政处罚法第九条 --until 2026-12-31
    """
    data = {"reason": reason, "legal_basis": basis, "until": _day(until)}
    perform(first_version(identifier), endpoint, _act(commands.SuspendDocument, data), by, wait=wait, as_json=as_json)


def resume(
    identifier: Identifier,
    *,
    by: By,
    reason: Reason,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """恢复有效 · Let a suspended document be used again.

    Example: hub document resume IDENTIFIER --by XF0101 --reason 整改合格
    """
    act = _act(commands.ResumeDocument, {"reason": reason})
    perform(first_version(identifier), endpoint, act, by, wait=wait, as_json=as_json)


def transfer(
    identifier: Identifier,
    to_region: Annotated[str, typer.Argument(help="转往的行政区划 · region that keeps it from now on")],
    *,
    by: By,
    reason: Reason,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """转出 · Let another region keep a document.

    Example: hub document transfer IDENTIFIER 520123 --by XF0101 --reason 住所迁往修文县
    """
    act = _act(commands.TransferDocument, {"reason": reason, "to_region": to_region})
    perform(first_version(identifier), endpoint, act, by, wait=wait, as_json=as_json)


def mark(
    identifier: Identifier,
    condition: Annotated[str, typer.Argument(help="状态,如 挂失、封存 · the state in words")],
    *,
    by: By,
    reason: Reason,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """其他状态(99)· Note a state that the list has no name for, until it is resumed.

    Example: hub document mark IDENTIFIER 挂失 --by XF0101 --reason 持证人报失
    """
    act = _act(commands.MarkDocument, {"reason": reason, "condition": condition})
    perform(first_version(identifier), endpoint, act, by, wait=wait, as_json=as_json)


def _ending(command: type[commands.Command], help_: str) -> Callable[..., None]:
    def end(
        identifier: Identifier,
        *,
        by: By,
        reason: Reason,
        basis: Basis,
        endpoint: Endpoint = "",
        wait: Wait = 10,
        as_json: AsJson = False,
    ) -> None:
        act = _act(command, {"reason": reason, "legal_basis": basis})
        perform(first_version(identifier), endpoint, act, by, wait=wait, as_json=as_json)

    end.__doc__ = help_
    return end


def first_version(identifier: str) -> str:
    """Give the identifier that the hub keeps a document under. Raises Trouble for one that is wrong."""
    text = identifier.strip().upper()
    fault = check_licence_identifier(text)
    if fault is not None:
        raise Trouble(f"{identifier}:{fault.text}", USAGE)
    return version_of(text, 1)


def _act(command: type[commands.Command], data: dict[str, Any]) -> Callable[[Officer], commands.Command]:
    return lambda officer: command(by=officer, **data)  # type: ignore[call-arg]  # each command's own fields


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise Trouble(f"日期格式不对:{text} · no date such as 2026-12-31", USAGE) from None


_EXAMPLE: Final = "Example: hub document {name} IDENTIFIER --by XF0101 --reason 原因 --basis 法律依据"
_ENDINGS: Final = {
    "rescind": (commands.RescindDocument, "撤销 · Rescind a document that should not have been issued."),
    "revoke": (commands.RevokeDocument, "吊销 · Revoke a document for what its holder did."),
    "deregister": (commands.DeregisterDocument, "注销 · Close the entry of a document that has ended."),
}


def register(app: typer.Typer) -> None:
    """Add the commands to ``hub document``."""
    app.command("show")(show_document)
    app.command("suspend")(suspend)
    app.command("resume")(resume)
    app.command("transfer")(transfer)
    app.command("mark")(mark)
    for name, (command, help_) in _ENDINGS.items():
        app.command(name)(_ending(command, f"{help_}\n\n    {_EXAMPLE.format(name=name)}\n    "))
