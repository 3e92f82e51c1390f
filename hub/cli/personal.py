"""``hub personal``: what is kept of a person, erasing it, revealing it."""

from __future__ import annotations

import asyncio
import getpass
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from hub.cli.connection import OPERATOR, kafka_of, settings
from hub.cli.read_model import asked
from hub.cli.sealed import held_keys, partitions, publish
from hub.cli.show import moment, say, show_json, table
from hub.cli.trouble import REFUSED, USAGE, Trouble
from hub.client.errors import in_our_words
from hub.client.history import reader_of
from hub.domain.identifiers import is_subject_number, make_subject_number, read_typed
from hub.operations import erasing
from schemas.codes import explain
from schemas.parties import Officer
from schemas.times import CHINA
from schemas.topics import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.lanes.values import Message
    from hub.operations.erasing import Answer, Holdings

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="机器可读 · for machines")]
By = Annotated[str, typer.Option(help="经办人:单位代码/工号 · who does it: UNIT/STAFF")]
Who = Annotated[
    str,
    typer.Argument(
        metavar="WHO",
        help="主体编号(S 开头)、办件、联办编号或证照标识(其申请人、持证人),或 - :从标准输入读“证件类型 号码”"
        " · a subject's number; a case, bundle or document, for whose it is; or - to read KIND NUMBER from stdin",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只显示将做什么 · show what would be done")]
LOOK_S: Final = 0.2


@app.command("list")
def list_data(who: Who, as_json: AsJson = False) -> None:
    """某人的个人信息在哪些件里 · In which cases, bundles and documents a person's data is.

    Example: hub personal list 5201812611235K3Q7WZ9M2TCX; echo resident_id 号码 | hub personal list -
    """
    subject, found = _find(who, quiet=as_json)
    if as_json:
        show_json({"subject": subject, "own": found.own, "named": found.named})
        return
    rows = [[number, "本人的件(可删除)"] for number in found.own]
    rows += [[number, "他人的件中提及"] for number in found.named]
    table(["办件、联办件、证照", "性质"], rows, title=f"主体 {subject}:{len(rows)} 件")


@app.command()
def erase(
    who: Who,
    *,
    by: By,
    basis: Annotated[str, typer.Option(help="依据(申请编号或规定),长期保存,不要写姓名 · by which request or rule")],
    wait: Annotated[float, typer.Option(help="等待结果的秒数 · seconds to wait for the outcome")] = 20,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """依法删除个人信息:销毁密钥,登记保留 · Erase a person's data: its keys are destroyed, the facts stay.

    A case that is still open, a document in force, or what is within its period of retention, refuses and says so; the
    others are done.

    Example: hub personal erase 5201812611235K3Q7WZ9M2TCX --by UNIT/STAFF --basis 删除申请2026-17
    """
    officer = _officer(by)
    subject, found = _find(who, quiet=as_json)
    if not found.own:
        raise Trouble(f"没有可删除的件:主体 {subject} 没有自己的密钥 · nothing is sealed for this subject", REFUSED)
    messages = erasing.erasures(found.own, subject, officer, basis, partitions())
    answers: list[Answer] = []
    missing: Sequence[str] = found.own
    if not dry_run:
        answers, missing = asyncio.run(_send(messages, wait))
    told = [
        {
            "number": one.aggregate,
            "outcome": "refused" if one.code else "erased",
            "code": one.code or None,
            "text": explain(one.code, one.params) if one.code else "已依法删除",
        }
        for one in sorted(answers, key=lambda one: one.aggregate)
    ]
    if as_json:
        show_json({"subject": subject, "cases": told, "waiting": list(missing), "named": found.named})
    else:
        _tell_erased(told, missing, found, dry_run=dry_run)
    if any(one["code"] for one in told) or (missing and not dry_run):
        raise typer.Exit(REFUSED)


@app.command()
def reveal(
    number: Annotated[str, typer.Argument(help="办件或联办编号 · number of a case or a bundle")],
    *,
    by: By,
    reason: Annotated[str, typer.Option(help="查看理由,记录在案 · why; it goes on record")],
    as_json: AsJson = False,
) -> None:
    """查看未遮盖的个人信息,理由和操作人记录在案 · Show personal data unmasked: with a reason, and on record.

    Example: hub personal reveal 5201812611235K3Q7WZ9M2TCX --by UNIT/STAFF --reason 核对送达地址
    """
    from hub.readmodel import reveals as record  # noqa: PLC0415 - a county's command has no database

    officer = _officer(by)
    if not reason.strip():
        raise Trouble("请写明查看理由 · say why", USAGE)
    asking = record.Who(officer.unit, officer.staff, getpass.getuser(), reason.strip())
    bodies = asked(lambda dsn: record.reveal(dsn, read_typed(number), asking))
    if bodies is None:
        raise Trouble(f"没有 {number} 的个人信息 · nothing personal is known of it", REFUSED)
    if as_json:
        show_json({"number": number, "personal": bodies, "erased": not bodies})
    elif not bodies:
        say("已依法删除 · erased")
    else:
        show_json(bodies)


@app.command()
def reveals(
    number: Annotated[str, typer.Argument(help="办件或联办编号,缺省为全部 · of one case; all by default")] = "",
    as_json: AsJson = False,
) -> None:
    """谁在何时为何查看过个人信息 · Who revealed personal data, when and why.

    Example: hub personal reveals
    """
    from hub.readmodel import reveals as record  # noqa: PLC0415 - as above

    found = asked(lambda dsn: record.reveals(dsn, read_typed(number) if number else ""))
    if as_json:
        show_json({"reveals": [asdict(one) for one in found]})
        return
    rows = [
        [moment(one.at.astimezone(CHINA)), one.aggregate, f"{one.unit}/{one.staff}", one.account, one.reason]
        for one in found
    ]
    table(["时间", "办件", "经办人", "账号", "理由"], rows, title=f"查看记录 {len(rows)} 条")


def _tell_erased(told: Sequence[dict[str, Any]], missing: Sequence[str], found: Holdings, *, dry_run: bool) -> None:
    rows = [[one["number"], one["text"]] for one in told]
    rows += [[number, "将申请删除" if dry_run else "尚无结果,请稍后再看"] for number in missing]
    table(["办件、联办件、证照", "结果"], rows)
    if found.named:
        say(f"另有 {len(found.named)} 件是他人的件,其中提及此人,随该件的申请人删除:{'、'.join(found.named[:10])}")
    if not dry_run:
        say("收件箱、报文(14天)和两端队列(30天)中的原文到期自动清除 · plain text in queues goes with their retention")


def _find(who: str, *, quiet: bool) -> tuple[str, Holdings]:
    held = asyncio.run(held_keys(quiet=quiet))
    if who == "-":
        subject = _typed_subject()
    elif is_subject_number(who):
        subject = who
    else:
        number = read_typed(who)
        owners = erasing.owners(held, number)
        if not owners:
            raise Trouble(f"{number} 没有可用的密钥:未密封、已删除,或没有这个件 · no key of it is left", REFUSED)
        if len(set(owners)) > 1:
            raise Trouble(f"{number} 有多个主体,请指明其一:{'、'.join(sorted(set(owners)))} · name one of them", USAGE)
        subject = owners[0]
    return subject, erasing.holdings(held, subject)


def _typed_subject() -> str:
    key = settings().subject_key
    if key is None:
        raise Trouble("缺少 HUB_SUBJECT_KEY:无法由证件号得出主体编号 · HUB_SUBJECT_KEY is missing", REFUSED)
    words = sys.stdin.readline().split()
    if len(words) != 2:  # noqa: PLR2004 - kind and number
        raise Trouble("请在标准输入中给出“证件类型 号码”,如 resident_id …、uscc … · KIND NUMBER", USAGE)
    return make_subject_number(key.bytes, words[0], words[1])


async def _send(messages: Sequence[Message], wait: float) -> tuple[list[Answer], Sequence[str]]:
    async with reader_of(kafka_of(OPERATOR), COMMANDS) as reader:
        answers = erasing.Answers(reader, messages)
        with in_our_words(COMMANDS):
            await answers.begin()
            await publish(messages)
            end = time.monotonic() + wait
            while not await answers.look() and time.monotonic() < end:  # noqa: ASYNC110 - another process answers
                await asyncio.sleep(LOOK_S)
        return answers.answers, answers.missing


def _officer(by: str) -> Officer:
    unit, separator, staff = by.partition("/")
    try:
        return Officer(unit=unit, staff=staff if separator else "")
    except ValueError:
        raise Trouble("--by 应为 单位代码/工号 · UNIT/STAFF", USAGE) from None
