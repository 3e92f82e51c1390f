"""Everybody who works with the hub, at windows and in back-offices.

All they know came out of ``work.R`` and ``results.R``; all they do goes through their own inboxes.
"""

from __future__ import annotations

import heapq
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from schemas import commands
from schemas.application import Material
from schemas.notices import (
    BundleAwaiting,
    ResultCorrectionNeeded,
    ResultCredit,
    ResultDecided,
    ResultDeferral,
    WorkCredit,
    WorkDeferral,
    WorkExplained,
    WorkOffered,
    WorkUpdated,
)
from schemas.parties import Officer
from schemas.times import from_milliseconds, to_milliseconds
from schemas.values import encode
from tests.year import promises
from tests.year.plans import GRANTED, Offer, concluded, planned

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from hub.lanes.values import Record
    from tests.year.offices import Offices
    from tests.year.projects import Projects
    from tests.year.stage import Stage

_DAY_MS: Final = 86_400_000
EXPLAINED: Final = 0.2
"""Of the red lamps."""
STOPPED: Final = 0.0015
"""Of the cases: their acceptance lies in an inbox that an operator resumes after the law's silence."""
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

    def __init__(self, stage: Stage, offices: Offices, chance: Random, projects: Projects | None = None) -> None:
        self._stage = stage
        self._offices = offices
        self._chance = chance
        self._projects = projects
        self._acts: list[Act] = []
        self._ordinal = 0
        self._late: list[Act] = []
        self._received: dict[str, int] = {}
        """When what lies in a stopped inbox was received (ms), by case."""

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
        for act in [act for act in self._late if act.at < until]:
            self._late.remove(act)
            received = self._received.pop(act.case)
            self._stage.post(act.endpoint, received, (act.body.ce_type, act.case, encode(act.body)))

    def plan(self, at: int, endpoint: str, case: str, body: commands.Command) -> None:
        """Note an act."""
        self._ordinal += 1
        heapq.heappush(self._acts, Act(at, self._ordinal, endpoint, case, body))

    def offered(self, endpoint: str, case: str, record: Record) -> None:
        """Draw what becomes of the case."""
        body = orjson.loads(record.value or b"{}")
        on = from_milliseconds(record.timestamp).date()
        form = body["application"].get("form", {})
        acting = body.get("acting") or body["competent"]
        offer = Offer(case, acting["unit"], body["item"], form, on, self._chance)
        origin, window = body["origin"]["endpoint"], body["origin"]["window"]["unit"]
        at = record.timestamp
        lacking = promises.missing(body["item"], body["application"])
        if lacking and body.get("stage") is None:
            at = self._offices.after(at, 0.05)
            self.plan(at, origin, case, promises.promise(window, body, lacking, on))
        if body.get("stage") is None and self._chance.random() < STOPPED:
            self._accepts_in_vain(endpoint, offer, at)
            return
        steps = concluded(offer, 0.5) if body.get("stage") == "accepted" else planned(offer)
        for side, days, command in steps:
            at = self._offices.after(at, days)
            self.plan(at, endpoint if side == "office" else origin, case, command)

    def _accepts_in_vain(self, endpoint: str, offer: Offer, at: int) -> None:
        """Claim and accept in time, but the acceptance lies in a stopped inbox until silence has spoken."""
        by = offer.staff(1)
        claimed = self._offices.after(at, 0.2)
        self.plan(claimed, endpoint, offer.case, commands.ClaimCase(by=by, minutes=1440))
        resumed = self._offices.after(at, 12.0)
        self._late.append(Act(resumed, 0, endpoint, offer.case, commands.AcceptCase(by=by)))
        self._received[offer.case] = claimed + 600_000

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

    def updated(self, endpoint: str, case: str, record: Record) -> None:
        """A lamp turned red: some units say why."""
        body = orjson.loads(record.value or b"{}")
        if body["change"] == "lamp_red" and self._chance.random() < EXPLAINED:
            by = Officer(unit=body["unit"], staff="N01")
            explained = commands.ExplainLamp(by=by, lamp=1, reason="系统迁移期间无法登录(样例)")
            self.plan(self._offices.after(record.timestamp, 1.0), endpoint, case, explained)

    def explained(self, endpoint: str, case: str, record: Record) -> None:
        """The supervising unit judges an explanation."""
        body = orjson.loads(record.value or b"{}")
        by, granted = Officer(unit=body["unit"], staff="S01"), self._chance.random() < GRANTED
        judged = commands.JudgeExplanation(by=by, lamp=body["number"], granted=granted, reason="样例理由")
        self.plan(self._offices.after(record.timestamp, 2.0), endpoint, case, judged)

    def deferral_told(self, endpoint: str, case: str, record: Record) -> None:
        """The window hears that a commitment runs: most applicants keep it."""
        body = orjson.loads(record.value or b"{}")
        if body["change"] != "started" or not body["outstanding"]:
            return
        due = to_milliseconds(datetime.fromisoformat(body["due"]))
        if self._chance.random() < promises.KEPT:
            at = record.timestamp + int((due - record.timestamp) * 0.8 * self._chance.random())
        elif self._chance.random() < promises.LATE:
            at = due + 5 * _DAY_MS
        else:
            return
        self.plan(at, endpoint, case, promises.supply(body["competent"]["unit"], body["outstanding"]))

    def deferral_broken(self, endpoint: str, case: str, record: Record) -> None:
        """The unit hears that a promise was broken: what was approved on it may be taken back."""
        body = orjson.loads(record.value or b"{}")
        if body["change"] == "broken" and "statement_by" in body:
            after = to_milliseconds(datetime.fromisoformat(body["statement_by"])) + _DAY_MS
            self.plan(after, endpoint, case, promises.withdraw(body["competent"]["unit"]))

    def project_awaits(self, endpoint: str, bundle: str, record: Record) -> None:
        """All cases of a stage have ended well: the investor files the next one, or gives up."""
        at = self._offices.after(record.timestamp, 4.0)
        items = orjson.loads(record.value or b"{}")["items"]
        following = self._projects.grown(bundle, items, from_milliseconds(at)) if self._projects else None
        if following is not None:
            self.plan(at, endpoint, bundle, following)

    def credit_worked(self, endpoint: str, subject: str, record: Record) -> None:
        """The unit hears of a breach: notice, and after the limit to speak a decision; then of a wish for repair."""
        body = orjson.loads(record.value or b"{}")
        case, unit = body["case"], body["competent"]["unit"]
        at, on = record.timestamp, from_milliseconds(record.timestamp).date()
        if body["change"] == "breach_recorded" and self._chance.random() < promises.NOTIFIED:
            self.plan(self._offices.after(at, 1.0), endpoint, subject, promises.notify(unit, case))
        elif body["change"] == "notified":
            decided = self._offices.after(at, 20.0)
            day = from_milliseconds(decided).date()
            self.plan(decided, endpoint, subject, promises.listing(unit, case, day, self._chance))
        elif body["change"] == "repair_requested":
            self.plan(self._offices.after(at, 3.0), endpoint, subject, promises.repair(unit, case, on, self._chance))

    def credit_told(self, endpoint: str, subject: str, record: Record) -> None:
        """The window tells the applicant, who may speak, and may ask for repair."""
        body = orjson.loads(record.value or b"{}")
        case, unit = body["case"], body["competent"]["unit"]
        if body["change"] == "notified" and self._chance.random() < promises.DEFENDED:
            at = self._offices.after(record.timestamp, 1.0)
            self.plan(at, endpoint, subject, promises.defence(unit, case))
        elif body["change"] == "listed" and self._chance.random() < promises.REPAIRED:
            at = self._offices.after(record.timestamp, 15.0)
            self.plan(at, endpoint, subject, promises.ask_repair(unit, case))


_HEARD: Final[dict[str, Callable[[People, str, str, Record], None]]] = {
    BundleAwaiting.ce_type: People.project_awaits,
    WorkOffered.ce_type: People.offered,
    ResultCorrectionNeeded.ce_type: People.correction_needed,
    ResultDecided.ce_type: People.decided,
    ResultDeferral.ce_type: People.deferral_told,
    WorkDeferral.ce_type: People.deferral_broken,
    WorkExplained.ce_type: People.explained,
    WorkUpdated.ce_type: People.updated,
    WorkCredit.ce_type: People.credit_worked,
    ResultCredit.ce_type: People.credit_told,
}
