"""Waiting for what the hub answers to one's own commands."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from hub.client.connection import Kafka, broker_of
from hub.client.errors import ClientError, NotAnswered, in_our_words
from hub.client.notices import read_notice_record
from hub.lanes.values import Partition
from schemas.notices import CommandAnswered
from schemas.topics import RESULTS

if TYPE_CHECKING:
    from hub.client.submission import Submission

KEPT: Final = 10_000
PAUSE: Final = 0.02


class Answers:
    """Hears the answers on ``results.R`` from the moment it is opened: open it before you publish.

        async with Answers("520122", address) as answers:
            submission = await publisher.act(number, AcceptCase(by=officer))
            answer = await answers.to(submission, within=30)
            print(answer.outcome, answer.text)

    One task asks at a time. Every call raises ClientError.
    """

    def __init__(self, endpoint: str, kafka: Kafka) -> None:
        self._queue = Partition(RESULTS + endpoint, 0)
        self._reader = broker_of(kafka).reader()
        self._heard: dict[str, CommandAnswered] = {}
        self._offset = 0

    async def __aenter__(self) -> Self:
        try:
            with in_our_words(self._queue.topic):
                await self._reader.start()
                self._offset = (await self._reader.bounds(self._queue)).stable
        except ClientError:
            await self._reader.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._reader.close()

    async def to(self, submission: Submission, within: float = 30.0) -> CommandAnswered:
        """Wait for the answer to a submission. Raises NotAnswered after ``within`` seconds."""
        try:
            async with asyncio.timeout(within):
                while submission.id not in self._heard:
                    await self._listen()
        except TimeoutError:
            raise NotAnswered(
                f"已发送,但{within:.0f}秒内没有收到答复;报文不会丢失,请稍后查询办件。\n"
                f"Sent, but not answered within {within:.0f} s; nothing is lost, look the case up later."
            ) from None
        return self._heard.pop(submission.id)

    async def _listen(self) -> None:
        with in_our_words(self._queue.topic):
            records, following = await self._reader.read(self._queue, self._offset)
        for record in records:
            body = read_notice_record(record).body
            if isinstance(body, CommandAnswered):
                self._heard[body.command] = body
        while len(self._heard) > KEPT:
            del self._heard[next(iter(self._heard))]
        if following <= self._offset:
            await asyncio.sleep(PAUSE)
        self._offset = max(self._offset, following)
