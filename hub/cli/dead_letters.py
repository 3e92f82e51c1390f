"""``hub dead-letters``: what died, why, and what to do about it."""

from __future__ import annotations

import asyncio
import getpass
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hub.cli.connection import OPERATOR, access_of, kafka_of
from hub.cli.show import moment, progress, say, show_json, table
from hub.cli.trouble import REFUSED, USAGE, Trouble
from hub.client.errors import in_our_words
from hub.client.history import reader_of
from hub.lanes.kafka import KafkaBroker
from hub.lanes.values import Partition
from hub.operations import dead_letters
from hub.operations.dead_letters import Letter, NotPossibleError
from hub.operations.lag_targets import discover
from hub.operations.parked import Waiting, read_waiting
from schemas.control import REDRIVE, SKIP
from schemas.dead_letters import Death
from schemas.times import from_milliseconds
from schemas.topics import COMMANDS, DEAD_LETTERS, INBOX, INTAKE_GROUP

if TYPE_CHECKING:
    from hub.lanes.values import Message, Position

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="机器可读 · for machines")]
By = Annotated[str, typer.Option(help="操作人,记录在案 · who does it, kept on record")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只显示将做什么 · show what would be done")]
Which = Annotated[
    list[str], typer.Argument(help="死信编号(主题/分区/偏移)或办件编号 · ids of letters, or case numbers")
]

DEATHS = {
    Death.ENVELOPE: "信封不可读(发送方)",
    Death.TOO_LARGE: "过大",
    Death.DEFECT: "平台缺陷",
    Death.KILLER: "使进程崩溃",
}
ACTS = {None: "待处理", "redriven": "已重投", "skipped": "已跳过"}


@app.command("list")
def list_letters(
    everything: Annotated[bool, typer.Option("--all", help="也列出已处理的 · those done with as well")] = False,
    as_json: AsJson = False,
) -> None:
    """列出死信,同一报文只列一次 · List dead letters, one line per record that died.

    Example: hub dead-letters list
    """
    letters = [one for one in asyncio.run(_letters(quiet=as_json)).values() if everything or one.act is None]
    if as_json:
        show_json({"letters": [as_fields(one) for one in letters]})
        return
    table(
        ["编号", "何时", "办件", "原因", "说明", "次数", "状态"],
        [
            [
                one.id,
                moment(from_milliseconds(one.obituary.failed_at)),
                one.aggregate or "–",
                DEATHS[one.obituary.death],
                one.obituary.text,
                f"{one.obituary.attempts}{' 须指定负责人' if one.needs_owner else ''}",
                _state(one),
            ]
            for one in letters
        ],
        title=f"死信 {len(letters)} 条",
    )


@app.command()
def show(id_: Annotated[str, typer.Argument(metavar="ID", help="死信编号 · id")], as_json: AsJson = False) -> None:
    """显示一条死信:信封、原因、内容(个人信息已遮盖)· Show one: envelope, reason, body with personal data masked.

    Example: hub dead-letters show commands/0/17
    """
    letter = _found(asyncio.run(_letters(quiet=as_json)), id_)
    if as_json:
        show_json(as_fields(letter) | {"headers": _headers(letter), "body": dead_letters.masked(letter.record.value)})
        return
    said = letter.obituary
    say(f"死信 {letter.id}  {_state(letter)}")
    say(f"原因:{DEATHS[said.death]},{said.text}(消费组 {said.group},第 {said.attempts} 次)")
    say(f"收到:{moment(from_milliseconds(said.origin.timestamp))},失败:{moment(from_milliseconds(said.failed_at))}")
    table(["信封属性", "值"], list(_headers(letter).items()))
    show_json(dead_letters.masked(letter.record.value))


@app.command()
def redrive(which: Which, by: By = "", dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """重投:让死信和排在它后面的报文再走一遍 · Handle a letter, and what queued behind it, again.

    Example: hub dead-letters redrive commands/0/17 --by 运维张三
    """
    _act(which, REDRIVE, _by(by), dry_run=dry_run, as_json=as_json)


@app.command()
def skip(which: Which, by: By = "", dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """跳过:不再处理这条死信,后面的继续 · Leave a letter dead, handle what queued behind it.

    Example: hub dead-letters skip inbox.520122/0/3 --by 运维张三
    """
    _act(which, SKIP, _by(by), dry_run=dry_run, as_json=as_json)


@app.command()
def waiting(as_json: AsJson = False) -> None:
    """列出被搁置的办件和停用的来源 · List parked cases and stopped flows.

    Example: hub dead-letters waiting
    """
    found = asyncio.run(_waiting(quiet=as_json))
    if as_json:
        parked = [one._asdict() | {"flow": one.flow} for one in found.parked.values()]
        show_json({"parked": parked, "flows": found.flows})
        return
    rows = [
        [one.aggregate, moment(from_milliseconds(one.since)), one.deaths, one.reason] for one in found.parked.values()
    ]
    table(["办件", "自何时", "失败次数", "原因"], rows, title=f"搁置 {len(rows)} 件")
    stopped = [[flow, moment(from_milliseconds(since))] for flow, since in found.flows.items()]
    table(["停用的来源(端点|类型)", "自何时"], stopped, title=f"停用 {len(stopped)} 个来源")


@app.command()
def resume(
    flow: Annotated[str, typer.Argument(help="停用的来源,如 '520122|cn.tongban.case.accept.v1' · the stopped flow")],
    by: By = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """恢复停用的来源并重投为它搁置的办件,或恢复停用的收件箱 · Let a stopped flow or a stopped inbox go on.

    Example: hub dead-letters resume '520122|cn.tongban.case.accept.v1' --by 运维张三; … resume inbox.520122
    """
    if flow.startswith(INBOX):
        _resume_inbox(Partition(flow, 0), _by(by), dry_run=dry_run, as_json=as_json)
        return
    if "|" not in flow:
        raise Trouble("来源应写作 端点|类型 · a flow is ENDPOINT|TYPE: see `hub dead-letters waiting`", USAGE)
    found = asyncio.run(_waiting(quiet=as_json))
    if flow not in found.flows:
        raise Trouble(f"来源 {flow} 没有停用 · this flow is not stopped", REFUSED)
    parked = [one.aggregate for one in found.parked.values() if one.flow == flow]
    partitions = _partitions()
    messages = dead_letters.resume(flow, _by(by), partitions)
    messages += [dead_letters.control(REDRIVE, number.encode(), _by(by), partitions) for number in parked]
    _send(messages, dry_run=dry_run)
    told = {"flow": flow, "redriven": parked, "by": _by(by), "sent": not dry_run}
    if as_json:
        show_json(told)
    else:
        say(f"{'将恢复' if dry_run else '已恢复'} {flow},重投 {len(parked)} 件(操作人 {told['by']})")


def _resume_inbox(inbox: Partition, by: str, *, dry_run: bool, as_json: bool) -> None:
    """Kafka lets nobody but members move a working group's positions, so intake rests meanwhile."""
    from hub.operations.inboxes import AtWorkError, clear_notes, stopped  # noqa: PLC0415 - only here

    async def position() -> Position | None:
        async with reader_of(kafka_of(OPERATOR), inbox.topic) as reader:
            return (await reader.committed(INTAKE_GROUP, [inbox]))[inbox]

    found = stopped({inbox: asyncio.run(position())})
    if not found:
        raise Trouble(f"{inbox.topic} 没有停用 · this inbox is not stopped", REFUSED)
    try:
        if not dry_run:
            clear_notes(access_of(OPERATOR), found)
    except AtWorkError:
        raise Trouble(
            "接收正在运行:请先停止全部 worker(hub up),恢复后再启动。\n"
            "Intake is at work: stop all workers, resume, and start them again.",
            REFUSED,
        ) from None
    if as_json:
        show_json({"inbox": inbox.topic, "offset": found[inbox].offset, "by": by, "sent": not dry_run})
    else:
        say(f"{'将恢复' if dry_run else '已恢复'} {inbox.topic},从偏移 {found[inbox].offset} 继续(操作人 {by})")


def _act(which: Sequence[str], kind: str, by: str, *, dry_run: bool, as_json: bool) -> None:
    """Find the letters, or take case numbers as parked aggregates; all is found before anything is sent."""
    letters = asyncio.run(_letters(quiet=as_json))
    partitions, now = _partitions(), time.time_ns() // 1_000_000
    messages: list[Message] = []
    try:
        for one in which:
            if "/" not in one:
                messages.append(dead_letters.control(kind, one.encode(), by, partitions))
                continue
            make = dead_letters.redrive if kind == REDRIVE else dead_letters.skip
            messages += make(_found(letters, one), by, now, partitions)
    except NotPossibleError as error:
        raise Trouble(str(error), REFUSED) from None
    _send(messages, dry_run=dry_run)
    verb = "重投" if kind == REDRIVE else "跳过"
    if as_json:
        show_json({"act": "redrive" if kind == REDRIVE else "skip", "letters": which, "by": by, "sent": not dry_run})
    else:
        say(f"{'将' if dry_run else '已'}{verb} {len(which)} 条(操作人 {by})")


def _send(messages: Sequence[Message], *, dry_run: bool) -> None:
    async def send() -> None:
        producer = KafkaBroker(kafka_of(OPERATOR)).producer()
        try:
            with in_our_words(DEAD_LETTERS):
                await producer.start()
                await producer.send(messages)
        finally:
            await producer.close()

    if not dry_run:
        asyncio.run(send())


async def _letters(*, quiet: bool) -> dict[str, Letter]:
    async with reader_of(kafka_of(OPERATOR), DEAD_LETTERS) as reader:
        with progress("读取死信", None, quiet=quiet) as advance:
            return await dead_letters.read_letters(reader, advance)


async def _waiting(*, quiet: bool) -> Waiting:
    partitions = _partitions()
    async with reader_of(kafka_of(OPERATOR), DEAD_LETTERS) as reader:
        with progress("读取状态", None, quiet=quiet) as advance:
            return await read_waiting(reader, partitions, advance)


def _partitions() -> int:
    """Ask how many partitions ``commands`` has: a key must reach the aggregate's own lane."""
    found = discover(access_of(OPERATOR)).topics.get(COMMANDS)
    if found is None:
        raise Trouble("集群上没有 commands 主题 · there is no topic commands: has the hub been set up?", REFUSED)
    return found


def _found(letters: dict[str, Letter], id_: str) -> Letter:
    if id_ not in letters:
        raise Trouble(f"没有死信 {id_} · no such dead letter", REFUSED)
    return letters[id_]


def _by(given: str) -> str:
    return given or getpass.getuser()


def _state(letter: Letter) -> str:
    state = ACTS[letter.act]
    return f"{state}({letter.by},{moment(from_milliseconds(letter.acted_at))})" if letter.act else state


def _headers(letter: Letter) -> dict[str, str]:
    return {name: value.decode(errors="replace") for name, value in letter.record.headers}


def as_fields(letter: Letter) -> dict[str, Any]:
    """Give a letter for machines, without its body."""
    said = letter.obituary
    return {
        "id": letter.id,
        "aggregate": letter.aggregate,
        "group": said.group,
        "error": said.death.value,
        "message": said.text,
        "failed_at": from_milliseconds(said.failed_at).isoformat(),
        "received_at": from_milliseconds(said.origin.timestamp).isoformat(),
        "attempts": said.attempts,
        "redrives": said.redrives,
        "needs_owner": letter.needs_owner,
        "act": letter.act.value if letter.act else None,
        "by": letter.by,
    }
