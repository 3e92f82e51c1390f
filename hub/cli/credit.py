"""``hub credit``: deferral (容缺) at the window, and what offices decide about broken promises and false statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import typer

from hub.cli.acts import AsJson, By, Endpoint, Number, Wait, perform
from hub.cli.trouble import USAGE, Trouble
from schemas import commands
from schemas.parties import Officer
from schemas.times import CHINA

app = typer.Typer()

Subject = Annotated[str, typer.Argument(help="主体编号,S 开头 · number of the person or body")]
Case = Annotated[str, typer.Option(help="未履行承诺的办件 · the case whose promise was broken")]
Reason = Annotated[str, typer.Option(help="理由 · why")]
Digest = Annotated[str, typer.Option(help="文件摘要,如 sha256:… · digest of the paper")]
Materials = Annotated[list[str], typer.Option("--material", help="材料编号=名称,可重复 · CODE=TITLE, repeatable")]
PaperNumber = Annotated[str, typer.Option(help="法律文书编号 · number of the legal document")]
PaperTitle = Annotated[str, typer.Option(help="法律文书名称 · its title")]


@app.command()
def defer(
    number: Number,
    *,
    by: By,
    material: Materials,
    commitment: Annotated[str, typer.Option(help="承诺书编号 · number of the commitment")],
    digest: Digest,
    consequence: Annotated[str, typer.Option(help="不补齐的后果 · what follows if it isn't kept")],
    days: Annotated[int, typer.Option(min=1, help="补齐期限,工作日 · working days to supply")] = 1,
    signed_by: Annotated[str, typer.Option(help="applicant 申请人、agent 经办人")] = "applicant",
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """申请容缺 · Ask that materials may come later, against a signed commitment.

    Example: hub credit defer NUMBER --by UNIT/STAFF --material M05=住所文件 --commitment CN-1 --digest sha256:… \
--consequence 记入信用记录
    """
    data = {
        "commitment": {
            "number": commitment,
            "materials": [_pair(one) for one in material],
            "within": {"amount": days},
            "consequence": consequence,
            "digest": digest,
            "signed_by": signed_by,
            "signed_on": _today(),
        }
    }
    perform(number, endpoint, _act(commands.DeferMaterials, data), by, wait=wait, as_json=as_json)


@app.command()
def supply(
    number: Number,
    *,
    by: By,
    material: Materials,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """补齐容缺材料(纸质) · Hand in promised materials, on paper.

    Example: hub credit supply NUMBER --by UNIT/STAFF --material M05=住所文件 --endpoint 520181
    """
    data = {"materials": [{**_pair(one), "medium": "paper"} for one in material]}
    perform(number, endpoint, _act(commands.SupplyDeferred, data), by, wait=wait, as_json=as_json)


@app.command()
def withdraw_approval(
    number: Number,
    *,
    by: By,
    reason: Reason,
    legal_basis: Annotated[str, typer.Option(help="法律依据 · by which law")],
    remedy: Annotated[str, typer.Option(help="救济途径 · what the applicant can do")],
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """撤回附条件的审批 · Take back what was approved on a broken promise.

    Example: hub credit withdraw-approval NUMBER --by UNIT/STAFF --reason 逾期 --legal-basis 依据 --remedy 可复议
    """
    data = {"reason": reason, "legal_basis": legal_basis, "remedy": remedy}
    perform(number, endpoint, _act(commands.WithdrawApproval, data), by, wait=wait, as_json=as_json)


@app.command()
def bar(
    number: Number,
    ground: Annotated[str, typer.Argument(help="false_statement 虚假材料(一年)、fraud 欺骗取得(三年)")],
    *,
    by: By,
    reason: Reason,
    paper: PaperNumber,
    digest: Digest,
    title: PaperTitle = "决定书",
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """限制再次申请 · Bar the applicant of a case from its item for one year or three.

    Example: hub credit bar NUMBER false_statement --by UNIT/STAFF --reason 提交虚假材料 --paper 文号 --digest sha256:…
    """
    data = {"ground": ground, "reason": reason, "document": _ruling(paper, title, digest)}
    perform(number, endpoint, _act(commands.BarApplicant, data), by, wait=wait, as_json=as_json)


@app.command()
def notify(
    subject: Subject,
    *,
    case: Case,
    by: By,
    measure: Annotated[list[str], typer.Option(help="拟采取的措施编号,可重复 · measure meant, repeatable")],
    reason: Reason,
    legal_basis: Annotated[str, typer.Option(help="依据 · by which rule")],
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """拟认定失信告知 · Tell the subject which measures are meant, so that it can speak first.

    Example: hub credit notify SUBJECT --case NUMBER --by UNIT/STAFF --measure C03 --reason 逾期 --legal-basis 依据
    """
    data = {"case": case, "measures": measure, "reason": reason, "legal_basis": legal_basis}
    perform(subject, endpoint, _act(commands.NotifyListing, data), by, wait=wait, as_json=as_json)


@app.command()
def defend(
    subject: Subject,
    *,
    case: Case,
    by: By,
    digest: Digest,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """登记陈述申辩 · Record what the subject has to say.

    Example: hub credit defend SUBJECT --case NUMBER --by UNIT/STAFF --digest sha256:… --endpoint 520181
    """
    data = {"case": case, "digest": digest}
    perform(subject, endpoint, _act(commands.StateDefence, data), by, wait=wait, as_json=as_json)


@app.command()
def decide(
    subject: Subject,
    outcome: Annotated[str, typer.Argument(help="listed 列入、not_listed 不予列入、excused 不属于失信")],
    *,
    case: Case,
    by: By,
    reason: Reason,
    measure: Annotated[list[str] | None, typer.Option(help="措施=起日..止日,可重复 · CODE=FROM..TO")] = None,
    considered: Annotated[str | None, typer.Option(help="对申辩的采纳情况 · what was made of the defence")] = None,
    paper: Annotated[str | None, typer.Option(help="法律文书编号 · number of the legal document")] = None,
    title: PaperTitle = "决定书",
    digest: Annotated[str | None, typer.Option(help="文书摘要 · its digest")] = None,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """失信认定决定 · Decide whether a breach is listed, and with which measures.

    Example: hub credit decide SUBJECT listed --case NUMBER --by UNIT/STAFF --reason 无正当理由 \
--measure C03=2026-12-01..2027-05-31 --paper 文号 --digest sha256:…
    """
    data: dict[str, Any] = {
        "case": case,
        "outcome": outcome,
        "reason": reason,
        "considered": considered,
        "measures": [_measure(one) for one in measure or ()],
        "document": _ruling(paper, title, digest or "") if paper else None,
    }
    perform(subject, endpoint, _act(commands.DecideListing, data), by, wait=wait, as_json=as_json)


@app.command()
def ask_repair(
    subject: Subject,
    *,
    case: Case,
    by: By,
    digest: Digest,
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """申请信用修复 · Ask that a breach count no more.

    Example: hub credit ask-repair SUBJECT --case NUMBER --by UNIT/STAFF --digest sha256:… --endpoint 520181
    """
    data = {"case": case, "digest": digest}
    perform(subject, endpoint, _act(commands.RequestRepair, data), by, wait=wait, as_json=as_json)


@app.command()
def repair(
    subject: Subject,
    outcome: Annotated[str, typer.Argument(help="repaired 准予修复、refused 不予修复")],
    *,
    case: Case,
    by: By,
    reason: Reason,
    paper: PaperNumber,
    digest: Digest,
    title: PaperTitle = "信用修复决定书",
    endpoint: Endpoint = "",
    wait: Wait = 10,
    as_json: AsJson = False,
) -> None:
    """信用修复决定 · Decide about a repair.

    Example: hub credit repair SUBJECT repaired --case NUMBER --by UNIT/STAFF --reason 补齐 --paper 文号 --digest D
    """
    data = {"case": case, "outcome": outcome, "reason": reason, "document": _ruling(paper, title, digest)}
    perform(subject, endpoint, _act(commands.DecideRepair, data), by, wait=wait, as_json=as_json)


def _act(kind: type[commands.Command], data: dict[str, Any]) -> Callable[[Officer], commands.Command]:
    """Make an act whose data is checked by the word itself, once the officer is known."""

    def made_by(officer: Officer) -> commands.Command:
        # dates and tuples come as texts and lists from a command line
        return kind.model_validate({"by": officer, **data}, strict=False)

    return made_by


def _pair(text: str) -> dict[str, str]:
    code, separator, title = text.partition("=")
    if not separator:
        raise Trouble(f"--material 应为 材料编号=名称,而不是 {text} · CODE=TITLE", USAGE)
    return {"code": code, "title": title}


def _measure(text: str) -> dict[str, str]:
    code, _, period = text.partition("=")
    first, separator, last = period.partition("..")
    if not separator:
        raise Trouble(f"--measure 应为 措施=起日..止日,而不是 {text} · CODE=FROM..TO", USAGE)
    return {"code": code, "starts_on": first, "ends_on": last}


def _ruling(number: str, title: str, digest: str) -> dict[str, str]:
    return {"number": number, "title": title, "digest": digest, "dated": _today()}


def _today() -> str:
    return datetime.now(CHINA).date().isoformat()
