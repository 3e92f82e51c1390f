"""``hub document``: report what is wrong with a document to its issuer (抄告), answer, and list what waits."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hub.cli.acts import AsJson, By, Endpoint, Wait, perform
from hub.cli.read_model import ask
from hub.cli.show import moment, say, show_json, table
from hub.cli.standing import LAMPS
from hub.cli.trouble import USAGE, Trouble
from hub.domain.identifiers import check_licence_identifier, version_of
from schemas.commands import AnswerDocumentReport, ReportDocument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.readmodel.report_rows import ReportRow

Identifier = Annotated[str, typer.Argument(help="电子证照标识,哪一版都可以 · licence identifier, of any version")]
Evidence = Annotated[str | None, typer.Option(help="证据文件摘要,如 sha256:… · digest of a file that shows it")]
Paper = Annotated[str | None, typer.Option(help="证据文书名称和编号 · paper that shows it")]
Upheld = Annotated[bool, typer.Option("--upheld/--not-upheld", help="属实/不属实 · whether it is true")]


def report_document(
    identifier: Identifier,
    *,
    by: By,
    finding: Annotated[str, typer.Option(help="发现的问题 · what is wrong")],
    evidence: Evidence = None,
    paper: Paper = None,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """向颁发机构抄告证照问题 · Report what is wrong with a document to its issuer.

    Example: hub document report 1.2.156.3005.2.… --by UNIT/STAFF --finding 经营场所与执照不符 --paper 现场检查笔录1号
    """
    perform(
        number_of(identifier),
        endpoint,
        lambda officer: ReportDocument(by=officer, finding=finding, evidence=evidence, paper=paper),
        by,
        wait=wait,
        as_json=as_json,
    )


def answer_report(
    identifier: Identifier,
    report: Annotated[int, typer.Argument(min=1, help="抄告序号 · number of the report")],
    *,
    by: By,
    upheld: Upheld,
    done: Annotated[str | None, typer.Option(help="属实:处理情况 · upheld: what was done")] = None,
    reason: Annotated[str | None, typer.Option(help="不属实:理由 · not upheld: why")] = None,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """答复抄告 · Answer a report, as the issuer.

    Example: hub document answer-report 1.2.156.3005.2.… 1 --by UNIT/STAFF --upheld --done 已责令变更登记
    """
    perform(
        number_of(identifier),
        endpoint,
        lambda officer: AnswerDocumentReport(by=officer, report=report, upheld=upheld, done=done, reason=reason),
        by,
        wait=wait,
        as_json=as_json,
    )


def list_reports(
    identifier: Annotated[str, typer.Argument(help="电子证照标识,缺省为全部待答复的 · default: all that wait")] = "",
    *,
    endpoint: Annotated[str, typer.Option(help="颁发机构的端点 · the issuer's endpoint")] = "",
    as_json: AsJson = False,
) -> None:
    """列出一份证照的抄告,或待答复的抄告 · List reports about a document, or those that wait for an answer.

    Example: hub document reports --endpoint 520122
    """
    number = number_of(identifier) if identifier else ""
    reports = asyncio.run(_ask(number, endpoint))
    if as_json:
        show_json([_fields(row) for row in reports])
    elif reports:
        table(["证照", "序号", "抄告单位", "发现的问题", "答复时限", "答复"], [_cells(row) for row in reports])
    else:
        say("没有 · none")


def number_of(identifier: str) -> str:
    """Give the identifier of the first version, by which a document is addressed. Raises Trouble."""
    fault = check_licence_identifier(identifier)
    if fault is not None:
        raise Trouble(f"{fault.text} · this is no licence identifier", USAGE)
    return version_of(identifier, 1)


async def _ask(number: str, endpoint: str) -> Sequence[ReportRow]:
    return await ask(lambda model: model.reports_about(number) if number else model.open_reports(endpoint or None))


def _fields(row: ReportRow) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(row).items()}


def _cells(row: ReportRow) -> list[object]:
    answered = {None: "待答复", True: f"属实:{row.done}", False: f"不属实:{row.reason}"}[row.upheld]
    due = f"{moment(row.due)} {LAMPS.get(row.lamp, '')}".rstrip()
    return [row.document, row.number, f"{row.reporter_unit}({row.reporter})", row.finding, due, answered]
