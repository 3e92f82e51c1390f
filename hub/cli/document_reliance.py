"""``hub document``: who relies on a document, what rests on one that holds no more, and what to do about it (用证)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from hub.cli.acts import AsJson, By, Endpoint, InPerson, Number, Wait, perform
from hub.cli.document_reports import Identifier, number_of
from hub.cli.read_model import ask
from hub.cli.reliance_words import HEAD, fields_of, rows_of
from hub.cli.show import say, show_json, table
from hub.cli.trouble import USAGE, Trouble
from schemas.application import Material
from schemas.commands import ConfirmReliance, ReplaceMaterials

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.readmodel.reliance_queries import Reliance


def relied(identifier: Identifier, *, as_json: AsJson = False) -> None:
    """查看谁用过这份证照 · Show who relied on a document, for which case.

    Example: hub document relied 1.2.156.3005.2.…
    """
    number = number_of(identifier)
    _tell(asyncio.run(ask(lambda model: model.relied_on(number))), as_json=as_json)


def affected(
    unit: Annotated[str, typer.Option(help="用证单位统一社会信用代码 · USCC of the unit that relied on it")] = "",
    endpoint: Annotated[str, typer.Option(help="用证单位的端点 · the endpoint that relied on it")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """列出所用证照已失去效力的办件,供监督人员核查 · List cases that rest, or rested, on what holds no more.

    Open ones wait for their officer; nothing changes at closed ones, a person looks at them.

    Example: hub document affected --endpoint 520122
    """
    _tell(asyncio.run(ask(lambda model: model.affected(unit or None, endpoint or None))), as_json=as_json)


def confirm_reliance(
    number: Number,
    material: Annotated[str, typer.Option(help="材料编号 · code of the material")],
    reason: Annotated[str, typer.Option(help="核实情况 · what was checked, and how")],
    *,
    by: By,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """人工核实证照后继续办理 · Go on with a document that the hub can't vouch for, with a reason on record.

    Example: hub document confirm NUMBER --material M05 --reason 持正本核对一致 --by UNIT/STAFF
    """
    perform(
        number,
        endpoint,
        lambda officer: ConfirmReliance(by=officer, material=material, reason=reason),
        by,
        wait=wait,
        as_json=as_json,
    )


def replace_material(
    number: Number,
    material: Annotated[list[str], typer.Option(help="材料编号=名称,可重复 · CODE=TITLE, repeatable")],
    *,
    by: By,
    document: Annotated[str, typer.Option(help="改用的电子证照标识,缺省为纸质材料 · another document")] = "",
    in_person: InPerson = False,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """另交材料,替换不能使用的证照 · Hand in something else for a document that can't be used.

    Example: hub document replace NUMBER --material M05=营业执照 --by UNIT/STAFF --endpoint 520181
    """
    medium: Literal["electronic", "paper"] = "electronic" if document else "paper"
    materials = tuple(
        Material(code=code, title=title, medium=medium, document=document or None)
        for code, title in (_pair(one) for one in material)
    )
    perform(
        number,
        endpoint,
        lambda officer: ReplaceMaterials(by=officer, materials=materials, in_person=in_person or None),
        by,
        wait=wait,
        as_json=as_json,
    )


def _tell(uses: Sequence[Reliance], *, as_json: bool) -> None:
    if as_json:
        show_json([fields_of(use) for use in uses])
    elif uses:
        table(HEAD, rows_of(map(fields_of, uses)))
    else:
        say("没有 · none")


def _pair(text: str) -> tuple[str, str]:
    code, separator, title = text.partition("=")
    if not separator or not code or not title:
        raise Trouble(f"{text} 应写作 材料编号=名称 · write CODE=TITLE", USAGE)
    return code, title
