"""Publishes to one endpoint's inbox; what was lost on the way is sent again under the same id."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from hub.client.connection import Kafka, broker_of
from hub.client.errors import CannotReach, ClientError, translated
from hub.client.submission import Data, Desk, Submission
from hub.lanes.ports import BrokerError
from schemas.times import CHINA
from schemas.topics import INBOX

if TYPE_CHECKING:
    from hub.domain.identifiers.numbers import Draw
    from hub.domain.reference import Reference
    from hub.lanes.ports import Producer
    from schemas.commands import Command

PAUSES: Final = (0.1, 0.3, 1.0, 2.0)
"""Seconds before something is sent again, by number of failures in a row."""
PER_REQUEST: Final = 200
"""Submissions sent in one request."""
PATIENCE: Final = 30.0


def now_in_china() -> datetime:
    """Read the wall clock."""
    return datetime.now(CHINA)


class Publisher:
    """Files applications and bundles, and sends acts, for one endpoint.

        async with Publisher("520181", KafkaAddress("kafka:9092", "520181", password, "SASL_SSL")) as publisher:
            submission = await publisher.file({"window": {...}, "application": {...}})
            print(submission.receipt())
            await publisher.act(number, AcceptCase(by=officer))

    To print receipts while the network is down make the submissions at ``publisher.desk`` and ``publish`` them later.
    A submission counts once, however often it is published. Every call raises ClientError.
    """

    def __init__(
        self,
        endpoint: str,
        kafka: Kafka,
        reference: Reference | None = None,
        draw: Draw = secrets.randbits,
        clock: Callable[[], datetime] = now_in_china,
    ) -> None:
        """``reference`` lets the hub's own rules look items and regions up before anything is sent."""
        self.endpoint = endpoint
        self.desk = Desk(endpoint, reference, draw)
        self.patience = PATIENCE
        """Seconds after which ``publish`` gives up (CannotReach)."""
        self._broker = broker_of(kafka)
        self._clock = clock
        self._producer: Producer | None = None

    async def __aenter__(self) -> Self:
        """Connect lazily: with the network down one can still make submissions."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()

    async def file(self, data: Data, number: str = "") -> Submission:
        """Check and publish an application, or a bundle where there are ``children``; returns when it is stored."""
        submission = self.desk.file(data, self._clock(), number)
        await self.publish([submission])
        return submission

    async def act(self, number: str, act: Command) -> Submission:
        """Check and publish an act on a case; returns when it is stored, the hub's answer comes on its own."""
        submission = self.desk.act(number, act, self._clock())
        await self.publish([submission])
        return submission

    async def publish(self, submissions: Sequence[Submission], told: Callable[[int], None] = lambda _: None) -> None:
        """Publish in order; return when all replicas have everything. ``told`` hears how many are stored so far."""
        for start in range(0, len(submissions), PER_REQUEST):
            part = submissions[start : start + PER_REQUEST]
            await self._send(part)
            told(start + len(part))

    async def close(self) -> None:
        """Close the connection."""
        if self._producer is not None:
            await self._producer.close()
            self._producer = None

    async def _send(self, submissions: Sequence[Submission]) -> None:
        """Send, and on failure the same bytes again: an id that arrives twice counts once."""
        until = asyncio.get_running_loop().time() + self.patience
        failures = 0
        while True:
            try:
                await self._send_once(submissions)
            except BrokerError as error:
                trouble = translated(error, INBOX + self.endpoint)
                await self.close()
                if not _worth_trying(trouble) or asyncio.get_running_loop().time() > until:
                    raise trouble from error
            else:
                return
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1

    async def _send_once(self, submissions: Sequence[Submission]) -> None:
        if self._producer is None:
            producer = self._broker.producer()
            try:
                await producer.start()
            except BrokerError:
                with suppress(BrokerError):
                    await producer.close()
                raise
            self._producer = producer
        await self._producer.send([submission.message() for submission in submissions])


def _worth_trying(trouble: ClientError) -> bool:
    return isinstance(trouble, CannotReach)
