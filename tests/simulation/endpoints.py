"""The three parties outside the hub: windows that file, officers who follow ``work.R``, and those who send rubbish.

They write straight into their inboxes and keep a copy of everything, which is what the judge goes by.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import orjson

from hub.lanes.values import Message, Partition
from schemas import commands
from schemas.envelope import Envelope
from schemas.notices import BundleAwaiting, BundleReceived, ResultCorrectionNeeded, WorkDeferral, WorkOffered
from schemas.parties import Officer
from schemas.topics import INBOX, RESULTS, WORK
from schemas.values import encode
from tests.simulation import credit_parties, filings, reliance_parties
from tests.simulation.country import APPROVED_FIRST, ENDPOINTS, REVIEWED, unit_of

if TYPE_CHECKING:
    from hub.lanes.twin.server import Server
    from hub.lanes.values import Record

POISON: Final = "毒"
"""In a command's text: our defective release raises at it."""
KILLER: Final = "杀"
"""In a command's text: our defective release dies of it."""

FOUND_LATE: Final = 0.06
"""Of the cases: the acceptance lies in an inbox that is stopped for a day."""
PROPER: Final = 0.6
"""Of what a lower organ reviews first: each organ does its own part. Else it is treated as any other case is."""
HOUR_MS: Final = 3_600_000
SILENT_S: Final = 12.0
"""Loop time: a day of the wall, which is more than the law gives for acceptance."""

Step = tuple[float, str, commands.Command]
"""Seconds to wait, who sends (``origin`` or ``competent``), what."""
Script = Callable[[Officer, Officer, random.Random], list[tuple[str, commands.Command]]]
"""Two officers, and chance, to what is sent by whom."""


class Sent(NamedTuple):
    """One record as it was put into an inbox."""

    partition: Partition
    offset: int
    received: int
    """Append time, milliseconds since 1970."""
    id: str
    """endpoint|source|ce_id; empty where the envelope can't be read."""
    subject: str
    type: str
    body: bytes


class Post:
    """Puts records into inboxes and remembers them."""

    def __init__(self, server: Server, chance: random.Random) -> None:
        self.sent: list[Sent] = []
        self.held: set[str] = set()
        """Ids of what lay in an inbox that was stopped: received in time, and handled when it was resumed."""
        self._server = server
        self._chance = chance
        self._ids = 0

    def send(self, endpoint: str, subject: str, command: commands.Command) -> Envelope:
        """Send a command once; sometimes the sender's own retry makes it twice, or reuses the id for another body."""
        self._ids += 1
        envelope = Envelope(f"c{self._ids}", f"/{endpoint}/window", command.ce_type, subject, encode(command))
        self.put(endpoint, envelope)
        drawn = self._chance.random()
        if drawn < 0.06:
            self.put(endpoint, envelope)
        elif drawn < 0.09:
            self.put(endpoint, envelope._replace(data=envelope.data.replace("样例".encode(), "例样".encode()) + b" "))
        return envelope

    def put(self, endpoint: str, envelope: Envelope) -> None:
        """Put a readable record into an inbox."""
        id_ = f"{endpoint}|{envelope.source}|{envelope.id}"
        message = Message(INBOX + endpoint, 0, envelope.subject.encode(), envelope.data, envelope.headers())
        self._append(message, (id_, envelope.subject, envelope.type))

    def put_late(self, endpoint: str, subject: str, command: commands.Command, received: int) -> None:
        """Let a command of the past (ms) be passed on only now, as out of an inbox that was stopped and is resumed."""
        self._ids += 1
        envelope = Envelope(f"c{self._ids}", f"/{endpoint}/window", command.ce_type, subject, encode(command))
        id_ = f"{endpoint}|{envelope.source}|{envelope.id}"
        self.held.add(id_)
        message = Message(INBOX + endpoint, 0, subject.encode(), envelope.data, envelope.headers())
        self._append(message, (id_, subject, envelope.type), received)

    def rubbish(self, endpoint: str) -> None:
        """Put something into an inbox whose envelope nobody can read."""
        good = Envelope("x", "/x", commands.ClaimCase.ce_type, "x", b"{}").headers()
        headers = self._chance.choice(
            (
                (),
                good[:-1],
                (*good, ("ce_id", b"twice")),
                ((good[0][0], b"application/cloudevents+json"),),
                tuple((name, b"\xff" if name == "ce_source" else value) for name, value in good),
            )
        )
        self._append(Message(INBOX + endpoint, 0, None, b"{", headers), ("", "", ""))

    def _append(self, message: Message, what: tuple[str, str, str], received: int | None = None) -> None:
        partition = Partition(message.topic, message.partition)
        at = self._server.wall() if received is None else received
        offset = self._server.append(partition, [message], at) - 1
        self.sent.append(Sent(partition, offset, at, *what, message.value or b""))


class Life:
    """What becomes of the cases: scripts drawn when a case is offered to its competent unit."""

    def __init__(self, server: Server, post: Post, chance: random.Random) -> None:
        self._server = server
        self._post = post
        self._chance = chance
        self._seen: set[tuple[str, str]] = set()
        self._tasks: dict[asyncio.Task[None], None] = {}

    async def follow(self) -> None:
        """Read every endpoint's queues as its back-office and its windows do, and act on what comes."""
        offsets = {Partition(kind + endpoint, 0): 0 for kind in (WORK, RESULTS) for endpoint in ENDPOINTS}
        while True:
            await self._server.progress(offsets, 10.0, bool)
            for partition, offset in list(offsets.items()):
                records, offsets[partition] = self._server.log(partition).read(offset, 1000)
                for record in records:
                    self._hear(partition.topic.partition(".")[2], record)

    async def ended(self) -> None:
        """Wait until nobody has anything left to send."""
        while self._tasks:
            await asyncio.wait(self._tasks)
            # Answers to the last commands may start something new.
            await asyncio.sleep(2.0)

    def stop(self) -> None:
        """Send nothing any more."""
        for task in self._tasks:
            task.cancel()

    def _hear(self, endpoint: str, record: Record) -> None:
        headers = dict(record.headers)
        kind, subject = headers["ce_type"].decode(), headers["ce_subject"].decode()
        self._hear_of_credit(kind, subject, endpoint, record)
        if (kind, subject + endpoint) in self._seen:
            return
        self._seen.add((kind, subject + endpoint))
        if kind == WorkOffered.ce_type:
            offered = orjson.loads(record.value or b"{}")
            origin = offered["origin"]["endpoint"]
            if self._chance.random() < FOUND_LATE:
                self._start(self._found_late(subject, endpoint))
            else:
                script = self._script(endpoint, offered)
                self._start(self._play(subject, {"origin": origin, "competent": endpoint}, script))
        elif kind == ResultCorrectionNeeded.ce_type and self._chance.random() < 0.9:
            supply = commands.SupplyCorrection(form={"补正": f"样例{self._chance.randrange(100)}"})
            sides = {"origin": endpoint, "competent": self._chance.choice(ENDPOINTS)}
            self._start(self._play(subject, sides, [(self._soon(), "origin", supply)]))

        elif kind in _AT_BUNDLES:
            for command in _AT_BUNDLES[kind](orjson.loads(record.value or b"{}"), endpoint, self._now(), self._chance):
                self._start(self._play(subject, {"origin": endpoint}, [(self._soon(), "origin", command)]))

    def _hear_of_credit(self, kind: str, subject: str, endpoint: str, record: Record) -> None:
        id_ = dict(record.headers)["ce_id"].decode()
        if ("credit", id_ + endpoint) in self._seen:
            return
        self._seen.add(("credit", id_ + endpoint))
        body = orjson.loads(record.value or b"{}")
        if kind == WorkDeferral.ce_type and body["change"] == "granted" and self._chance.random() < 0.7:
            self._start(self._play(subject, {"here": endpoint}, self._go_on(endpoint)))
        for command in credit_parties.answer(kind, body, endpoint, self._now(), self._chance):
            is_new = isinstance(command, commands.FileApplication)
            number = filings.case_number(self._chance, endpoint, self._now()) if is_new else subject
            self._start(self._play(number, {"here": endpoint}, [(self._soon(), "here", command)]))

        for place, act in enumerate(reliance_parties.acts(kind, id_, body, endpoint)):
            drawn = random.Random(f"{id_}/{place}")
            number = act.subject or (
                subject if act.subject is None else filings.case_number(drawn, act.endpoint, self._now())
            )
            pause = drawn.choice((0.0, 0.2, 1.0, 4.0)) * drawn.random()
            self._start(self._play(number, {"here": act.endpoint}, [(pause * (place + 1), "here", act.command)]))

    def _now(self) -> int:
        return self._server.wall()

    def _start(self, playing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(playing)
        self._tasks[task] = None
        task.add_done_callback(lambda done: self._tasks.pop(done, None))

    async def _play(self, subject: str, sides: dict[str, str], script: Sequence[Step]) -> None:
        for pause, side, command in script:
            await asyncio.sleep(pause)
            self._post.send(sides[side], subject, command)

    def _go_on(self, endpoint: str) -> list[Step]:
        """Go on with a case whose deferral was granted; what is accepted first is not approved before it is there."""
        by = Officer(unit=unit_of(endpoint), staff="A01")
        approve = commands.DecideCase(by=by, outcome="approved")
        steps = (commands.ClaimCase(by=by, minutes=1440), commands.AcceptCase(by=by), approve, approve)
        return [(self._soon() / 4, "here", command) for command in steps]

    async def _found_late(self, subject: str, endpoint: str) -> None:
        """Claim at once and accept within the hour; that lies in a stopped inbox until silence has spoken."""
        by = Officer(unit=unit_of(endpoint), staff="A01")
        self._post.send(endpoint, subject, commands.ClaimCase(by=by, minutes=240))
        received = self._now() + HOUR_MS
        await asyncio.sleep(SILENT_S)
        accept = commands.AcceptCase(by=by)
        turned_away = commands.NotAcceptCase(by=by, reason="样例理由", remedy="样例救济")
        body = accept if self._chance.random() < 0.6 else turned_away
        self._post.put_late(endpoint, subject, body, received)

    def _soon(self) -> float:
        return self._chance.choice((0.0, 0.01, 0.2, 1.0, 3.0, 8.0)) * self._chance.random()

    def _script(self, endpoint: str, offered: dict[str, Any]) -> list[Step]:
        unit, item = unit_of(endpoint), offered["item"]["code"]
        first, second = Officer(unit=unit, staff="A01"), Officer(unit=unit, staff="B02")
        scripts = _SCRIPTS
        if item == REVIEWED and self._chance.random() < PROPER:
            scripts = ((1.0, _decided_above if "lower_opinion" in offered else _reviewed),)
        drawn = self._chance.random()
        if item == APPROVED_FIRST:
            drawn *= 0.5  # most of what may be approved on a promise is
        for share, script in scripts:
            if drawn < share:
                return [(self._soon(), side, command) for side, command in script(first, second, self._chance)]
            drawn -= share
        return []


def _approved(first: Officer, second: Officer, chance: random.Random) -> list[tuple[str, commands.Command]]:
    decided = commands.DecideCase(by=second, outcome="approved")
    return [
        ("competent", commands.ClaimCase(by=first, minutes=chance.choice((30, 240, 1440)))),
        ("competent", commands.AcceptCase(by=first)),
        ("competent", commands.ReleaseCase(by=first)),
        ("competent", commands.ClaimCase(by=second, minutes=chance.choice((240, 1440)))),
        ("competent", decided),
        ("origin", commands.DeliverCase(by=first, way="window")),
    ]


def _reviewed(first: Officer, second: Officer, chance: random.Random) -> list[tuple[str, commands.Command]]:
    recommends: Literal["approved", "denied"] = chance.choice(("approved", "denied"))
    review = ("competent", commands.SubmitReview(by=first, opinion="样例意见", recommends=recommends))
    return [*_approved(first, second, chance)[:2], *(review,) * chance.choice((1, 1, 2))]


def _decided_above(first: Officer, _: Officer, chance: random.Random) -> list[tuple[str, commands.Command]]:
    approved = commands.DecideCase(by=first, outcome="approved")
    decided = (
        approved if chance.random() < 0.6 else commands.DecideCase(by=first, outcome="denied", **credit_parties.DENIAL)
    )
    return [
        ("competent", commands.ClaimCase(by=first, minutes=1440)),
        ("competent", decided),
        ("origin", commands.DeliverCase(by=first, way="window")),
    ]


def _denied(first: Officer, second: Officer, _: random.Random) -> list[tuple[str, commands.Command]]:
    return [
        ("competent", commands.ClaimCase(by=first, minutes=1440)),
        ("competent", commands.AcceptCase(by=first)),
        ("competent", commands.ExtendCase(by=first, approved_by=second, days=1, reason="样例理由")),
        ("competent", commands.DecideCase(by=first, outcome="denied", **credit_parties.DENIAL)),
        ("competent", commands.DecideCase(by=second, outcome="denied", **credit_parties.DENIAL)),
    ]


def _corrected(first: Officer, second: Officer, chance: random.Random) -> list[tuple[str, commands.Command]]:
    points = (commands.CorrectionPoint(code="M01", text="样例缺件"),)
    return [
        ("competent", commands.ClaimCase(by=first, minutes=600)),
        ("competent", commands.AskCorrection(by=first, points=points)),
        ("competent", commands.ClaimCase(by=second, minutes=600)),
        *_approved(first, second, chance)[1:],
    ]


def _turned_away(first: Officer, _: Officer, __: random.Random) -> list[tuple[str, commands.Command]]:
    return [
        ("competent", commands.ClaimCase(by=first)),
        ("competent", commands.NotAcceptCase(by=first, reason="样例理由", remedy="样例救济")),
        ("origin", commands.WithdrawCase(by=first, reason="样例理由")),
    ]


def _transferred(first: Officer, _: Officer, chance: random.Random) -> list[tuple[str, commands.Command]]:
    region = chance.choice(ENDPOINTS)
    return [
        ("competent", commands.ClaimCase(by=first, minutes=1440)),
        ("competent", commands.TransferCase(by=first, region=region, reason="样例理由")),
    ]


def _withdrawn(first: Officer, _: Officer, __: random.Random) -> list[tuple[str, commands.Command]]:
    return [
        ("competent", commands.ClaimCase(by=first)),
        ("origin", commands.WithdrawCase(by=first, reason="样例理由")),
        ("competent", commands.AcceptCase(by=first)),
    ]


def _careless(first: Officer, second: Officer, chance: random.Random) -> list[tuple[str, commands.Command]]:
    steps = _approved(first, second, chance)
    chance.shuffle(steps)
    return steps


def _poisoned(first: Officer, second: Officer, chance: random.Random) -> list[tuple[str, commands.Command]]:
    steps = _approved(first, second, chance)
    steps.insert(chance.randrange(len(steps)), ("origin", commands.WithdrawCase(by=first, reason=POISON)))
    return steps


def _deadly(first: Officer, second: Officer, chance: random.Random) -> list[tuple[str, commands.Command]]:
    steps = _approved(first, second, chance)
    steps.insert(chance.randrange(len(steps)), ("origin", commands.WithdrawCase(by=first, reason=KILLER)))
    return steps


def _window_changes_its_mind(
    receipt: dict[str, Any], endpoint: str, _: int, chance: random.Random
) -> list[commands.Command]:
    by, drawn = Officer(unit=unit_of(endpoint), staff="W001"), chance.random()
    if drawn < 0.1:
        case = chance.choice(receipt["cases"])
        return [commands.WithdrawChild(case=case, by=by, reason="样例理由")]
    return [commands.EndBundle(by=by, reason="样例理由")] if drawn < 0.15 else []


def _next_stage(awaiting: dict[str, Any], endpoint: str, now: int, chance: random.Random) -> list[commands.Command]:
    if chance.random() < 0.3:
        return []
    children = tuple(filings.child_of(chance, endpoint, now, item) for item in awaiting["items"])
    return [commands.AddChildren(children=children)]


_AT_BUNDLES: Final[dict[str, Callable[[dict[str, Any], str, int, random.Random], list[commands.Command]]]] = {
    BundleReceived.ce_type: _window_changes_its_mind,
    BundleAwaiting.ce_type: _next_stage,
}
"""What a window does about the bundles it filed."""

_SCRIPTS: Final[Sequence[tuple[float, Script]]] = (
    (0.34, _approved),
    (0.10, _denied),
    (0.12, _corrected),
    (0.08, _turned_away),
    (0.08, _transferred),
    (0.05, _withdrawn),
    (0.06, _careless),
    (0.06, _poisoned),
    (0.01, _deadly),
)
"""Shares; the rest never hear of their cases: silence, and what the law says to it."""


async def file_all(post: Post, chance: random.Random, server: Server, cases: int, seconds: float) -> None:
    """File so many applications and bundles within the time given, in bursts as at windows."""
    for _ in range(cases):
        if chance.random() < 0.6:
            await asyncio.sleep(chance.random() * 2 * seconds / cases / 0.6)
        endpoint = chance.choice(ENDPOINTS)
        now = server.wall()
        drawn = chance.random()
        if drawn < 0.12:
            post.send(endpoint, *filings.file_bundle(chance, endpoint, now))
        elif drawn < 0.4:
            post.send(endpoint, filings.case_number(chance, endpoint, now), filings.file_deferring(chance))
        elif drawn < 0.5:
            post.send(endpoint, filings.case_number(chance, endpoint, now), filings.file_reviewed_below(chance, now))
        else:
            number = filings.case_number(chance, endpoint, now)
            application = filings.file_application(chance, now)
            post.send(endpoint, number, application)
            if drawn < 0.62:
                # the same person asks at another window for the same
                elsewhere = chance.choice(ENDPOINTS)
                post.send(elsewhere, filings.case_number(chance, elsewhere, now), application)
            if drawn > 0.95:
                post.send(endpoint, number, filings.file_application(chance, now))
        if chance.random() < 0.08:
            post.rubbish(endpoint)
