"""An officer's act from the command line: sent to the own inbox, and its answer waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from hub.cli.connection import kafka_of, own_endpoint
from hub.cli.show import say, show_json
from hub.cli.trouble import REFUSED, USAGE, Trouble
from hub.client.answers import Answers
from hub.client.publisher import Publisher
from hub.client.work_list import work_list
from hub.domain.identifiers import is_licence_identifier, licence_parts, read_typed
from schemas.commands import Command
from schemas.notices import CommandAnswered
from schemas.parties import Officer

AsJson = Annotated[bool, typer.Option("--json", help="机器可读 · for machines")]
Number = Annotated[str, typer.Argument(help="办件编号 · number of the case")]
By = Annotated[str, typer.Option(help="经办人:工号,或 单位代码/工号 · who acts: STAFF, or UNIT/STAFF")]
Endpoint = Annotated[str, typer.Option(help="本方端点,如 520122 · the endpoint that acts")]
Wait = Annotated[float, typer.Option(help="等待答复的秒数,0 为不等 · seconds to wait for the answer")]
Opinion = Annotated[str | None, typer.Option(help="环节意见 · the opinion, for the record of the step")]
InPerson = Annotated[bool, typer.Option("--in-person", help="申请人本人办理 · the applicant acts in person")]

_DONE = {"done": "已办理", "repeated": "此前已办理"}


def perform(
    number: str, endpoint: str, act_by: Callable[[Officer], Command], by: str, *, wait: float, as_json: bool
) -> None:
    """Send the act and tell its answer. Raises ClientError, Trouble; exits 1 where the hub refuses."""
    # a licence identifier is copied, never typed, and has letters that typing would change
    number = number if is_licence_identifier(number) else read_typed(number)
    answer = asyncio.run(_perform(number, own_endpoint(endpoint), act_by, by, wait))
    if answer is None:
        told: dict[str, Any] = {"outcome": "sent", "text": "已发送"}
    else:
        text = answer.text or _DONE.get(answer.outcome, answer.outcome)
        told = {"outcome": answer.outcome, "code": answer.code, "text": text, "pointer": answer.pointer}
    if as_json:
        show_json({"number": number, **told})
    else:
        say(f"{number} {told['text']}")
    if told["outcome"] == "refused":
        raise typer.Exit(REFUSED)


async def _perform(
    number: str, endpoint: str, act_by: Callable[[Officer], Command], by: str, wait: float
) -> CommandAnswered | None:
    kafka = kafka_of(endpoint)
    try:
        act = act_by(await _officer(number, endpoint, by))
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]
        raise Trouble(f"{'/'.join(str(part) for part in wrong['loc'])} 不符合要求:{wrong['msg']}", USAGE) from None
    async with Publisher(endpoint, kafka) as publisher, Answers(endpoint, kafka) as answers:
        submission = await publisher.act(number, act)
        return await answers.to(submission, wait) if wait else None


async def _officer(number: str, endpoint: str, by: str) -> Officer:
    """Read UNIT/STAFF; where only the staff number is given, the unit is the one that the queue names for the case."""
    unit, separator, staff = by.rpartition("/")
    if separator:
        return Officer(unit=unit, staff=staff)
    parts = licence_parts(number)
    if parts is not None:
        return Officer(unit=parts.issuer, staff=staff)
    case = (await work_list(endpoint, kafka_of(endpoint))).cases.get(number)
    if case is None:
        raise Trouble(
            f"{endpoint} 的待办队列里没有 {number},请用 --by 单位代码/工号 写明单位。\n"
            "The case is not in this endpoint's queue: name the unit by --by UNIT/STAFF.",
            USAGE,
        )
    return Officer(unit=case.unit, staff=staff)
