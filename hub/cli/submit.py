"""``hub submit``: applications and bundles from a file or stdin, straight to a region's inbox."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from hub.cli.sample import publish_all
from hub.cli.show import progress, say, show_json, warn
from hub.cli.trouble import REFUSED, USAGE, Trouble
from hub.client.errors import NotAnswered, Rejected
from hub.client.files import Line, RejectedLine, lines_of, submission_of
from hub.client.submission import Submission
from hub.reference.load import load
from schemas.times import CHINA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.client.attachments import NamedFile


def submit(
    file: Annotated[str, typer.Argument(help="JSON 或每行一个 JSON 的文件,- 为标准输入 · a file, or - for stdin")],
    *,
    endpoint: Annotated[str, typer.Option(help="收件地端点,如 520181 · where it is filed")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查,不发送 · check only")] = False,
    wait: Annotated[float, typer.Option(help="等待答复的秒数 · seconds to wait for the answers")] = 0.0,
    look_up: Annotated[bool, typer.Option(help="按随附目录核对事项和地区 · look items and regions up first")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for machines")] = False,
) -> None:
    """报送申请或联办件;没有编号的当场取号 · File applications and bundles; numbers that are missing are made.

    有一份不合格就一份也不发 · One that is wrong, and none is sent.
    材料可用 "file" 写明同一文件夹内的文件,先上传再报送 ·
    A material may name a file beside it by "file": uploaded first.

    Example: hub submit application.json --endpoint 520181 --wait 10
    """
    attaching = _Attaching(file)
    submissions, wrong = _read(_content(file), _default_endpoint(endpoint), attaching, look_up=look_up)
    for line in wrong:
        _tell_wrong(line, as_json=as_json)
    if wrong:
        warn(f"共 {len(wrong)} 份不合格,未发送 · {len(wrong)} are wrong, nothing was sent")
        raise typer.Exit(REFUSED)
    if not dry_run:
        _upload(attaching, as_json=as_json)
    answers = [] if dry_run else asyncio.run(_send(submissions, wait, quiet=as_json))
    _tell(submissions, answers, dry_run=dry_run, as_json=as_json)
    if any(answer.get("outcome") == "refused" for answer in answers):
        raise typer.Exit(REFUSED)


def _content(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise Trouble(f"无法读取 {file}:{error.strerror} · can't read it", USAGE) from error


def _default_endpoint(given: str) -> str:
    """What the lines themselves name comes first, so none is needed yet."""
    from hub.cli.connection import own_endpoint  # noqa: PLC0415 - aiokafka takes a moment, and --help needs none

    try:
        return own_endpoint(given)
    except Trouble:
        return ""


class _Attaching:
    """Looks at the files that materials name, and uploads them; the store is opened when the first one does."""

    def __init__(self, file: str) -> None:
        self._folder = Path.cwd() if file == "-" else Path(file).absolute().parent
        self._found: list[tuple[int, NamedFile]] = []

    def digests_in(self, line: Line) -> Line:
        """Give a line with digests instead of files. Raises ClientError."""
        if b'"file"' not in orjson.dumps(line.fields):
            return line
        from hub.cli.attachment import opened  # noqa: PLC0415 - most filings name none
        from hub.client.attachments import named_files  # noqa: PLC0415 - same

        # pointers lead into the data, as those of all refusals do
        data = line.fields["data"] if isinstance(line.fields.get("data"), dict) else line.fields
        changed, found = named_files(data, self._folder, opened())
        self._found += [(line.place, one) for one in found]
        return line._replace(fields=changed if data is line.fields else {**line.fields, "data": changed})

    def upload(self, *, quiet: bool) -> Iterator[RejectedLine]:
        """Upload before anything is filed: a message never names what is not there. Gives what is refused only now."""
        if not self._found:
            return
        from hub.cli.attachment import opened  # noqa: PLC0415 - as above
        from hub.client.attachments import upload  # noqa: PLC0415 - as above

        store = opened()
        for place, one in self._found:
            try:
                with progress(f"上传 {one.path.name}", one.looked.size, quiet=quiet) as advance:
                    upload(one, store, advance)
            except Rejected as error:
                yield RejectedLine(place, error)


def _upload(attaching: _Attaching, *, as_json: bool) -> None:
    refused = list(attaching.upload(quiet=as_json))
    for line in refused:
        _tell_wrong(line, as_json=as_json)
    if refused:
        warn(f"{len(refused)} 个附件未能上传,申请未发送 · files were refused, nothing was filed")
        raise typer.Exit(REFUSED)


def _read(
    content: bytes, endpoint: str, attaching: _Attaching, *, look_up: bool
) -> tuple[list[Submission], list[RejectedLine]]:
    reference, now = load() if look_up else None, datetime.now(CHINA)
    submissions: list[Submission] = []
    wrong: list[RejectedLine] = []
    for line in lines_of(content):
        if isinstance(line, RejectedLine):
            wrong.append(line)
            continue
        if not endpoint and not line.fields.get("endpoint"):
            raise Trouble("请用 --endpoint 指定收件地端点 · name the endpoint by --endpoint, such as 520181", USAGE)
        try:
            submissions.append(submission_of(attaching.digests_in(line), endpoint, now, reference))
        except Rejected as error:
            wrong.append(RejectedLine(line.place, error))
    if not submissions and not wrong:
        raise Trouble("文件里没有申请 · there is nothing in it", USAGE)
    return submissions, wrong


async def _send(submissions: list[Submission], wait: float, *, quiet: bool) -> list[dict[str, Any]]:
    if not wait:
        await publish_all(submissions, quiet=quiet)
        return []
    from contextlib import AsyncExitStack  # noqa: PLC0415 - only here

    from hub.cli.connection import kafka_of  # noqa: PLC0415 - as above
    from hub.client.answers import Answers  # noqa: PLC0415 - as above

    async with AsyncExitStack() as stack:
        desks = {
            endpoint: await stack.enter_async_context(Answers(endpoint, kafka_of(endpoint)))
            for endpoint in dict.fromkeys(submission.endpoint for submission in submissions)
        }
        await publish_all(submissions, quiet=quiet)
        until = asyncio.get_running_loop().time() + wait
        answers = []
        with progress("等待答复", len(submissions), quiet=quiet) as advance:
            for done, submission in enumerate(submissions, start=1):
                rest = max(0.05, until - asyncio.get_running_loop().time())
                answers.append(await _answer(desks[submission.endpoint], submission, rest))
                advance(done)
        return answers


async def _answer(desk: Any, submission: Submission, within: float) -> dict[str, Any]:
    try:
        answer = await desk.to(submission, within)
    except NotAnswered as error:
        return {"number": submission.number, "outcome": "unanswered", "text": str(error)}
    told = {"outcome": answer.outcome, "code": answer.code, "text": answer.text, "pointer": answer.pointer}
    return {"number": submission.number, **told}


def _tell_wrong(line: RejectedLine, *, as_json: bool) -> None:
    why = line.why
    if as_json:
        told = {"code": why.code, "pointer": why.pointer, "text": why.text, "english": why.english}
        show_json({"line": line.place, **told})
    else:
        warn(f"第 {line.place} 份:{why}")


def _tell(submissions: list[Submission], answers: list[dict[str, Any]], *, dry_run: bool, as_json: bool) -> None:
    by_number = {answer["number"]: answer for answer in answers}
    for submission in submissions:
        answer = by_number.get(submission.number, {})
        if as_json:
            told: dict[str, Any] = {
                "endpoint": submission.endpoint,
                "number": submission.number,
                "cases": submission.cases,
            }
            if submission.warnings:
                told["warnings"] = [warned._asdict() for warned in submission.warnings]
            show_json({**told, "id": submission.id, "sent": not dry_run, **answer})
            continue
        say(submission.receipt())
        for warned in submission.warnings:
            say(f"注意:{warned.text}")
        say(_OUTCOMES.get(str(answer.get("outcome")), "检查合格,未发送" if dry_run else "已报送") + "\n")
        if answer.get("text"):
            say(str(answer["text"]))


_OUTCOMES = {
    "done": "已报送,平台已受理登记",
    "refused": "已报送,被退回",
    "repeated": "此前已报送过",
    "unanswered": "已报送,尚无答复",
}
