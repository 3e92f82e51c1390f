"""Following one case or bundle live, from where it was filed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Final

from hub.client.connection import Kafka
from hub.client.errors import Rejected
from hub.client.history import first_since, from_now, past, reader_of
from hub.client.notices import QueuedNotice
from hub.domain.identifiers import check_bundle_number, check_case_number, is_bundle_number, origin_region
from hub.lanes.values import Partition
from schemas import notices
from schemas.commands import FileApplication, FileBundle
from schemas.times import CHINA, to_milliseconds
from schemas.topics import RESULTS

FILINGS: Final = frozenset({FileApplication.ce_type, FileBundle.ce_type})
SKEW: Final = timedelta(hours=1)
"""How far the clock of a window may be ahead of the hub's."""


async def follow(number: str, kafka: Kafka, endpoint: str = "") -> AsyncIterator[QueuedNotice]:
    """Give what the hub has told the origin about a case or a bundle and its cases, then what it tells, to the end.

        async for notice in follow("520181261123…", address):
            print(notice.body)

    ``endpoint``: where it was filed, if not the region in the number. Raises ClientError.
    """
    place = check_number_of(number, endpoint)
    watched = Watched(number)
    async with reader_of(kafka, place.topic) as reader:
        offset = await first_since(reader, place, filed_since(number))
        async with aclosing(from_now(reader, place, offset)) as queue:  # type: ignore[type-var]  # a generator
            async for notice in queue:
                if watched.concerns(notice):
                    yield notice
                    if watched.is_over(notice):
                        return


async def told_so_far(number: str, kafka: Kafka, endpoint: str = "") -> list[QueuedNotice]:
    """Give what the hub has told the origin about a case or a bundle and its cases until now. Raises ClientError."""
    place = check_number_of(number, endpoint)
    watched = Watched(number)
    async with reader_of(kafka, place.topic) as reader:
        offset = await first_since(reader, place, filed_since(number))
        return [notice async for notice in past(reader, place, offset) if watched.concerns(notice)]


def check_number_of(number: str, endpoint: str) -> Partition:
    """Give the queue where a number's origin hears of it. Raises Rejected."""
    fault = check_bundle_number(number) if is_bundle_number(number) else check_case_number(number)
    if fault is not None:
        raise Rejected(fault.code)
    return Partition(RESULTS + (endpoint or origin_region(number)), 0)


def filed_since(number: str) -> int:
    """Give a moment (ms since 1970) before which the number did not exist: its date."""
    day = datetime.strptime(number[6:12], "%y%m%d").replace(tzinfo=CHINA)
    return to_milliseconds(day - SKEW)


class Watched:
    """Which notices are about a number: its own, and for a bundle those of its cases."""

    def __init__(self, number: str) -> None:
        self._number = number
        self._numbers = {number}

    def concerns(self, notice: QueuedNotice) -> bool:
        """Whether it is about the number; a bundle's receipt tells its cases."""
        if notice.number not in self._numbers:
            return False
        if isinstance(notice.body, notices.BundleReceived):
            self._numbers.update(notice.body.cases)
        return True

    def is_over(self, notice: QueuedNotice) -> bool:
        """Whether nothing more will come."""
        if notice.number != self._number:
            return False
        body = notice.body
        if isinstance(body, notices.CommandAnswered):
            return body.outcome == "refused" and body.command_type in FILINGS
        return isinstance(body, (notices.ResultClosed, notices.ResultNotAccepted, notices.BundleEnded))
