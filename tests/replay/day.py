"""A recorded day: what a province files on it, handled by officers over the days that follow, on the twin.

The reference data are on their topic, and change while the day goes on; so facts are decided under several offsets.
"""

from __future__ import annotations

import pickle
import random
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any, Final

import orjson

from hub.client.sample import sample
from hub.domain.reference import Reference
from hub.lanes.twin.broker import calm
from hub.lanes.twin.reader import Reader
from hub.lanes.twin.server import Server
from hub.lanes.twin.time import run
from hub.lanes.values import Message, Partition, Record
from hub.personal.sealing import PersonalSealing
from hub.reference.feed import TABLE
from hub.reference.load import shipped_rows
from schemas.reference import Item, Limit, Row, key_of
from schemas.times import CHINA, to_milliseconds
from schemas.topics import COMMANDS, DEAD_LETTERS, FACTS, KEYS, REFERENCE, STATES
from schemas.values import encode
from tests.domain.signing import key_rows
from tests.year.filings import GUIZHOU
from tests.year.offices import Offices
from tests.year.people import People
from tests.year.stage import PARTITIONS, STEP_MS, Stage

DAY: Final = date(2026, 3, 2)
SUBJECT_KEY: Final = b"of the recorded day, for tests only"
FOOD: Final = "520101019000"
COPIED: Final = (COMMANDS, FACTS, STATES, KEYS, DEAD_LETTERS)


class Day:
    """The log of a day and of those after it."""

    def __init__(
        self, cases: int, seed: int, days: int, closed: str = "", sealing: PersonalSealing | None = None
    ) -> None:
        """``days``: how many are played, the first is the one on which people file. ``closed``: an item not offered."""
        self.cases, self.seed, self.days, self.sealing = cases, seed, days, sealing
        self.rows = [row.model_copy(update={"valid_from": min(row.valid_from, DAY)}) for row in shipped_rows()]
        self.offers = Reference.from_rows(self.rows)
        self.rows = [
            row.model_copy(update={"offered_in": ()}) if isinstance(row, Item) and row.code == closed else row
            for row in self.rows
        ]
        self.rows += key_rows(self.offers, DAY)
        self.offset = len(self.rows) - 1
        self.reference = Reference.from_rows(self.rows, self.offset, SUBJECT_KEY)

    async def play(self) -> Server:
        """File, handle, let the clock say the time."""
        begin = datetime.combine(DAY, clock_time(), CHINA)
        stage = Stage(begin, self.reference.endpoints(DAY), lambda: self.reference, self.sealing)
        await stage.open()
        self._publish(stage.server, self.rows)
        offices = Offices(self.reference.calendar_for(GUIZHOU, DAY), random.Random(self.seed))
        people = People(stage, offices, random.Random(self.seed))
        coming = [(to_milliseconds(one.at), one) for one in sample(self.cases, self.seed, self.offers, DAY)]
        now = to_milliseconds(begin)
        for step in range(self.days * 96):
            now += STEP_MS
            while coming and coming[0][0] < now:
                at, one = coming.pop(0)
                stage.post(one.endpoint, at, (one.ce_type, one.number, orjson.dumps(one.data)))
                if at % 10 == 0:
                    # a sender that lost the answer: the same message once more
                    stage._waiting[Partition(f"inbox.{one.endpoint}", 0)].append(
                        (at + 1, stage._waiting[Partition(f"inbox.{one.endpoint}", 0)][-1][1])
                    )
            people.act(now)
            await stage.step()
            people.listen()
            if step in {50, 60}:
                self._change(stage.server, step)
        await stage.close()
        # a row that came after everything: a replay must not see it
        self._publish(stage.server, [self._promise(1)])
        return stage.server

    def _change(self, server: Server, amount: int) -> None:
        """Let the province promise another limit for an item, from this moment on."""
        row = self._promise(amount)
        self._publish(server, [row])
        self.offset += 1
        self.reference = self.reference.with_rows([row], self.offset)

    def _promise(self, days: int) -> Item:
        item = self.reference.item(FOOD, DAY)
        assert item is not None
        return item.model_copy(update={"promised": Limit(amount=days), "revision": item.revision + 1})

    def _publish(self, server: Server, rows: list[Row]) -> None:
        messages = [Message(REFERENCE, 0, key_of(row).encode(), encode(row)) for row in rows]
        server.append(TABLE, messages)


def recorded(cases: int, seed: int, days: int, closed: str = "", sealing: PersonalSealing | None = None) -> Server:
    """Play in virtual time."""
    return run(Day(cases, seed, days, closed, sealing).play(), random.Random(seed))


def item_of(code: str) -> Item:
    """An item as shipped, valid on the day."""
    (row,) = [row for row in shipped_rows() if isinstance(row, Item) and row.code == code]
    return row.model_copy(update={"valid_from": min(row.valid_from, DAY)})


def keep(server: Server, path: Path) -> None:
    """Write the topics that a replay reads into a file."""
    kept: dict[str, Any] = {}
    for topic in (*COPIED, REFERENCE):
        logs = server.topics[topic].logs
        kept[topic] = [(log.start, [record and tuple(record) for record in log._records]) for log in logs]
    path.write_bytes(pickle.dumps(kept))


def found_again(path: Path) -> Reader:
    """Read the file, in whatever process."""
    server = Server()
    for topic, logs in pickle.loads(path.read_bytes()).items():  # noqa: S301 - our own file of a moment ago
        server.create_topic(topic, len(logs))
        for log, (start, records) in zip(server.topics[topic].logs, logs, strict=True):
            log.start = start
            log._records[:] = [record and Record(*record) for record in records]
    return calm(server).reader()


def later(days: int) -> datetime:
    """A midnight after the day."""
    return datetime.combine(DAY + timedelta(days=days), clock_time(), CHINA)


__all__ = ["DAY", "FOOD", "PARTITIONS", "SUBJECT_KEY", "found_again", "item_of", "keep", "later", "recorded"]
