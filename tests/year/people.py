"""Everybody who works with the hub, at windows and in back-offices.

All they know came out of ``work.R`` and ``results.R``; all they do goes through their own inboxes.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from schemas import commands
from schemas.application import Material
from schemas.notices import ResultCorrectionNeeded, ResultDecided, WorkOffered
from schemas.parties import Officer
from schemas.times import from_milliseconds
from schemas.values import encode
from tests.year.plans import Offer, planned

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from hub.lanes.values import Record
    from tests.year.offices import Offices
    from tests.year.stage import Stage

NEVER_SUPPLIED: Final = 0.1
"""Of the applicants who are asked for a correction."""


class Act(NamedTuple):
    """One command that will be sent: when (ms), from which endpoint, about which case."""

    at: int
    ordinal: int
    endpoint: str
    case: str
    body: commands.Command


class People:
    """Reads queues, plans, and acts when the time has come."""

    def __init__(self, stage: Stage, offices: Offices, chance: Random) -> None:
        self._stage = stage
        self._offices = offices
        self._chance = chance
        self._acts: list[Act] = []
        self._ordinal = 0

    def listen(self) -> None:
        """Read what is new in all queues, and plan."""
        for endpoint, record in self._stage.heard():
            headers = dict(record.headers)
            hear = _HEARD.get(headers["ce_type"].decode())
            if hear is not None:
                hear(self, endpoint, headers["ce_subject"].decode(), record)

    def act(self, until: int) -> None:
        """Send what is to be done before a moment (ms)."""
        while self._acts and self._acts[0].at < until:
            act = heapq.heappop(self._acts)
            self._stage.post(act.endpoint, act.at, (act.body.ce_type, act.case, encode(act.body)))

    def plan(self, at: int, endpoint: str, case: str, body: commands.Command) -> None:
        """Note an act."""
        self._ordinal += 1
        heapq.heappush(self._acts, Act(at, self._ordinal, endpoint, case, body))

    def offered(self, endpoint: str, case: str, record: Record) -> None:
        """Draw what becomes of the case."""
        body = orjson.loads(record.value or b"{}")
        on = from_milliseconds(record.timestamp).date()
        form = body["application"].get("form", {})
        offer = Offer(case, (body.get("acting") or body["competent"])["unit"], body["item"], form, on, self._chance)
        sides = {"office": endpoint, "window": body["origin"]["endpoint"]}
        at = record.timestamp
        for side, days, command in planned(offer):
            at = self._offices.after(at, days)
            self.plan(at, sides[side], case, command)

    def correction_needed(self, endpoint: str, case: str, record: Record) -> None:
        """Most applicants come back with what was missing."""
        if self._chance.random() < NEVER_SUPPLIED:
            return
        points = orjson.loads(record.value or b"{}")["points"]
        materials = tuple(Material(code=point["code"], title="补正材料(样例)", medium="paper") for point in points)
        at = self._offices.after(record.timestamp, 1.5)
        self.plan(at, endpoint, case, commands.SupplyCorrection(materials=materials))

    def decided(self, endpoint: str, case: str, record: Record) -> None:
        """The applicant comes for the decision."""
        unit = orjson.loads(record.value or b"{}")["competent"]["unit"]
        way: Any = self._chance.choice(("window", "post", "electronic"))
        at = self._offices.after(record.timestamp, self._chance.choice((0.3, 1.0, 3.0)))
        self.plan(at, endpoint, case, commands.DeliverCase(by=Officer(unit=unit, staff="N09"), way=way))


_HEARD: Final[dict[str, Callable[[People, str, str, Record], None]]] = {
    WorkOffered.ce_type: People.offered,
    ResultCorrectionNeeded.ce_type: People.correction_needed,
    ResultDecided.ce_type: People.decided,
}
