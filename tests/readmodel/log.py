"""A ``facts`` log made by real casework without any broker: commands in, records out, requests passed on at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from random import Random
from typing import Any, Final

import orjson

from hub.casework.decider import Casework
from hub.casework.state import State
from hub.client.sample import sample
from hub.domain.application.state import ApplicationState
from hub.domain.reference import Reference
from hub.lanes.aggregates import Aggregate
from hub.lanes.alerts import Alert
from hub.lanes.command import Command
from hub.lanes.values import Message, Partition, Record
from hub.personal.sealing import PersonalSealing
from hub.readmodel.cases import Link
from hub.reference.load import SAMPLE_HEAD
from schemas import commands
from schemas.application import Material
from schemas.envelope import DIGEST, ENDPOINT, HOPS, NUMBER
from schemas.facts import Fact
from schemas.notices import SignatureWanted
from schemas.parties import Officer
from schemas.reading import read, read_fact
from schemas.reference import Section, Unit
from schemas.times import CHINA, to_milliseconds
from schemas.topics import COMMANDS, FACTS, KEYS, SIGNING
from schemas.values import encode
from tests.domain import world
from tests.domain.signing import signature_for

PARTITION: Final = Partition(FACTS, 0)
DAY: Final = date(2026, 11, 23)
SECTION: Final = "S1"
SOON: Final = timedelta(minutes=7)


@cache
def reference() -> Reference:
    """The rows of the plays about decisions; every unit has a section, which no item belongs to."""
    sections = (Section(code=SECTION, name="综合科"),)
    rows = world.reference().rows.values()
    return Reference.from_rows(
        row.model_copy(update={"sections": sections}) if isinstance(row, Unit) else row for row in rows
    )


class Alarms:
    """Takes note of what a ledger tells its operators."""

    def __init__(self) -> None:
        self.told: list[tuple[Alert, str]] = []

    def __call__(self, alert: Alert, text: str) -> None:
        self.told.append((alert, text))

    @property
    def alerts(self) -> list[Alert]:
        return [alert for alert, _ in self.told]


class Log:
    """One partition of facts, and the aggregates they are about."""

    def __init__(self, rows: Callable[[], Reference] = reference, sealing: PersonalSealing | None = None) -> None:
        self.records: list[Record] = []
        self.keys: list[Message] = []
        """Records of the keys topic."""
        self.aggregates: dict[str, Aggregate[State]] = {}
        self.casework = Casework(0, 1, rows, sealing=sealing)
        self._ids = count(1)

    def say(self, endpoint: str, subject: str, body: commands.Command, at: datetime) -> None:
        """Let an endpoint command something; what aggregates ask of each other follows."""
        received = to_milliseconds(at)
        id_ = f"{endpoint}|/window|{next(self._ids)}"
        self._handle(Command(id_, body.ce_type, subject, endpoint, received, encode(body)))

    def clock(self, to: datetime) -> None:
        """Let the clock reach an instant: everything due fires in the order of its time."""
        reached = to_milliseconds(to)
        while due := min(((one.due, key) for key, one in self.aggregates.items() if one.due), default=None):
            when, key = due
            if when > reached:
                break
            done = self.casework.reach(key, when, when, self.aggregates[key])
            self._keep(key, done.messages, done.after, when)

    def append(self, message: Message) -> None:
        """Write a record as it is: copies, forks, and what a later release would write."""
        self.records.append(Record(FACTS, 0, len(self.records), 0, message.key, message.value, message.headers))

    def state(self, number: str) -> Any:
        """What the domain thinks of an aggregate."""
        state = self.aggregates[number].state
        return state.of_domain if state else None

    def cases(self) -> dict[str, ApplicationState]:
        """Every case that came to be."""
        states = {number: self.state(number) for number in self.aggregates}
        return {number: state for number, state in states.items() if isinstance(state, ApplicationState)}

    def _handle(self, command: Command) -> None:
        outcome = self.casework.handle(command, self.aggregates.get(command.aggregate, Aggregate()))
        self._keep(command.aggregate, outcome.messages, outcome.after, command.received)

    def _keep(self, key: str, messages: Any, after: Aggregate[State], received: int) -> None:
        self.aggregates[key] = after
        for message in messages:
            if message.topic == FACTS:
                self.append(message)
            elif message.topic == KEYS:
                self.keys.append(message)
        for message in messages:
            if message.topic == COMMANDS:
                self._handle(_request(message, received))
        for message in messages:
            if message.topic == SIGNING:
                self._sign(key, message, received)

    def _sign(self, document: str, message: Message, received: int) -> None:
        """Answer as the signer does, whatever asks for a signature."""
        ce_type = dict(message.headers)["ce_type"].decode()
        if ce_type == SignatureWanted.ce_type:
            wanted = read(SignatureWanted, message.value or b"")
            body = encode(signature_for(wanted))
            id_ = f"hub|/hub/signer|{document}/{wanted.ask}"
            self._handle(Command(id_, commands.SignDocument.ce_type, document, "hub", received, body))


def _request(message: Message, received: int) -> Command:
    headers = {name: value.decode() for name, value in message.headers}
    id_ = f"hub|{headers['ce_source']}|{headers['ce_id']}"
    sender = headers[ENDPOINT]
    content, hops = message.value or b"", int(headers[HOPS])
    return Command(id_, headers["ce_type"], headers["ce_subject"], sender, received, content, hops=hops)


def busy_log(cases: int, seed: int, sealing: PersonalSealing | None = None) -> Log:
    """File a day's sample and handle it as offices do: most go well, some are late, corrected, denied, withdrawn."""
    print(f"seed {seed}")  # noqa: T201 - a failing run must be repeatable
    log, draw = Log(sealing=sealing), Random(seed)
    for filing in sample(cases, seed, reference(), DAY):
        body = read(commands.COMMANDS[filing.ce_type], orjson.dumps(filing.data))
        log.say(filing.endpoint, filing.number, body, filing.at)
    for number, state in log.cases().items():
        handle(log, number, state, draw)
    log.clock(datetime(2026, 12, 24, tzinfo=CHINA))
    return log


def handle(log: Log, number: str, state: ApplicationState, draw: Random) -> None:
    """Let the competent unit and the window do one of several things, from the beginning to some point."""
    by = Officer(unit=state.acting.unit, staff="S1")
    other = Officer(unit=state.acting.unit, staff="S2")
    home, away = state.origin.endpoint, state.acting.endpoint
    clerk = Officer(unit=state.origin.window.unit, staff="W1")
    withdraw = commands.WithdrawCase(by=clerk, reason="申请人撤回")
    points = (commands.CorrectionPoint(code="M01", text="申请书缺少签名"),)
    path: list[tuple[str, commands.Command]] = [
        (away, commands.ClaimCase(by=by)),
        (away, commands.ClaimCase(by=other)),  # refused: held by somebody else
    ]
    if draw.random() < 0.3:
        path += [
            (away, commands.AskCorrection(by=by, points=points)),
            (home, commands.SupplyCorrection(materials=(Material(code="M01", title="申请书", medium="paper"),))),
            (away, commands.ClaimCase(by=by)),
        ]
    path += [
        (away, commands.AcceptCase(by=by)),
        (away, commands.ReleaseCase(by=by)),
        (away, commands.ClaimCase(by=other, section=SECTION)),
        (away, commands.DecideCase(by=other, outcome="approved")),
        (home, commands.DeliverCase(by=clerk, way="window")),
    ]
    path = path[: draw.randrange(len(path) + 1)]
    if draw.random() < 0.1:
        path.append((home, withdraw))
    if state.filed_at.minute % 4 == 0:
        head = Officer(unit=state.competent.unit, staff=SAMPLE_HEAD)
        path.insert(0, (away, commands.MarkUrgent(by=head, reason="抢险救灾")))
    at = state.filed_at
    for sender, body in path:
        at += SOON
        log.say(sender, number, body, at)


def facts_of(log: Log) -> Iterator[tuple[str, Fact, Link]]:
    """Read the log as any consumer would: aggregate, fact, place in the chain."""
    for record in log.records:
        headers = {name: value.decode() for name, value in record.headers}
        link = Link(int(headers[NUMBER]), headers[DIGEST])
        yield headers["ce_subject"], read_fact(headers["ce_type"], record.value or b""), link
